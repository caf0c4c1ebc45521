"""Spreadsheets: every line is kept, screened once, and taken up where it was left."""

import json
from dataclasses import asdict
from datetime import timedelta

import openpyxl
import pytest
from django.db import IntegrityError, connection

from compliance.screening import actions, engine
from compliance.screening.actions import jobs
from compliance.screening.models import ListSource, ScreeningJob, ScreeningJobRow
from compliance.screening.states import JobState, Outcome, Retention
from portal.accounts.roles import Officer, Overseer
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import make_user
from tests.factories.screening import LISTED, import_small_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(tmp_path, now):
    return import_small_list(tmp_path, LISTED, at=now)


@pytest.fixture
def officer():
    return make_user(Officer)


def sheet(tmp_path, *names):
    path = tmp_path / "sheet.csv"
    path.write_text("No,Name\n" + "".join(f"{number},{name}\n" for number, name in enumerate(names)))
    return path


def taken(tmp_path, officer, now, *names):
    return actions.take_sheet(sheet(tmp_path, *names), name="sheet.csv", actor=officer, at=now)


def mapped(tmp_path, officer, now, *names):
    job = taken(tmp_path, officer, now, *names)
    actions.map_sheet(job, mapping={"name": "Name", "country": ""}, actor=officer, at=now)
    return job


def test_taking_a_sheet_keeps_its_lines_encrypted_and_guesses_the_columns(tmp_path, officer, now):
    job = taken(tmp_path, officer, now, "Umbral", "Gossamer")
    assert (job.total, job.columns, job.mapping, job.state) == (2, ["No", "Name"], {"name": "Name"}, JobState.MAPPING)
    assert json.loads(job.rows.get(number=3).given) == {"No": "1", "Name": "Gossamer"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT given FROM compliance_screeningjobrow")
        assert not any("Umbral" in given for (given,) in cursor.fetchall())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "is empty"), ("Name\n", "no line under the header"), ("Name,Name\na,b\n", "a name of its own")],
)
def test_sheets_without_use_are_refused_and_leave_nothing(tmp_path, officer, now, text, sentence):
    path = tmp_path / "sheet.csv"
    path.write_text(text)
    with pytest.raises(Invalid, match=sentence):
        actions.take_sheet(path, name="sheet.csv", actor=officer, at=now)
    assert not ScreeningJob.objects.exists()


def test_mapping_needs_the_names_and_columns_that_exist(tmp_path, officer, now):
    job = taken(tmp_path, officer, now, "Umbral")
    with pytest.raises(Invalid, match="holds the names"):
        actions.map_sheet(job, mapping={}, actor=officer, at=now)
    with pytest.raises(Invalid, match="no column"):
        actions.map_sheet(job, mapping={"name": "Nome"}, actor=officer, at=now)


def test_overseers_screen_no_sheets(tmp_path, now):
    with pytest.raises(Denied):
        taken(tmp_path, make_user(Overseer), now, "Umbral")


def test_every_line_gets_its_result(lists, tmp_path, officer, now):
    job = mapped(tmp_path, officer, now, LISTED, "Quiet Meadow", "--- ???")
    assert actions.work_on(job, at=now) == 3

    rows = {row.number: row for row in job.rows.all()}
    assert [rows[number].outcome for number in (2, 3, 4)] == [Outcome.HITS, Outcome.CLEAR, Outcome.NOT_SCREENED]
    assert rows[2].result[0]["name"] == LISTED
    assert rows[4].why
    job.refresh_from_db()
    assert (job.state, job.done, job.hits, job.finished_at) == (JobState.DONE, 3, 1, now)
    assert list(job.basis.versions.all()) == [lists]


