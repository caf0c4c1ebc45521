"""The pages of training: what each shows, what each does, who may, in how many queries."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Champion, Officer, Overseer, TrainingManager
from portal.core.models import Message
from tests.factories.people import join, make_unit, make_user
from tests.factories.training import complete, make_course, make_version, require, right, source, take, wrong
from tests.training.test_imports import line, mapped, upload
from training import actions, policies
from training.models import Attempt, Completion, CourseVersion, Exemption, Requirement
from training.states import QuestionKind, RowState, VersionState

pytestmark = pytest.mark.django_db


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


def sent(question, given):
    """Return an answer as the page sends it."""
    if question.kind != QuestionKind.ORDERING:
        return {"answer": given}
    return {f"place_{position}": place for place, position in enumerate(given, start=1)}


class TestLearner:
    """A newcomer and a required course, without a mouse or JavaScript: links and forms only."""

    def test_from_the_first_page_to_the_certificate(self, client, now):
        version = make_version("basics", title="Basics")
        require(version.course, ground="The policy")
        person = make_user()
        client.force_login(person)
        page = text_of(client.get(reverse("training:index")))
        assert "The policy" in page
        assert version.course.get_absolute_url() in page

        answer = client.post(reverse("training:begin", args=["basics"]), {"language": "en"}, follow=True)
        assert "Read this <strong>well</strong>" in text_of(answer)
        for number, step in enumerate(self.steps(version), start=1):
            here = reverse("training:station", args=[Attempt.objects.get().pk, number])
            given = {} if step.__class__.__name__ == "Lesson" else sent(step, right(step))
            answer = client.post(here, given, follow=True)
            assert answer.status_code == 200
        attempt = Attempt.objects.get()
        answer = client.get(attempt.get_absolute_url(), follow=True)
        assert "You have been through everything" in text_of(answer)
        answer = client.post(reverse("training:finish", args=[attempt.pk]), follow=True)

        assert "4 of 4 questions were right, 100 per cent" in text_of(answer)
        pdf = client.get(reverse("training:certificate", args=[Completion.objects.get().code]))
        assert pdf.content.startswith(b"%PDF-")

    def steps(self, version):
        steps = [*version.lessons.all(), *version.questions.all()]
        return sorted(steps, key=lambda step: step.position)

    def test_it_goes_on_where_one_left_off(self, client):
        version = make_version("basics")
        person = make_user()
        client.force_login(person)
        client.post(reverse("training:begin", args=["basics"]))
        attempt = Attempt.objects.get()
        client.post(reverse("training:station", args=[attempt.pk, 1]))

        answer = client.get(attempt.get_absolute_url())

        assert answer.url == reverse("training:station", args=[attempt.pk, 2])
        assert version.course.title in text_of(client.get(reverse("training:index")))

    @pytest.mark.parametrize("kind", QuestionKind.values)
    def test_a_wrong_answer_is_explained(self, kind, client):
        version = make_version("basics")
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        question = version.questions.get(kind=kind)
        number = self.steps(version).index(question) + 1
        here = reverse("training:station", args=[Attempt.objects.get().pk, number])

        answer = client.post(here, sent(question, wrong(question)), follow=True)

        assert "Not right" in text_of(answer)
        assert question.explanation in text_of(answer)

    @pytest.mark.parametrize(
        ("kind", "given", "said"),
        [
            ("single", {}, "Choose an answer."),
            ("multiple", {}, "Choose an answer."),
            ("single", {"answer": "99"}, "Select a valid choice"),
            ("numeric", {"answer": "many"}, "Write a number"),
            ("ordering", {"place_1": "1"}, "Give every line a place."),
            ("ordering", {"place_1": "1", "place_2": "1", "place_3": "2"}, "Give each place once."),
        ],
    )
    def test_an_answer_makes_sense(self, kind, given, said, client):
        version = make_version("basics")
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        number = self.steps(version).index(version.questions.get(kind=kind)) + 1

        answer = client.post(reverse("training:station", args=[Attempt.objects.get().pk, number]), given)

        assert said in text_of(answer)
        assert not Attempt.objects.get().answers.exists()

    def test_below_the_mark_one_may_take_it_again(self, client):
        version = make_version("basics")
        person = make_user()
        attempt = take(person, version.course, mistakes=3)
        client.force_login(person)

        page = text_of(client.get(attempt.get_absolute_url()))

        assert "Take it again" in page
        assert "25 per cent" in page

    def test_anothers_attempt_does_not_exist(self, client):
        version = make_version("basics")
        attempt = take(make_user(), version.course)
        client.force_login(make_user())

        assert client.get(attempt.get_absolute_url()).status_code == 404

    def test_pages_beyond_the_end_lead_back(self, client):
        make_version("basics")
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        attempt = Attempt.objects.get()

        assert client.get(reverse("training:station", args=[attempt.pk, 99])).url == attempt.get_absolute_url()

    def test_languages_can_be_chosen(self, client):
        make_version("basics", language="en")
        french = make_version("basics", language="fr", title="Notions")
        client.force_login(make_user())
        assert "Begin: Notions" in text_of(client.get(french.course.get_absolute_url()))

        client.post(reverse("training:begin", args=["basics"]), {"language": "fr"})

        assert Attempt.objects.get().version == french

    def test_a_course_without_a_version_is_not_offered(self, client):
        course = make_course("basics")
        client.force_login(make_user())

        assert "not offered" in text_of(client.get(course.get_absolute_url()))
        assert client.post(reverse("training:begin", args=["basics"])).status_code == 409

    @pytest.mark.parametrize("rows", [1, 3])
    def test_my_training_takes_a_constant_number_of_queries(self, rows, client, django_assert_num_queries):
        person = make_user()
        for number in range(rows):
            require(f"course-{number}x")
            complete(person, f"other-{number}x")
        client.force_login(person)
        client.get(reverse("training:index"))

        with django_assert_num_queries(17):
            client.get(reverse("training:index"))

    @pytest.mark.parametrize("lessons", [1, 3])
    def test_a_page_of_a_course_takes_a_constant_number_of_queries(self, lessons, client, django_assert_num_queries):
        more = "\n\n".join(f"## Lesson {number}\n\nText." for number in range(lessons))
        version = actions.draft_version(source("basics") + more, actor=None, at=timezone.now())
        actions.publish(version, actor=None, at=timezone.now())
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        here = reverse("training:station", args=[Attempt.objects.get().pk, 1])
        client.get(here)

        with django_assert_num_queries(9):
            client.get(here)


class TestCertificate:
    """Anyone can check one and learns no more than it says."""

    def test_a_genuine_one(self, client):
        done = complete(make_user(name="Ann Smith"), "basics")

        page = text_of(client.get(done.get_absolute_url()))

        assert "This certificate is genuine" in page
        assert "Ann Smith" not in page

    @pytest.mark.parametrize(("name", "said"), [("ann  SMITH", "The name is the one"), ("Bob", "is not the one")])
    def test_a_name_can_be_compared(self, name, said, client):
        done = complete(make_user(name="Ann Smith"), "basics")

        assert said in text_of(client.post(done.get_absolute_url(), {"name": name}))

    def test_expired_and_withdrawn_are_said(self, client, now):
        old = complete(make_user(), "basics", at=now - timedelta(days=900), expires_on=date(2025, 1, 1))
        struck = complete(make_user(), "basics")
        actions.strike(struck, reason="An error.", actor=make_user(TrainingManager), at=now)

        assert "Expired" in text_of(client.get(old.get_absolute_url()))
        page = text_of(client.get(struck.get_absolute_url()))
        assert "was withdrawn" in page
        assert "An error." not in page

    def test_a_made_up_code_is_none(self, client):
        answer = client.get("/training/check/AAAAA-BBBBB/")

        assert (answer.status_code, "No certificate" in text_of(answer)) == (404, True)

    def test_a_code_can_be_typed(self, client):
        done = complete(make_user(), "basics")

        answer = client.post(reverse("training:look-up"), {"code": f" {done.code.lower()} "})

        assert answer.url == done.get_absolute_url()

    def test_the_pdf_is_for_those_who_see_the_record(self, client):
        done = complete(make_user(), "basics")
        url = reverse("training:certificate", args=[done.code])
        answers = []
        for person in (done.person, make_user(Officer), make_user()):
            client.force_login(person)
            answers.append(client.get(url).status_code)

        assert answers == [200, 200, 404]


def test_the_list_and_the_policy_agree(now):
    lab = make_unit()
    person, colleague = make_user(unit=lab), make_user()
    champion, head = make_user(Champion), make_user()
    join(champion, lab, position="champion")
    join(head, lab, position="head")
    done = complete(person, "basics")
    people = [person, colleague, champion, head, make_user(Officer), make_user(Overseer), make_user(TrainingManager)]

    listed = [Completion.objects.visible_to(each).filter(pk=done.pk).exists() for each in people]
    allowed = [policies.may_see_record.allows(each, person) for each in people]

    assert listed == allowed == [True, False, True, False, True, True, True]


class TestRecord:
    """One person's whole record."""

    def test_it_is_shown_and_exported_whole(self, client):
        person = make_user(name="Ann Smith")
        require("basics", ground="The policy")
        complete(person, "basics")
        client.force_login(person)
        url = reverse("training:person", args=[person.pk])

        assert "The policy" in text_of(client.get(url))
        record = client.get(f"{url}?export=json").json()

        assert [each["course"] for each in record["completed"]] == ["basics"]
        assert record["required"][0]["standing"] == "current"

    def test_colleagues_do_not_see_it(self, client):
        client.force_login(make_user())

        assert client.get(reverse("training:person", args=[make_user().pk])).status_code == 403

    def test_a_manager_exempts_and_strikes_but_not_for_themselves(self, client):
        person, manager = make_user(), make_user(TrainingManager)
        course = make_course("basics")
        done, own = complete(person, course), complete(manager, course)
        client.force_login(manager)
        days = {"from_on-day": 1, "from_on-month": 9, "from_on-year": 2026, "to_on-day": 1, "to_on-month": 9}
        given = {**days, "to_on-year": 2027, "course": course.pk, "reason": "Teaches it."}

        client.post(reverse("training:exempt", args=[person.pk]), given)
        client.post(reverse("training:strike", args=[done.code]), {"reason": "Another person's."})

        assert Exemption.objects.get().person == person
        assert Completion.objects.get(pk=done.pk).struck_at
        assert client.get(reverse("training:strike", args=[own.code])).status_code == 403
        assert client.post(reverse("training:exempt", args=[manager.pk]), given).status_code == 403


