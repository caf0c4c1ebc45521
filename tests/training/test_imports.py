"""Completions from elsewhere: staged, mended, named, recorded; nothing twice, nothing half."""

import io
from datetime import date, timedelta

import pytest

from portal.accounts.roles import Champion, TrainingManager
from portal.core.errors import Conflict, Denied
from portal.core.events import events_about
from portal.core.models import Event
from tests.factories.completions import line, mapped, problem, states, upload
from tests.factories.people import join, make_unit, make_user
from tests.factories.training import make_course, make_version, require
from training import actions
from training.models import Completion, ImportBatch, OutsideCourse, OutsideRow
from training.states import RowState

pytestmark = pytest.mark.django_db


def test_staging_records_nothing_and_recording_does(manager, ann, now):
    mapped()
    batch = actions.stage(upload(line()), actor=manager, at=now)
    assert (states(batch), Completion.objects.count()) == ([RowState.READY], 0)

    assert actions.record(batch, actor=manager, at=now) == 1

    done = Completion.objects.get()
    assert (done.person, done.course.code, done.score) == (ann, "basics", 90)
    assert (done.completed_on, done.expires_on) == (date(2026, 5, 31), date(2028, 5, 31))
    assert states(batch) == [RowState.RECORDED]
    assert [event.verb for event in events_about(batch)] == ["training.import.staged", "training.import.recorded"]


def test_what_we_must_not_keep_is_nowhere(manager, ann, now):
    mapped()
    batch = actions.stage(upload(line()), actor=manager, at=now)
    actions.record(batch, actor=manager, at=now)
    assert "secret-street" in io.TextIOWrapper(upload(line()).file).read()

    kept = [str(list(model.objects.values())) for model in (OutsideRow, OutsideCourse, ImportBatch, Completion, Event)]

    assert "secret-" not in str(kept)
    assert "Smith" not in str(kept)
    assert "private@" not in str(kept)


def test_the_same_file_again_records_nothing(manager, ann, now):
    mapped()
    first = actions.stage(upload(line(), line(**{"CR Number": "1001"})), actor=manager, at=now)
    assert states(first) == [RowState.READY, RowState.REPEATED]
    actions.record(first, actor=manager, at=now)

    again = actions.stage(upload(line()), actor=manager, at=now)

    assert states(again) == [RowState.REPEATED]
    with pytest.raises(Conflict, match="No row is ready"):
        actions.record(again, actor=manager, at=now)
    assert Completion.objects.count() == 1


def test_two_files_staged_side_by_side_record_once(manager, ann, now):
    mapped()
    one, two = (actions.stage(upload(line()), actor=manager, at=now) for _ in range(2))
    actions.record(one, actor=manager, at=now)

    assert actions.record(two, actor=manager, at=now) == 0
    assert states(two) == [RowState.REPEATED]


def test_an_unknown_course_waits_for_a_person(manager, ann, now):
    batch = actions.stage(upload(line(), line(**{"Stage Number": "2", "CR Number": "1002"})), actor=manager, at=now)
    assert states(batch) == [RowState.UNMAPPED] * 2
    one, two = OutsideCourse.objects.order_by("stage_number")

    actions.map_course(one, course=make_course("basics"), actor=manager, at=now)
    actions.map_course(two, course=None, actor=manager, at=now)

    assert states(batch) == [RowState.READY, RowState.DROPPED]
    later = actions.stage(upload(line(**{"Stage Number": "2"})), actor=manager, at=now)
    assert states(later) == [RowState.DROPPED]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Institutional Username": "nobody", "Email": ""}, "Nobody here has"),
        ({"Institutional Username": "", "Email": ""}, "Nobody is named."),
        ({"Date Completed": "last spring"}, "is no day"),
        ({"Date Completed": "31/05/2026"}, "is no day"),
        ({"Date Completed": "2026-02-30"}, "is no day"),
        ({"Date Completed": "2027-01-01"}, "in the future"),
        ({"Expiration Date": "soon"}, "is no day"),
        ({"Expiration Date": "2020-01-01"}, "lapses before"),
        ({"Score": "many"}, "no score"),
        ({"Score": "140"}, "no score"),
    ],
)
def test_a_faulty_row_says_what_is_wrong_and_is_mended(change, said, manager, ann, now):
    mapped()
    batch = actions.stage(upload(line(**change)), actor=manager, at=now)
    row = batch.rows.get()
    assert (row.state, said in row.problem) == (RowState.FAULTY, True)

    actions.mend(row, who="ann", completed_text="2026-05-31", expires_text="", score_text="90", actor=manager, at=now)

    assert states(batch) == [RowState.READY]