def test_line_with_more_cells_than_the_header_is_not_screened_and_the_others_are(lists, tmp_path, officer, now):
    path = tmp_path / "sheet.csv"
    path.write_text(f'Name,Country\nQuiet Nook, {LISTED},DE\n"Quiet Nook, {LISTED}",DE\nQuiet Meadow,DE,,\n')
    job = actions.take_sheet(path, name="sheet.csv", actor=officer, at=now)
    actions.map_sheet(job, mapping={"name": "Name", "country": "Country"}, actor=officer, at=now)

    actions.work_on(job, at=now)

    assert outcomes(job) == [Outcome.NOT_SCREENED, Outcome.HITS, Outcome.CLEAR]
    row = job.rows.get(number=2)
    assert row.why.startswith("The line has more cells than the header") and "quotation marks" in row.why
    assert "DE" in json.loads(row.given).values(), "nothing of the line is lost"


def test_name_left_out_by_a_formula_is_not_screened_and_says_what_to_do(lists, tmp_path, officer, now):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Other names"])
    book.active.append(['=CONCATENATE("Quiet ","Meadow")', "Quiet Nook"])
    book.save(tmp_path / "sheet.xlsx")
    job = actions.take_sheet(tmp_path / "sheet.xlsx", name="sheet.xlsx", actor=officer, at=now)
    actions.map_sheet(job, mapping={"name": "Name", "aliases": "Other names"}, actor=officer, at=now)

    actions.work_on(job, at=now)

    row = job.rows.get()
    assert row.outcome == Outcome.NOT_SCREENED
    assert row.why.startswith("The cell in the column “Name” has no value; a formula")
    assert "paste it as a value" in row.why


def test_working_three_times_screens_each_line_once(lists, tmp_path, officer, now):
    job = mapped(tmp_path, officer, now, "Umbral", "Gossamer")
    assert [actions.work_on(job, at=now) for _ in range(3)] == [2, 0, 0]


@pytest.fixture
def twos(monkeypatch):
    """Chunks of two lines, so that a short sheet has several."""
    monkeypatch.setattr(jobs, "CHUNK", 2)


def work_until_lost(job, chunks, *, at):
    """Let a worker finish so many chunks and die in the next."""
    screen, left = jobs._screen, [None] * chunks

    def dying(*args):
        if not left:
            raise SystemExit
        left.pop()
        return screen(*args)

    with pytest.MonkeyPatch.context() as mortal, pytest.raises(SystemExit):
        mortal.setattr(jobs, "_screen", dying)
        actions.work_on(job, at=at)
    job.refresh_from_db()


def outcomes(job):
    return list(job.rows.order_by("number").values_list("outcome", flat=True))


def test_worker_that_dies_is_taken_over_where_it_was(lists, tmp_path, officer, now, twos):
    job = mapped(tmp_path, officer, now, *[f"Umbral {number}" for number in range(6)])
    work_until_lost(job, 1, at=now)
    assert (job.state, job.done) == (JobState.RUNNING, 2)
    assert actions.work_on(job, at=now + timedelta(minutes=1)) == 0  # the dead one's claim still holds
    assert actions.work_on(job, at=now + timedelta(minutes=6)) == 4
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 6)


# -- The record -----------------------------------------------------------------------------------------------------


def test_sheet_keeps_its_thresholds_and_how_long_it_is_kept(lists, tmp_path, officer, now):
    job = mapped(tmp_path, officer, now, "Quiet Meadow")
    assert (job.thresholds, job.retention, job.keep_until) == ({}, "", None)

    actions.work_on(job, at=now)

    job.refresh_from_db()
    assert job.thresholds == asdict(engine.Settings())
    assert (job.basis.engine_version, job.basis.normaliser_version) == (
        engine.ENGINE_VERSION,
        engine.NORMALISER_VERSION,
    )
    assert (job.retention, job.keep_until) == (Retention.OFAC, now.date().replace(year=now.year + 10))


def test_sheet_without_lists_of_ofac_is_kept_for_five_years(lists, tmp_path, officer, now):
    ListSource.objects.update(is_ofac=False)
    job = mapped(tmp_path, officer, now, "Quiet Meadow")

    actions.work_on(job, at=now)

    job.refresh_from_db()
    assert (job.retention, job.keep_until) == (Retention.EAR, now.date().replace(year=now.year + 5))