class TestUnit:
    """A champion's people."""

    def setting(self, client, size=1):
        lab = make_unit("Lab")
        champion = make_user(Champion)
        join(champion, lab, position="champion")
        course = make_course("basics")
        require(course, "unit", lab.code, grace_days=0, from_on=date(2026, 7, 1))
        people = [make_user(unit=lab, name=f"Person {letter}") for letter in "ABC"[:size]]
        client.force_login(champion)
        return champion, people

    def test_it_shows_what_is_missing_and_reminds_with_one_press(self, client):
        _, (person,) = self.setting(client)
        page = text_of(client.get(reverse("training:unit")))
        assert "Basics (overdue)" in page

        answer = client.post(reverse("training:nudge"), {"selected": [person.pk], "action": "nudge"}, follow=True)

        assert "1 person is reminded." in text_of(answer)
        assert Message.objects.filter(to=person, template="training/nudge").count() == 1
        again = client.post(reverse("training:nudge"), {"selected": [person.pk]}, follow=True)
        assert "today" in text_of(again)

    def test_people_of_other_units_are_refused(self, client):
        self.setting(client)
        require("basics", grace_days=0)

        assert client.post(reverse("training:nudge"), {"selected": [make_user().pk]}).status_code == 403

    def test_it_is_for_champions(self, client):
        client.force_login(make_user())

        assert client.get(reverse("training:unit")).status_code == 403

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_takes_a_constant_number_of_queries(self, size, client, django_assert_num_queries):
        self.setting(client, size)
        client.get(reverse("training:unit"))

        with django_assert_num_queries(12):
            page = client.get(reverse("training:unit"))

        assert text_of(page).count("Basics (overdue)") == size + 1  # the champion is in the unit too


