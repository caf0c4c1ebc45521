"""Findings: stated once, taken up, remedied, closed by somebody whom they do not concern."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from compliance.assurance import actions, policies
from compliance.assurance.checks import CHECKS
from compliance.assurance.fingerprints import fingerprint_of
from compliance.assurance.models import Finding
from compliance.assurance.states import FindingState, Origin
from compliance.assurance.waiting import waiting
from compliance.incidents.models import Report
from compliance.remedies import actions as remedies
from portal.accounts.roles import Champion, IncidentHandler, Officer, Overseer, Researcher
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.assurance import fresh, make_finding, make_remedy
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def state(*, at, print_="a", **given):
    words = {"title": "No second reviewer", "detail": "Case 12.", "severity": "high", **given}
    return actions.state_finding(
        origin=Origin.CHECK,
        check_name="second-reviewer",
        fingerprint=fingerprint_of(print_),
        actor=None,
        at=at,
        **words,
    )


def settle(remedy, *, effective=True, at):
    remedies.finish(fresh(remedy), account="Done.", actor=remedy.owner, at=at)
    remedies.conclude(fresh(remedy), effective=effective, result="Looked.", actor=remedy.checker, at=at)


def test_the_same_cause_is_stated_once_until_it_is_settled(now):
    first = state(at=now)

    assert state(at=now) is None
    assert state(at=now, print_="b") is not None
    actions.clear(first, at=now)
    again = state(at=now)
    assert again is not None and again.reference != first.reference


def test_the_database_refuses_a_second_open_one(now):
    finding = state(at=now)
    other = state(at=now, print_="b")

    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=other.pk).update(fingerprint=finding.fingerprint)


@pytest.mark.parametrize("role", [Researcher, Champion, Overseer, IncidentHandler])
def test_only_the_office_reports_and_takes_up(role, now):
    with pytest.raises(Denied):
        make_finding(actor=make_user(role))
    with pytest.raises(Denied):
        actions.take_up(make_finding(), responsible=make_user(), actor=make_user(role), at=now)


@pytest.mark.parametrize(
    ("given", "field"), [({"title": " "}, "title"), ({"detail": ""}, "detail"), ({"severity": "x"}, "severity")]
)
def test_a_report_says_what_where_and_how_much(given, field):
    with pytest.raises(Invalid) as no:
        make_finding(**given)

    assert no.value.field == field


def test_whoever_sees_to_it_is_told_and_reads_it(now):
    finding, person = make_finding(), make_user()

    actions.take_up(finding, responsible=person, actor=make_user(Officer), at=now)

    assert finding.state == FindingState.IN_HAND
    assert Message.objects.filter(to=person, template="assurance/finding_given").count() == 1
    assert Finding.objects.visible_to(person).get() == finding
    assert policies.may_read.allows(person, finding)
    assert not Finding.objects.visible_to(make_user()).exists()


def test_it_is_not_given_to_whom_it_concerns_nor_settled_by_them(now):
    reviewer = make_user(Officer)
    finding = state(at=now, concerns=reviewer)

    with pytest.raises(Invalid):
        actions.take_up(finding, responsible=reviewer, actor=make_user(Officer), at=now)
    with pytest.raises(Denied, match="your own work"):
        actions.dismiss(finding, conclusion="Nothing.", actor=reviewer, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        values = {"state": "dismissed", "settled_by": reviewer, "settled_at": now, "conclusion": "x"}
        Finding.objects.filter(pk=finding.pk).update(**values)


def test_it_closes_when_a_remedy_was_effective_and_none_is_left(now):
    officer = make_user(Officer)
    finding = make_finding(actor=officer)
    weak, strong = make_remedy(finding, actor=officer), make_remedy(fresh(finding), actor=officer)
    finding = fresh(finding)

    with pytest.raises(Conflict, match="still to be done"):
        actions.close(finding, conclusion="Done.", actor=officer, at=now)
    settle(weak, effective=False, at=now)
    remedies.finish(fresh(strong), account="Done.", actor=strong.owner, at=now)
    with pytest.raises(Conflict, match="to be checked"):
        actions.close(finding, conclusion="Done.", actor=officer, at=now)
    remedies.conclude(fresh(strong), effective=True, result="Looked.", actor=strong.checker, at=now)
    actions.close(finding, conclusion="It helped.", actor=officer, at=now)

    assert fresh(finding).state == FindingState.CLOSED
    verbs = [event.verb.rsplit(".", 1)[1] for event in events_about(finding)]
    assert verbs == ["stated", "taken_up", "closed"]


def test_what_did_not_help_closes_nothing(now):
    officer = make_user(Officer)
    finding = make_finding(actor=officer)
    settle(make_remedy(finding, actor=officer), effective=False, at=now)

    with pytest.raises(Conflict, match="No remedy has been found effective"):
        actions.close(fresh(finding), conclusion="Enough.", actor=officer, at=now)


def test_nothing_under_way_is_dismissed(now):
    officer = make_user(Officer)
    finding = make_finding(actor=officer)
    remedy = make_remedy(finding, actor=officer)

    with pytest.raises(Conflict, match="under way"):
        actions.dismiss(fresh(finding), conclusion="None.", actor=officer, at=now)
    remedies.cancel(remedy, reason="None is needed.", actor=officer, at=now)
    actions.dismiss(fresh(finding), conclusion="The date was misread.", actor=officer, at=now)

    assert fresh(finding).state == FindingState.DISMISSED
    with pytest.raises(Conflict):
        make_remedy(fresh(finding), actor=officer)


def test_a_finding_is_reported_as_an_incident_once_and_not_by_whom_it_concerns(client, now):
    reviewer, officer = make_user(Officer), make_user(Officer)
    make_user(IncidentHandler)
    finding = state(at=now, concerns=reviewer)
    client.force_login(officer)

    client.post(f"{finding.get_absolute_url()}incident/", {"what": "A file went to the wrong address."})

    report = Report.objects.get()
    assert (report.source, report.source_reference) == ("finding", finding.reference)
    assert report.source_path == finding.get_absolute_url()
    with pytest.raises(Conflict, match="already"):
        actions.report_incident(finding, what="Again.", actor=officer, at=now)
    client.force_login(reviewer)
    assert client.get(f"{finding.get_absolute_url()}incident/").status_code == 403


def test_the_office_goes_from_a_report_to_a_remedy_on_the_pages(client, now):
    officer, owner, checker = make_user(Officer), make_user(name="Olga"), make_user(name="Chet")
    client.force_login(officer)
    client.post(reverse("assurance:report"), {"title": "Doors", "detail": "Lab 4 stands open.", "severity": "low"})
    finding = Finding.objects.get()

    client.post(
        reverse("assurance:remedy", args=[finding.reference]),
        {
            "what": "Fit a door closer.", "owner": owner.pk, "checker": checker.pk, "check_how": "It is shut.",
            "due_on_0": "1", "due_on_1": "12", "due_on_2": "2099", "due_on": "2099-12-01", "check_on": "2099-12-31",
        },
    )  # fmt: skip

    page = client.get(finding.get_absolute_url())
    assert "Fit a door closer." in page.text
    assert fresh(finding).state == FindingState.IN_HAND
    client.force_login(make_user())
    for place in ("", "take_up/", "remedy/", "close/", "dismiss/"):
        assert client.get(f"{finding.get_absolute_url()}{place}").status_code == 404


def test_the_list_takes_as_many_queries_for_three_as_for_one(client, django_assert_num_queries):
    officer = make_user(Officer)
    client.force_login(officer)
    make_finding(actor=officer)
    client.get(reverse("assurance:findings"))

    with django_assert_num_queries(6):
        client.get(reverse("assurance:findings"))
    for title in ("One", "Two"):
        make_finding(actor=officer, title=title)
    with django_assert_num_queries(6):
        client.get(reverse("assurance:findings"))


@pytest.mark.parametrize("count", [3, 4])
def test_what_one_check_finds_in_many_places_is_one_line_at_home(now, count, django_assert_num_queries):
    for number in range(count):
        state(at=now + timedelta(hours=number), print_=str(number), title=f"No second reviewer, {number}")
    reported = make_finding(at=now + timedelta(days=1))
    office = make_user(Officer)
    office.has_perm("compliance.manage_finding")

    with django_assert_num_queries(4):  # mine, the groups, the others, the audits
        lines = list(waiting(office, now))

    if count == 3:
        assert [line.title for line in lines] == [*(f"No second reviewer, {each}" for each in range(3)), reported.title]
        return
    [group, single] = lines
    assert (group.title, group.due_at) == (f"{CHECKS['second-reviewer'].title}: 4 findings", now + timedelta(days=7))
    assert single.title == reported.title


def test_the_line_of_many_leads_to_exactly_them(client, now):
    for number in range(4):
        state(at=now, print_=str(number), title=f"No second reviewer, {number}")
    make_finding(at=now)
    client.force_login(make_user(Officer))
    [group, _] = waiting(make_user(Officer), now)

    rows = client.get(group.url).context["table"].rows

    assert len(rows) == 4
    assert all("No second reviewer" in row.cells[1].html for row in rows)


def test_many_are_given_to_one_person_and_one_mail_tells_of_them(client, now):
    several = [make_finding(at=now) for _ in range(3)]
    taken = make_finding(at=now)
    actions.take_up(taken, responsible=make_user(Officer), actor=make_user(Officer), at=now)
    person = make_user(Champion, name="Petra Person")
    client.force_login(make_user(Officer))
    page, chosen = reverse("assurance:take-up-together"), [each.pk for each in (*several, taken)]

    asked = client.post(page, {"selected": chosen})
    assert asked.context["chosen"] == several  # what is in somebody's hands already stays there

    done = client.post(page, {"selected": chosen, "responsible": person.pk}, follow=True)

    assert "Petra Person sees to 3 findings." in done.content.decode()
    assert {fresh(each).responsible for each in several} == {person}
    assert [event.verb for event in events_about(several[0])][-1] == "assurance.finding.taken_up"
    [mail] = Message.objects.filter(to=person)
    assert [title.partition(":")[0] for title in mail.context["titles"]] == [each.reference for each in several]


def test_of_many_none_is_given_if_one_is_about_the_work_of_that_person(client, now):
    person = make_user(Champion)
    free, own = state(at=now), state(at=now, print_="b", concerns=person)

    with pytest.raises(Invalid, match="choose somebody else"):
        actions.take_up_together([free, own], responsible=person, actor=make_user(Officer), at=now)

    assert {fresh(each).state for each in (free, own)} == {FindingState.OPEN}
    assert not Message.objects.filter(to=person).exists()


@pytest.mark.parametrize("role", [Champion, Overseer, Researcher])
def test_only_the_office_gives_many(client, now, role):
    finding = make_finding(at=now)
    client.force_login(make_user(role))

    page = client.post(reverse("assurance:take-up-together"), {"selected": [finding.pk], "responsible": 1})

    assert page.status_code in (403, 404)
    assert fresh(finding).state == FindingState.OPEN


def test_nothing_chosen_is_said(client, now):
    client.force_login(make_user(Officer))

    for chosen in ([], ["x"], ["999999"]):
        page = client.post(reverse("assurance:take-up-together"), {"selected": chosen}, follow=True)
        assert "Choose at least one finding that is open." in page.content.decode()