def test_screened_sheet_without_a_day_to_keep_it_is_refused_by_the_database(lists, tmp_path, officer, now):
    job = mapped(tmp_path, officer, now, "Quiet Meadow")
    actions.work_on(job, at=now)

    with pytest.raises(IntegrityError):
        ScreeningJob.objects.filter(pk=job.pk).update(keep_until=None)


def test_sheet_taken_up_under_other_thresholds_begins_again(lists, tmp_path, officer, now, twos, settings):
    job = half_done(tmp_path, officer, now)
    settings.SCREENING_SETTINGS = engine.Settings(review=0.2, minimum=0.1)

    assert actions.work_on(job, at=now + timedelta(minutes=6)) == 6

    job.refresh_from_db()
    assert job.thresholds["review"] == 0.2


# -- Only fresh editions, and one set of them for the whole sheet ------------------------------------------------------


NEW = "Vermillion Quantum Foundry"
LATER = timedelta(days=100)


def half_done(tmp_path, officer, now):
    """A sheet whose first four lines were screened before its worker died; the second and the last name are NEW."""
    job = mapped(tmp_path, officer, now, "Quiet Meadow", NEW, "Quiet Nook", "Quiet Pond", "Quiet Lane", NEW)
    work_until_lost(job, 2, at=now)
    return job


def test_sheet_taken_up_after_its_list_went_stale_is_not_screened(lists, tmp_path, officer, now, twos):
    job = half_done(tmp_path, officer, now)

    assert actions.work_on(job, at=now + LATER) == 0

    job.refresh_from_db()
    assert (job.state, job.done, job.claimed_until) == (JobState.WAITING, 4, None)
    assert "is stale" in job.problem
    assert outcomes(job)[4:] == ["", ""]
    assert events_about(job).last().verb == "screening.sheet.held"


def test_sheet_that_waits_for_a_stale_list_says_so_once(lists, tmp_path, officer, now, twos):
    job = half_done(tmp_path, officer, now)

    assert [actions.work_on(job, at=now + LATER + timedelta(minutes=each)) for each in (0, 1, 2)] == [0, 0, 0]

    assert [event.verb for event in events_about(job)].count("screening.sheet.held") == 1


def test_list_that_goes_stale_under_way_stops_the_sheet_after_the_chunk(lists, tmp_path, officer, now, twos):
    job = mapped(tmp_path, officer, now, *[f"Quiet Meadow {number}" for number in range(6)])
    hours = iter([now, now, now])  # the claim, the lists, the first chunk; then it is late

    assert actions.work_on(job, at=now, clock=lambda: next(hours, now + LATER)) == 2

    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert outcomes(job) == [Outcome.CLEAR] * 2 + [""] * 4


def test_sheet_goes_on_where_it_was_once_the_same_edition_is_confirmed(lists, tmp_path, officer, now, twos):
    job = half_done(tmp_path, officer, now)
    actions.work_on(job, at=now + LATER)
    lists.source.confirmed_at = now + LATER
    lists.source.save()

    assert actions.work_on(job, at=now + LATER) == 2

    job.refresh_from_db()
    assert (job.state, job.done, job.problem) == (JobState.DONE, 6, "")


def test_sheet_taken_up_under_a_new_edition_begins_again(lists, tmp_path, officer, now, twos):
    job = half_done(tmp_path, officer, now)
    edition = import_small_list(tmp_path, LISTED, NEW, at=now + LATER)

    assert actions.work_on(job, at=now + LATER) == 6

    job.refresh_from_db()
    clear, hits = Outcome.CLEAR, Outcome.HITS
    assert outcomes(job) == [clear, hits, clear, clear, clear, hits]
    assert (job.state, job.done, job.hits) == (JobState.DONE, 6, 2)
    assert list(job.basis.versions.all()) == [edition]
    [again] = [event for event in events_about(job) if event.verb == "screening.sheet.begun_again"]
    assert again.data == {"lines": 4, "hits": 0}