class TestMatrix:
    """The offices' view: units by courses, with those behind each cell."""

    def setting(self, size=1):
        lab = make_unit("Lab")
        require("basics", "unit", lab.code, grace_days=0, from_on=date(2026, 7, 1))
        people = [make_user(unit=lab, name=f"Person {letter}") for letter in "ABC"[:size]]
        complete(people[0], "basics", expires_on=date(2027, 1, 31))
        return lab, people

    def test_a_cell_counts_and_leads_to_its_people(self, client):
        lab, _ = self.setting(3)
        client.force_login(make_user(Officer))

        page = text_of(client.get(reverse("training:matrix")))

        assert "1 of 3" in page
        behind = text_of(client.get(reverse("training:people", args=[lab.code, "basics"])))
        assert behind.count("Overdue") == 2
        assert "Current" in behind

    def test_readiness_on_a_day_to_come(self, client):
        self.setting(1)
        client.force_login(make_user(Officer))

        assert "1 of 1" in text_of(client.get(reverse("training:matrix"), {"on": "2027-01-31"}))
        assert "0 of 1" in text_of(client.get(reverse("training:matrix"), {"on": "2027-02-01"}))
        assert client.get(reverse("training:matrix"), {"on": "nonsense"}).status_code == 200

    def test_champions_see_their_own_units_only(self, client):
        lab, _ = self.setting()
        other, champion = make_unit("Elsewhere"), make_user(Champion)
        join(champion, other, position="champion")
        require("basics", "unit", other.code)
        make_user(unit=other)
        client.force_login(champion)

        page = text_of(client.get(reverse("training:matrix")))
        assert "Elsewhere" in page and lab.name not in page
        assert client.get(reverse("training:people", args=[other.code, "basics"])).status_code == 200
        assert client.get(reverse("training:people", args=[lab.code, "basics"])).status_code == 404

    def test_researchers_see_no_matrix(self, client):
        client.force_login(make_user())

        assert client.get(reverse("training:matrix")).status_code == 403

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_takes_a_constant_number_of_queries(self, size, client, django_assert_num_queries):
        self.setting(size)
        client.force_login(make_user(Officer))
        client.get(reverse("training:matrix"))

        with django_assert_num_queries(7):
            client.get(reverse("training:matrix"))


