"""An import that is killed at any moment leaves the old edition in force, its rows and its index."""

import sys

import pytest

from compliance.screening import actions, store
from compliance.screening.engine import Query, search
from compliance.screening.models import ListEntry, ListSource, ListVersion
from tests.factories.screening import LISTED, csl_row, fill, write_csl

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
    rows = [csl_row(LISTED, uid="z"), *fill(30)]
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
