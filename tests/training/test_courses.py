"""Courses: drafted, published as versions that never change, loaded from files."""

from datetime import timedelta

import pytest

from portal.accounts.roles import TrainingManager
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Event
from tests.factories.people import NOW, make_user
from tests.factories.training import make_version, source, take
from training import actions, shipped
from training.models import Attempt, Completion, Course, CourseVersion, Question, Requirement
from training.states import QuestionKind, VersionState

pytestmark = pytest.mark.django_db


def test_a_draft_opens_its_course_and_holds_its_steps(now):
    version = actions.draft_version(source("optics", title="Optics"), actor=make_user(TrainingManager), at=now)

    assert (version.course.title, version.number, version.state) == ("Optics", 1, VersionState.DRAFT)
    assert version.lessons.count() == 2
    assert set(version.questions.values_list("kind", flat=True)) == set(QuestionKind.values)
    assert not Course.objects.offered().exists()


def test_publishing_supersedes_the_version_before(now):
    first = make_version("optics", body="One.")

    second = make_version("optics", body="Two.")

    first.refresh_from_db()
    assert (first.state, second.state, second.number) == (VersionState.SUPERSEDED, VersionState.PUBLISHED, 2)
    assert [event.verb for event in events_about(first)] == [
        "training.version.drafted",
        "training.version.published",
        "training.version.superseded",
    ]


def test_languages_stand_beside_each_other():
    make_version("optics", language="en")
    make_version("optics", language="fr")

    assert CourseVersion.objects.published().count() == 2


def test_a_course_is_listed_by_its_english_title_where_there_is_one():
    german = make_version("optics", language="de", title="Optik")
    assert Course.objects.get().title == "Optik"

    make_version("optics", language="en", title="Optics")
    actions.publish(actions.draft_version(german.source + "\n", actor=None, at=NOW), actor=None, at=NOW)

    assert Course.objects.get().title == "Optics"


def test_a_draft_is_revised_and_a_published_version_is_not(now):
    draft = actions.draft_version(source("optics", body="One."), actor=None, at=now)
    actions.revise_draft(draft, source=source("optics", body="Two."), actor=None, at=now)
    assert draft.lessons.order_by("position").first().body == "Two."
    assert Question.objects.count() == 4
    actions.publish(draft, actor=None, at=now)

    with pytest.raises(Conflict, match="cannot change"):
        actions.revise_draft(draft, source=source("optics", body="Three."), actor=None, at=now)


def test_a_draft_keeps_its_code(now):
    draft = actions.draft_version(source("optics"), actor=None, at=now)

    with pytest.raises(Invalid, match="stay as they are"):
        actions.revise_draft(draft, source=source("acoustics"), actor=None, at=now)


def test_publishing_twice_is_refused(now):
    draft = actions.draft_version(source("optics"), actor=None, at=now)
    stale = CourseVersion.objects.get(pk=draft.pk)
    actions.publish(draft, actor=None, at=now)

    with pytest.raises(Conflict):
        actions.publish(stale, actor=None, at=now)


@pytest.mark.parametrize("act", ["draft", "publish", "retire", "open"])
def test_only_training_managers_author(act, now):
    draft = actions.draft_version(source("optics"), actor=None, at=now)
    stranger = make_user()
    acts = {
        "draft": lambda: actions.draft_version(source("other"), actor=stranger, at=now),
        "publish": lambda: actions.publish(draft, actor=stranger, at=now),
        "retire": lambda: actions.retire(draft.course, actor=stranger, at=now, reason="x"),
        "open": lambda: actions.open_course("other", title="Other", actor=stranger, at=now),
    }

    with pytest.raises(Denied, match="Only training managers"):
        acts[act]()


def test_a_retired_course_is_not_begun_and_goes_on_counting(now):
    version = make_version("optics")
    person = make_user()
    take(person, version.course)

    actions.retire(version.course, actor=None, at=now, reason="Old.")

    assert Completion.objects.counting(now.date()).count() == 1
    version.course.refresh_from_db()
    with pytest.raises(Conflict, match="not offered"):
        actions.begin(version.course, actor=make_user(), at=now)
    with pytest.raises(Conflict, match="retired already"):
        actions.retire(version.course, actor=None, at=now, reason="Again.")