class TestManaging:
    """Authoring with preview; requirements with their effect beforehand."""

    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        self.manager = make_user(TrainingManager)
        client.force_login(self.manager)

    def test_write_preview_revise_publish(self, client):
        answer = client.post(reverse("training:write"), {"source": source("optics", title="Optics")}, follow=True)
        page = text_of(answer)
        assert "Read this <strong>well</strong>" in page
        assert "Draft" in page
        version = CourseVersion.objects.get()
        client.post(reverse("training:revise", args=[version.pk]), {"source": source("optics", body="Anew.")})
        assert "Anew." in text_of(client.get(version.get_absolute_url()))

        client.post(reverse("training:publish", args=[version.pk]))

        version.refresh_from_db()
        assert (version.state, version.published_by) == (VersionState.PUBLISHED, self.manager)
        assert client.get(reverse("training:publish", args=[version.pk])).status_code == 409

    def test_what_is_wrong_with_the_text_comes_back_with_its_line(self, client):
        answer = client.post(reverse("training:write"), {"source": source("optics").replace("minutes: 10", "")})

        assert "Line 2: “minutes” is a whole number" in text_of(answer)
        assert not CourseVersion.objects.exists()

    def test_a_new_version_begins_with_the_newest_text(self, client):
        make_version("optics", body="As it was.")

        assert "As it was." in text_of(client.get(reverse("training:write"), {"course": "optics"}))

    def test_a_script_in_a_lesson_does_not_run(self, client):
        text = source("optics", body="<script>alert(1)</script>")

        answer = client.post(reverse("training:write"), {"source": text}, follow=True)

        assert "<script>alert(1)</script>" not in text_of(answer)

    def test_retire(self, client):
        make_version("optics")

        client.post(reverse("training:retire", args=["optics"]), {"reason": "Old."})

        assert CourseVersion.objects.get().course.retired_on

    def requirement(self, **given):
        course = make_course("basics")
        day = {"from_on-day": 1, "from_on-month": 1, "from_on-year": 2026}
        return {
            "code": "rule",
            "course": course.pk,
            "audience": "role",
            "role": "Researcher",
            "grace_days": 0,
            "ground": "The policy",
            **day,
            **given,
        }

    def test_a_requirement_shows_whom_it_touches_before_it_takes_effect(self, client):
        make_user(name="Rita Researcher")
        User.objects.update(date_joined=timezone.now() - timedelta(days=99))
        given = self.requirement()

        page = text_of(client.post(reverse("training:require"), given))

        assert "it speaks of <strong>1</strong> person" in page
        assert "Rita Researcher" in page
        assert not Requirement.objects.exists()
        client.post(reverse("training:require"), {**given, "confirm": "yes"})
        assert Requirement.objects.get().audience_key == "Researcher"

    def test_the_audience_is_named(self, client):
        answer = client.post(reverse("training:require"), self.requirement(role=""))

        assert "Choose which." in text_of(answer)

    def test_a_requirement_is_ended(self, client):
        rule = require("basics")
        given = {"to_on-day": 1, "to_on-month": 1, "to_on-year": 2027, "reason": "New policy."}

        client.post(reverse("training:end-requirement", args=[rule.pk]), given)

        rule.refresh_from_db()
        assert rule.to_on == date(2027, 1, 1)
        assert "rule-" in text_of(client.get(reverse("training:manage")))

    def test_an_equivalent_is_accepted(self, client):
        ours, theirs = make_course("ours"), make_course("theirs")

        client.post(reverse("training:accept"), {"course": ours.pk, "instead": theirs.pk, "note": ""})
        page = text_of(client.post(reverse("training:accept"), {"course": ours.pk, "instead": ours.pk, "note": ""}))

        assert ours.equivalents.get().accepts == theirs
        assert "no equivalent of itself" in page

    @pytest.mark.parametrize("name", ["manage", "write", "require", "accept"])
    def test_all_of_it_is_for_training_managers(self, name, client):
        client.force_login(make_user(Officer))

        assert client.get(reverse(f"training:{name}")).status_code == 403


