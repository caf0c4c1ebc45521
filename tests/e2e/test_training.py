"""Training in a real browser: the keyboard alone, a lapsed member of the council, a file with faulty rows, a table."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from compliance.council import actions as council_actions
from portal.accounts.roles import Champion, IncidentHandler, TrainingManager
from tests.factories.council import declare_none, make_full_council, make_referral, seat
from tests.factories.packages import make_package
from tests.factories.people import NOW, join, make_unit, make_user
from tests.factories.training import complete, enter_proposal, make_course, make_version, require
from training import actions, queries, shipped
from training.models import Completion, CourseVersion, OutsideCourse, Requirement, Tabletop, TabletopSession

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def look(page, axe, shot):
    """Return a function that asks axe about the page at hand, and sees that it fits a telephone."""

    def check(name: str) -> None:
        axe(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.evaluate(FITS), f"{name} is wider than a telephone"
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, f"training-{name}")

    return check


def test_a_table_is_led_from_the_script_to_the_report(page, login, look):
    actions.load_tabletops(shipped.TABLETOPS, actor=None, at=NOW)
    handler, player = make_user(IncidentHandler, name="Ines Handler"), make_user(name="Pia Player")
    login(page, handler)
    page.goto(reverse("training:tabletops"))
    look("tabletops-empty")
    page.get_by_role("link", name="The folder that everybody could read").click()
    look("script")
    page.get_by_role("link", name="Plan a sitting").click()
    page.get_by_label("Day", exact=True).fill("2")
    page.get_by_label("Month").fill("12")
    page.get_by_label("Year").fill("2026")
    page.get_by_label("Time").fill("14:00")
    page.get_by_label("Who sits at the table").fill(f"{player.username}\nsomebody-else")
    page.get_by_role("button", name="Plan it").click()
    look("plan-error")
    page.get_by_label("Who sits at the table").fill(player.email)
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("link", name="Start the exercise").click()
    page.get_by_role("button", name="Start the clock").click()
    page.get_by_role("button", name="Put it on the table now The logs").click()
    look("facilitator")

    session = TabletopSession.objects.get(tabletop=Tabletop.objects.get(code="open-folder"))
    login(page, player)
    page.goto(session.get_absolute_url())
    expect(page.locator("main")).not_to_contain_text("For the facilitator")
    page.get_by_label("Answer to: Snapshot first or shut first?").fill("Shut it, then take the snapshot.")
    page.get_by_role("button", name="Add the answer to: Snapshot first").click()
    look("table")

    login(page, handler)
    page.goto(session.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Shut it, then take the snapshot.")
    page.get_by_role("link", name="Note an improvement").click()
    page.get_by_label("What should be better").fill("Let plan owners sign before a folder is moved")
    page.get_by_label("Who sees to it").select_option("Pia Player")
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("link", name="Close the exercise").click()
    page.get_by_label("What it showed").fill("Containment was quick. Nobody knew who owns the migration.")
    page.get_by_role("button", name="Close it").click()
    look("report")
    expect(page.locator("main")).to_contain_text("Let plan owners sign")

    page.goto(reverse("remedies:improvements"))
    look("improvements")
    page.get_by_role("link", name="Take it up").click()
    look("take-up")
    for name in ("due_on", "check_on"):
        for part, figure in (("day", "2"), ("month", "12"), ("year", "2030")):
            page.locator(f"[name={name}-{part}]").fill(figure)
    page.get_by_label("Who checks that it helped?").select_option("Ines Handler")
    page.get_by_role("button", name="Open the remedy").click()
    look("improvements-none")
    login(page, player)
    page.goto(session.get_absolute_url())
    page.get_by_role("link", name="RM-").click()
    expect(page.locator("main")).to_contain_text("Let plan owners sign")


def enter(page) -> None:
    """Press Enter, and wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach(page, what: str, *, exact: bool = False, most: int = 90) -> None:
    """Press the tabulator until what has the focus bears the words; fail if it never does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        words = page.evaluate(FOCUSED)
        if words == what or (what in words and not exact):
            return
    raise AssertionError(f"“{what}” is not reached by keyboard on {page.url}")


FOCUSED = """(() => { const it = document.activeElement; if (!it || it === document.body) return "";
  const label = it.labels && it.labels.length ? it.labels[0].textContent : "";
  return (label || it.getAttribute("aria-label") || it.textContent || "").trim(); })()"""


def test_a_newcomer_completes_a_required_course_by_keyboard_alone(page, login, look):
    version = make_version("basics", title="Basics", body="Read **this** first.")
    require("basics", ground="Export control policy, newcomers")
    actions.load_exercises(shipped.EXERCISES, actor=None, at=NOW)
    newcomer = make_user(name="Nia Newcomer")
    login(page, newcomer)
    page.goto(reverse("training:index"))
    look("index")
    reach(page, "Look at it and begin")
    enter(page)
    page.wait_for_url("**/courses/basics/")
    look("course")
    reach(page, "Begin")
    enter(page)
    page.wait_for_url("**/attempts/*/1/")
    look("lesson")
    reach(page, "Continue")
    enter(page)
    look("question-single")
    reach(page, "Yes")
    page.keyboard.press("Space")
    reach(page, "Answer")
    enter(page)
    page.get_by_role("heading", name="Right", level=1).wait_for()
    look("feedback-right")
    reach(page, "Continue")
    enter(page)
    reach(page, "Continue")
    enter(page)
    look("question-multiple")
    reach(page, "A parcel")
    page.keyboard.press("Space")
    reach(page, "Answer")
    enter(page)
    page.get_by_role("heading", name="Not right", level=1).wait_for()
    look("feedback-wrong")
    reach(page, "Continue")
    enter(page)
    reach(page, "How many years")
    page.keyboard.type("5")
    enter(page)
    look("feedback-number")
    reach(page, "Continue")
    enter(page)
    look("question-ordering")
    for choice in version.questions.get(kind="ordering").choices.order_by("position"):
        reach(page, choice.text, exact=True)
        page.keyboard.type(str(choice.place))
    reach(page, "Answer")
    enter(page)
    reach(page, "Continue")
    enter(page)
    look("hand-in")
    reach(page, "See the result")
    enter(page)
    page.get_by_role("heading", name="Completed", level=1).wait_for()
    look("result")

    assert queries.is_current(newcomer, "basics", timezone.localdate())
    page.goto(reverse("training:index"))
    expect(page.locator("main")).to_contain_text("You are up to date")


def test_a_lapsed_member_of_the_council_cannot_vote_and_is_told_the_course(page, login, look):
    make_version("council-members", title="For council members")
    require("council-members", "circle", "council-seat", grace_days=0, ground="Rules of the advisory council")
    council, members = make_full_council()
    member = seat(council, trained=False, name="Lara Lapsed").member
    complete(member, "council-members", at=NOW.replace(year=2024), expires_on=NOW.date().replace(year=2026, month=1))
    referral = make_referral(council)
    declare_none(referral, members["law"], member)
    council_actions.open_vote(type(referral).objects.get(pk=referral.pk), actor=members["law"], at=NOW)
    login(page, member)

    page.goto(referral.get_absolute_url())

    expect(page.locator("main")).to_contain_text("Complete the course “For council members” before you vote.")
    expect(page.get_by_role("button", name="Cast")).to_have_count(0)
    page.goto(reverse("training:index"))
    look("index-lapsed")
    page.get_by_role("link", name="For council members").first.click()
    page.get_by_role("button", name="Begin").wait_for()


def test_a_champion_takes_in_a_file_and_mends_three_rows(page, login, look, tmp_path):
    unit, champion = make_unit("Quantum devices"), make_user(Champion, name="Carl Champion")
    join(champion, unit, position="champion")
    people = [make_user(unit=unit, username=name, name=name.title()) for name in ("ann", "bea", "cem", "dan")]
    OutsideCourse.objects.create(group_id="77", stage_number="1", group="Export", course=make_course("basics"))
    require("basics", "unit", unit.code, ground="Rules of the unit")
    require("openness", "unit", unit.code, ground="Rules of the unit")
    rows = [
        ("ann", "2026-05-31", "90"),
        ("bea", "31/31/2026", "90"),
        ("cemm", "2026-05-31", "90"),
        ("dan", "31.05.2026", "9O"),
    ]
    head = "Institutional Username;Group ID;Group;Stage Number;Stage;Date Completed;Score;Passing score;Gender"
    lines = [f"{who};77;Export;1;Basic;{day};{score};80;x" for who, day, score in rows]
    file = tmp_path / "citi.csv"
    file.write_text("\n".join([head, *lines]), encoding="cp1252")
    login(page, champion)
    page.goto(reverse("training:imports"))
    look("imports-empty")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/imports/*/")
    look("batch")

    for wrong, field, mended in [
        ("31/31/2026", "Completed on", "2026-05-31"),
        ("cemm", "User name or e-mail address", "cem"),
        ("9O", "Score", "90"),
    ]:
        page.get_by_role("link", name=wrong).click()
        page.get_by_label(field).fill(mended)
        page.get_by_role("button", name="Keep and judge anew").click()
        page.wait_for_url("**/imports/*/")
    page.get_by_role("button", name="Record what is ready").click()
    page.get_by_text("4 completions are recorded.").wait_for()
    look("batch-recorded")

    assert {each.person for each in Completion.objects.all()} == set(people)
    page.goto(reverse("training:unit"))
    look("unit")
    page.goto(reverse("training:matrix"))
    look("matrix")


def test_a_package_runs_in_its_sandbox_and_reports(page, login, look, page_errors):
    version = actions.take_package(make_package(), code="amplifiers", title="", minutes=20, actor=None, at=NOW)
    actions.publish(version, actor=None, at=NOW)
    learner = make_user()
    login(page, learner)
    page.goto(version.course.get_absolute_url())
    page.get_by_role("button", name="Begin").click()
    frame = page.frame_locator("#package")
    frame.get_by_text("at the beginning").wait_for()
    look("package")
    frame.get_by_role("button", name="Read on").click()
    page.get_by_text("Your progress is kept.", exact=True).wait_for()

    page.reload()
    frame.get_by_text("page 2").wait_for()
    found = page.frames[1].evaluate("() => { try { return window.parent.document.title } catch (e) { return e.name } }")
    assert found == "SecurityError"
    page_errors.forgive("Content Security Policy")
    assert page.frames[1].evaluate("() => fetch('/training/').then(() => 'reached', () => 'blocked')") == "blocked"
    frame.get_by_role("button", name="I know all of it").click()
    page.get_by_role("link", name="See your result").click()

    page.get_by_role("heading", name="Completed", level=1).wait_for()
    look("package-result")
    assert Completion.objects.get(person=learner).score == 85


@pytest.mark.looks
def test_pages_of_those_who_keep_training(page, login, look):
    manager, person = make_user(TrainingManager, name="Tara Trainer"), make_user(name="Pia Person")
    shipped.load(actor=None, at=NOW)
    require("export-control-basics", "funder", "nsf", code="nsf-rule", every_months=12, ground="The funder's notice")
    proposal = enter_proposal([person, manager], due_on=timezone.localdate() + timedelta(days=30), actor=manager)
    complete(manager, "export-control-basics", at=timezone.now(), expires_on=None)
    login(page, manager)

    for name, args in [
        ("manage", []),
        ("proposals", []),
        ("enter-proposal", []),
        ("proposal", [proposal.pk]),
        ("person", [person.pk]),
        ("enrol", [person.pk]),
        ("package-upload", []),
        ("version", [CourseVersion.objects.published().filter(language="de").get().pk]),
    ]:
        page.goto(reverse(f"training:{name}", args=args))
        look(f"office-{name}")
    page.goto(reverse("training:change-requirement", args=[Requirement.objects.get(code="nsf-rule").pk]))
    page.get_by_label("Every how many months").fill("6")
    for part, value in (("Day", "1"), ("Month", "1"), ("Year", "2027")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Why it changes").fill("The notice was renewed.")
    page.get_by_role("button", name="Show whom it touches").click()
    page.get_by_role("heading", name="Whom it touches").wait_for()
    look("office-effect")