class TestShipped:
    """Six courses and their requirements come with the portal."""

    def test_loading_twice_changes_nothing(self, now):
        first = shipped.load(actor=None, at=now)
        events = Event.objects.count()

        second = shipped.load(actor=None, at=now + timedelta(days=1))

        assert len([line for line in first if line.startswith("Course")]) == 7
        assert second == []
        assert Event.objects.count() == events
        assert Course.objects.offered().count() == 6

    def test_each_file_has_an_event_with_its_checksum(self, now):
        shipped.load(actor=None, at=now)

        loaded = Event.objects.filter(verb="training.course.loaded")

        assert {event.data["file"] for event in loaded} == {path.name for path in shipped.COURSES.glob("*.md")}
        assert all(len(event.data["digest"]) == 64 for event in loaded)

    def test_a_changed_file_becomes_a_new_version(self, now, tmp_path):
        (tmp_path / "optics.md").write_text(source("optics", body="One."))
        actions.load_courses(tmp_path, actor=None, at=now)
        (tmp_path / "optics.md").write_text(source("optics", body="Two."))

        made = actions.load_courses(tmp_path, actor=None, at=now)

        assert [version.number for version in made] == [2]

    def test_an_institutions_own_text_is_not_replaced(self, now, tmp_path):
        (tmp_path / "optics.md").write_text(source("optics", body="Ours."))
        actions.load_courses(tmp_path, actor=None, at=now)
        theirs = actions.draft_version(source("optics", body="Theirs."), actor=make_user(TrainingManager), at=now)
        actions.publish(theirs, actor=make_user(TrainingManager), at=now)
        (tmp_path / "optics.md").write_text(source("optics", body="Ours anew."))

        assert actions.load_courses(tmp_path, actor=None, at=now) == []
        assert CourseVersion.objects.published().get() == theirs

    def test_a_broken_file_loads_nothing_and_is_named(self, now, tmp_path):
        (tmp_path / "a.md").write_text(source("optics"))
        (tmp_path / "b.md").write_text("nonsense")

        with pytest.raises(Invalid, match=r"b\.md: Line 1"):
            actions.load_courses(tmp_path, actor=None, at=now)
        assert not Course.objects.exists()

    def test_a_requirement_that_was_ended_is_not_made_again(self, now):
        shipped.load(actor=None, at=now)
        actions.end_requirement(
            Requirement.objects.get(code="champions"), to_on=now.date(), reason="x", actor=None, at=now
        )

        shipped.load(actor=None, at=now)

        assert Requirement.objects.filter(code="champions").count() == 1

    def test_every_requirement_names_a_shipped_course(self, now):
        shipped.load(actor=None, at=now)

        assert Requirement.objects.count() == 6

    def test_the_command_says_what_is_new(self, capsys):
        from django.core.management import call_command

        call_command("load_courses")
        call_command("load_courses")

        assert capsys.readouterr().out.splitlines()[-1] == "0 new."


class TestAttempts:
    """One at a time, with the version it began with; passed by the mark."""

    def test_passing_completes_with_version_score_and_last_day(self, now):
        version = make_version("optics", valid_months=12)
        person = make_user()

        attempt = take(person, version.course, mistakes=1)

        done = Completion.objects.get()
        assert (attempt.score, attempt.passed, done.score, done.version) == (75, True, 75, version)
        assert (done.expires_on - done.completed_on).days == 365
        assert [event.verb for event in events_about(attempt)] == [
            "training.attempt.begun",
            "training.attempt.finished",
        ]

    def test_below_the_mark_nothing_is_completed_and_one_may_try_again(self, now):
        version = make_version("optics")
        person = make_user()

        attempt = take(person, version.course, mistakes=2)

        assert (attempt.passed, Completion.objects.count()) == (False, 0)
        assert take(person, version.course).passed

    def test_a_course_without_a_term_never_lapses(self):
        version = make_version("optics", valid_months=None)
        take(make_user(), version.course)

        assert Completion.objects.get().expires_on is None

    def test_beginning_again_goes_on_where_one_was(self, now):
        version = make_version("optics")
        person = make_user()
        first = actions.begin(version.course, actor=person, at=now)

        assert actions.begin(version.course, actor=person, at=now) == first

    def test_a_version_replaced_in_between_is_finished_as_it_began(self, now):
        old = make_version("optics", body="Old.")
        person = make_user()
        attempt = actions.begin(old.course, actor=person, at=now)
        make_version("optics", body="New.", title="Optics anew")

        finished = take(person, old.course)

        assert (finished.pk, finished.version) == (attempt.pk, old)
        assert Completion.objects.get().version == old
        assert actions.begin(old.course, actor=make_user(), at=now).version.number == 2

    def test_a_question_is_answered_once(self, now):
        version = make_version("optics")
        person = make_user()
        attempt = actions.begin(version.course, actor=person, at=now)
        question = version.questions.order_by("position").first()
        actions.answer(attempt, question=question, given=2, actor=person, at=now)

        with pytest.raises(Conflict, match="answered this question already"):
            actions.answer(attempt, question=question, given=1, actor=person, at=now)
        assert not attempt.answers.get().correct

    def test_nobody_answers_for_somebody_else(self, now):
        version = make_version("optics")
        attempt = actions.begin(version.course, actor=make_user(), at=now)
        question = version.questions.first()

        with pytest.raises(Denied, match="somebody else's"):
            actions.answer(attempt, question=question, given=1, actor=make_user(), at=now)

    def test_finishing_needs_everything(self, now):
        version = make_version("optics")
        person = make_user()
        attempt = actions.begin(version.course, actor=person, at=now)

        with pytest.raises(Conflict, match="Read every lesson"):
            actions.finish(attempt, actor=person, at=now)

    def test_a_finished_attempt_takes_nothing_more(self, now):
        version = make_version("optics")
        person = make_user()
        attempt = take(person, version.course)

        with pytest.raises(Conflict, match="finished"):
            actions.finish(Attempt.objects.get(pk=attempt.pk), actor=person, at=now)
        with pytest.raises(Conflict, match="finished"):
            actions.read(attempt, lesson=version.lessons.first(), actor=person, at=now)

    def test_a_stale_copy_finishes_nothing_twice(self, now):
        version = make_version("optics")
        person = make_user()
        attempt = take(person, version.course)
        stale = Attempt.objects.get(pk=attempt.pk)
        stale.finished_at = None

        with pytest.raises(Conflict, match="just been finished"):
            actions.finish(stale, actor=person, at=now)
        assert Completion.objects.count() == 1

    def test_another_versions_lesson_and_question_are_refused(self, now):
        version, other = make_version("optics"), make_version("acoustics")
        person = make_user()
        attempt = actions.begin(version.course, actor=person, at=now)

        with pytest.raises(Invalid):
            actions.read(attempt, lesson=other.lessons.first(), actor=person, at=now)
        with pytest.raises(Invalid):
            actions.answer(attempt, question=other.questions.first(), given=1, actor=person, at=now)