class TestImporting:
    """A champion takes in a file with three faulty rows and mends them."""

    def test_the_whole_way(self, client):
        lab = make_unit()
        champion, ann = make_user(Champion), make_user(username="ann", unit=lab)
        join(champion, lab, position="champion")
        mapped()
        client.force_login(champion)
        faulty = [line("nobody", Email=""), line(**{"Date Completed": "x", "CR Number": "7"}), line(Score="x")]
        file = upload(line(**{"CR Number": "1"}), *faulty)

        page = text_of(client.post(reverse("training:imports"), {"file": file}, follow=True))
        assert "Nobody here has the user name" in page
        batch = champion_batch()
        for number, row in enumerate(batch.rows.filter(state=RowState.FAULTY)):
            given = {"who": "ann", "completed_text": f"2026-05-0{number + 1}", "score_text": "90"}
            client.post(reverse("training:mend", args=[row.pk]), given)
        answer = client.post(reverse("training:record", args=[batch.pk]), follow=True)

        assert "4 completions are recorded." in text_of(answer)
        assert ann.completions.count() == 4

    def test_an_unusable_file_comes_back_to_its_field(self, client):
        client.force_login(make_user(TrainingManager))
        file = SimpleUploadedFile("x.csv", b"Name\nAnn")

        assert "lacks the column" in text_of(client.post(reverse("training:imports"), {"file": file}))

    def test_an_outside_course_is_named_by_a_manager(self, client, now):
        manager, ann = make_user(TrainingManager), make_user(username="ann")
        client.force_login(manager)
        client.post(reverse("training:imports"), {"file": upload(line())})
        assert "Export Compliance" in text_of(client.get(reverse("training:imports")))
        batch = champion_batch()

        client.post(
            reverse("training:map", args=[batch.rows.get().outside_course_id]), {"course": make_course("basics").pk}
        )
        client.post(reverse("training:record", args=[batch.pk]))

        assert ann.completions.get().course.code == "basics"

    def test_a_row_is_set_aside(self, client):
        client.force_login(make_user(TrainingManager))
        client.post(reverse("training:imports"), {"file": upload(line("nobody", Email=""))})
        row = champion_batch().rows.get()

        client.post(reverse("training:set-aside", args=[row.pk]))

        assert champion_batch().rows.get().state == RowState.DROPPED

    def test_files_of_others_are_closed(self, client, now):
        batch = actions.stage(upload(line()), actor=make_user(Champion), at=now)
        client.force_login(make_user(Champion))

        assert client.get(batch.get_absolute_url()).status_code == 403
        client.force_login(make_user())
        assert client.get(reverse("training:imports")).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_rows_take_a_constant_number_of_queries(self, rows, client, now, django_assert_num_queries):
        manager = make_user(TrainingManager)
        batch = actions.stage(upload(*[line("nobody", Email="")] * rows), actor=manager, at=now)
        client.force_login(manager)
        client.get(batch.get_absolute_url())

        with django_assert_num_queries(8):
            client.get(batch.get_absolute_url())


def champion_batch():
    """Return the only file."""
    from training.models import ImportBatch

    return ImportBatch.objects.get()


def test_the_back_office_takes_in_a_plain_table(now):
    """Preview first; one bad row keeps the whole table out."""
    from tablib import Dataset

    from training.resources import CompletionResource

    manager, ann = make_user(TrainingManager), make_user(username="ann")
    make_course("basics")
    good = Dataset(["ann", "basics", "2026-05-31", "2028-05-31", "90"])
    good.headers = ["person", "course", "completed_on", "expires_on", "score"]
    bad = Dataset(["ann", "basics", "2026-05-30", "", ""], ["ann", "basics", "2099-01-01", "", ""])
    bad.headers = good.headers

    preview = CompletionResource().import_data(good, dry_run=True, user=manager)
    assert (preview.has_errors(), Completion.objects.count()) == (False, 0)
    CompletionResource().import_data(good, user=manager, raise_errors=True)
    CompletionResource().import_data(good, user=manager, raise_errors=True)
    refused = CompletionResource().import_data(bad, user=manager, rollback_on_validation_errors=True)

    assert ann.completions.count() == 1
    assert refused.has_validation_errors()
