"""Killed at any moment, an import leaves the old edition in force, and a sheet is taken up where it was left."""

import contextlib
import sys
from datetime import timedelta

import pytest

from compliance.screening import actions, store
from compliance.screening.actions import jobs
from compliance.screening.engine import Query, search
from compliance.screening.models import ListEntry, ListSource, ListVersion
from compliance.screening.states import JobState
from portal.accounts.roles import Officer
from tests.factories.people import make_user
from tests.factories.screening import LISTED, csl_row, fill, import_small_list, whole, write_csl

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What no handler of ours catches, as if the process had ended here."""


def killed_after(calls, action):
    """Run the action until screening has called so many functions of its own, then end it; return the calls made."""
    made = 0

    def count(frame, event, _argument):
        nonlocal made
        if event == "call" and "/compliance/screening/" in frame.f_code.co_filename:
            made += 1
            if made == calls:
                raise Killed

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return made


def test_import_killed_at_any_moment_leaves_the_old_edition(tmp_path, now):
    rows = whole([csl_row(LISTED, uid="z"), *fill(30)])
    old = actions.import_list("us-csl", [write_csl(tmp_path / "old.csv", rows)], actor=None, at=now)
    new = write_csl(tmp_path / "new.csv", [*rows, csl_row("Gossamer Borogrove Academy", uid="new")])
    before = set(ListEntry.objects.current().values_list("uid", flat=True))
    moments = [3, 40, 200, 500, 1_000, 2_000, 3_000, 4_000, 6_000]

    killed = 0
    for moment in moments:
        try:
            killed_after(moment, lambda: actions.import_list("us-csl", [new], actor=None, at=now))
        except Killed:
            killed += 1
            source = ListSource.objects.get(code="us-csl")
            assert source.current == old
            assert set(ListEntry.objects.current().values_list("uid", flat=True)) == before
            assert not search(store.index_of(source.current), Query(LISTED)).clear
        else:
            break
    assert killed >= 5

    version = actions.import_list("us-csl", [new], actor=None, at=now)
    assert ListSource.objects.get(code="us-csl").current == version
    assert ListVersion.objects.filter(state="in_force").count() == 1


def test_sheet_whose_worker_is_killed_at_any_moment_screens_every_line_once(tmp_path, now, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", 2)
    import_small_list(tmp_path, LISTED, at=now)
    officer = make_user(Officer)
    path = tmp_path / "sheet.csv"
    path.write_text("Name\n" + "".join(f"Umbral {number}\n" for number in range(8)) + f"{LISTED}\n")
    job = actions.take_sheet(path, name="sheet.csv", actor=officer, at=now)
    actions.map_sheet(job, mapping={"name": "Name"}, actor=officer, at=now)

    kept, at = [], now
    for moment in (20, 150, 400, 700, 1_000, 1_300):
        at += timedelta(minutes=6)  # the claim of the one that died has run out
        with contextlib.suppress(Killed):
            killed_after(moment, lambda at=at: actions.work_on(job, at=at))
        job.refresh_from_db()
        kept.append(job.done)
        assert job.rows.exclude(outcome="").count() == job.done
    actions.work_on(job, at=at + timedelta(minutes=6))

    job.refresh_from_db()
    assert kept == sorted(kept)
    assert len(set(kept)) > 1  # some died between two chunks
    assert (job.state, job.done, job.hits, job.total) == (JobState.DONE, 9, 1, 9)