def test_stopped_sheet_resumed_under_a_new_edition_begins_again(lists, tmp_path, officer, now, twos):
    job = half_done(tmp_path, officer, now)
    actions.stop_sheet(job, actor=officer, at=now)
    later = now + 3 * LATER
    import_small_list(tmp_path, LISTED, NEW, at=later)
    actions.resume_sheet(job, actor=officer, at=later)

    assert actions.work_on(job, at=later) == 6

    assert outcomes(job)[1] == outcomes(job)[5] == Outcome.HITS


def test_edition_that_comes_while_a_sheet_is_screened_begins_it_again(lists, tmp_path, officer, now, twos):
    job = mapped(tmp_path, officer, now, "Quiet Meadow", NEW, "Quiet Nook", "Quiet Pond")
    asked = []

    def clock():
        asked.append(1)
        if len(asked) == 4:  # after the first chunk
            import_small_list(tmp_path, LISTED, NEW, at=now)
        return now

    assert actions.work_on(job, at=now, clock=clock) == 6  # the first two lines twice

    job.refresh_from_db()
    assert (job.done, job.hits) == (4, 1)
    assert outcomes(job)[1] == Outcome.HITS


def test_worker_that_was_taken_for_dead_keeps_nothing(lists, tmp_path, officer, now, monkeypatch):
    job = mapped(tmp_path, officer, now, "Quiet Meadow", LISTED)
    screen, other = jobs._screen, []

    def slow(*args):
        if not other:
            other.append(1)
            with pytest.MonkeyPatch.context() as quick:
                quick.setattr(jobs, "_screen", screen)
                other.append(actions.work_on(ScreeningJob.objects.get(pk=job.pk), at=now + timedelta(minutes=6)))
        return screen(*args)

    monkeypatch.setattr(jobs, "_screen", slow)
    assert actions.work_on(job, at=now) == 0
    assert other == [1, 2]


def test_stopped_sheet_is_taken_up_again(lists, tmp_path, officer, now):
    job = mapped(tmp_path, officer, now, "Umbral", "Gossamer")
    actions.stop_sheet(job, actor=officer, at=now)
    assert actions.work_on(job, at=now) == 0
    with pytest.raises(Conflict):
        actions.stop_sheet(job, actor=officer, at=now)
    actions.resume_sheet(job, actor=officer, at=now)
    assert actions.work_on(job, at=now) == 2


def test_stop_in_the_middle_ends_after_the_chunk(lists, tmp_path, officer, now, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", 2)
    job = mapped(tmp_path, officer, now, *[f"Umbral {number}" for number in range(6)])
    screen = jobs._screen

    def stopping(*args):
        actions.stop_sheet(ScreeningJob.objects.get(pk=job.pk), actor=officer, at=now)
        return screen(*args)

    monkeypatch.setattr(jobs, "_screen", stopping)
    assert actions.work_on(job, at=now) == 0
    assert ScreeningJobRow.objects.filter(outcome="").count() == 6


def test_sheet_waits_while_no_list_is_current(tmp_path, officer, now):
    job = mapped(tmp_path, officer, now, "Umbral")
    assert actions.work_on(job, at=now) == 0
    job.refresh_from_db()
    assert (job.state, job.problem) == (JobState.WAITING, "No list is in use.")
    import_small_list(tmp_path, LISTED, at=now)
    assert actions.work_on(job, at=now) == 1


def test_stopped_before_its_columns_were_named_is_not_taken_up(tmp_path, officer, now):
    path = tmp_path / "sheet.csv"
    path.write_text("A,B\n1,Umbral\n")
    job = actions.take_sheet(path, name="sheet.csv", actor=officer, at=now)
    actions.stop_sheet(job, actor=officer, at=now)
    with pytest.raises(Conflict, match="which column holds the names"):
        actions.resume_sheet(job, actor=officer, at=now)