def test_three_faulty_rows_do_not_hold_up_the_rest(manager, ann, now):
    mapped()
    lines = [line(**{"CR Number": str(number)}) for number in range(5)]
    faulty = [line("nobody", Email=""), line(**{"Date Completed": "x"}), line(Score="x")]
    batch = actions.stage(upload(*lines, *faulty), actor=manager, at=now)

    assert actions.record(batch, actor=manager, at=now) == 5

    mended = batch.rows.filter(state=RowState.FAULTY).order_by("line")
    for row in mended:
        actions.mend(row, who="ann", completed_text="2026-04-01", actor=manager, at=now)
    assert actions.record(batch, actor=manager, at=now) == 1  # three rows that now say the same
    assert Completion.objects.count() == 6


def test_below_the_passing_score_nothing_was_completed(manager, ann, now):
    mapped()
    batch = actions.stage(upload(line(Score="79")), actor=manager, at=now)

    assert (states(batch), problem(batch)[:9]) == ([RowState.DROPPED], "Below the")


def test_without_an_end_our_own_term_holds(manager, ann, now):
    mapped(make_version("basics", valid_months=12).course)
    batch = actions.stage(upload(line(**{"Expiration Date": ""})), actor=manager, at=now)

    actions.record(batch, actor=manager, at=now)

    assert Completion.objects.get().expires_on == date(2027, 5, 31)


def test_the_address_serves_where_the_user_name_is_unknown(manager, ann, now):
    mapped()
    given = line("citi-only-name", Email="Ann@HarrowPoint.example")

    batch = actions.stage(upload(given), actor=manager, at=now)

    assert batch.rows.get().person == ann


def test_a_row_is_set_aside_once(manager, ann, now):
    batch = actions.stage(upload(line("nobody", Email="")), actor=manager, at=now)
    row = batch.rows.get()
    actions.set_aside(row, actor=manager, at=now)

    with pytest.raises(Conflict, match="settled already"):
        actions.set_aside(OutsideRow.objects.get(), actor=manager, at=now)


def test_recording_stops_reminders(manager, ann, now):
    from portal.core.models import Message

    course = make_course("basics")
    mapped(course)
    require(course)
    actions.remind_everyone(at=now)
    assert Message.objects.filter(to=ann, withdrawn_at=None).exists()
    batch = actions.stage(upload(line()), actor=manager, at=now)

    actions.record(batch, actor=manager, at=now)

    assert not Message.objects.filter(to=ann, withdrawn_at=None).exists()


class TestWho:
    """Managers for everybody, champions for their own unit, nobody for themselves."""

    def test_a_champion_takes_in_their_own_unit_only(self, ann, now):
        mapped()
        lab = make_unit()
        champion = make_user(Champion)
        join(champion, lab, position="champion")
        batch = actions.stage(upload(line()), actor=champion, at=now)
        assert problem(batch) == "This person is in no unit of yours."
        join(ann, lab)

        again = actions.stage(upload(line()), actor=champion, at=now)

        assert actions.record(again, actor=champion, at=now) == 1

    def test_nobody_records_their_own(self, now):
        mapped()
        manager = make_user(TrainingManager, username="ann")

        batch = actions.stage(upload(line()), actor=manager, at=now)

        assert problem(batch) == "Somebody else records your own completions."

    def test_researchers_take_in_nothing(self, now):
        with pytest.raises(Denied, match="Only training managers and champions"):
            actions.stage(upload(line()), actor=make_user(), at=now)

    def test_another_champions_file_is_closed(self, ann, now):
        batch = actions.stage(upload(line()), actor=make_user(Champion), at=now)

        with pytest.raises(Denied, match="somebody else"):
            actions.record(batch, actor=make_user(Champion), at=now)


@pytest.mark.parametrize("size", [1, 3])
def test_staging_takes_a_constant_number_of_queries(size, manager, ann, now, django_assert_num_queries):
    mapped()
    file = upload(*[line(**{"CR Number": str(number)}) for number in range(size)])
    manager.has_perm("training.manage_training")

    with django_assert_num_queries(8):
        actions.stage(file, actor=manager, at=now)


def test_a_term_that_ended_long_ago_is_recorded_all_the_same(manager, ann, now):
    """What was done counts for its time, and the record of a person begins before the portal."""
    from training.queries import is_current

    mapped()
    given = line(**{"Date Completed": "2019-01-01", "Expiration Date": "2021-01-01"})
    batch = actions.stage(upload(given), actor=manager, at=now)

    actions.record(batch, actor=manager, at=now)

    assert is_current(ann, "basics", date(2020, 6, 1))
    assert not is_current(ann, "basics", now.date() + timedelta(days=1))
