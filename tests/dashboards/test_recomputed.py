"""Every figure on the demo history, computed a second time by a script that shares nothing with the portal."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from compliance.licensing.models import Case
from dashboards import metrics
from dashboards.figures import METRICS, Plain, Spread
from dashboards.models import Snapshot
from dashboards.periods import Quarter, parse
from tests.factories.reference import load_reference

SCRIPT = Path(settings.BASE_DIR) / "tools" / "recompute_figures.py"
UNTIL = datetime(2026, 11, 20, 15, tzinfo=UTC)


def raw(code: str, quarter: Quarter) -> object:
    """Return what the portal finds, in the form in which the script prints it."""
    found = METRICS[code].find(quarter)
    if isinstance(found, Plain):
        return {code: value for code, _, value in found.rows}
    if isinstance(found, Spread):
        return sorted(value for values in found.values.values() for value in values)
    return {"|".join(cell): number for cell, number in sorted(found.cube.counts.items()) if number}


@pytest.mark.django_db
def test_every_figure_agrees_with_the_independent_script(tmp_path):
    load_reference()
    call_command("seed_demo", cases=36, until=UNTIL, verbosity=0)
    folder = tmp_path / "rows"
    call_command("export_figure_rows", folder, first=date(2025, 1, 1), last=date(2027, 1, 31), verbosity=0)
    zone, compared = settings.INSTITUTION["timezone"], 0

    for period in ("2026-Q1", "2026-Q3"):
        done = subprocess.run(
            [sys.executable, str(SCRIPT), str(folder), period, zone], capture_output=True, text=True, check=True
        )
        second = json.loads(done.stdout)
        assert set(second) == set(METRICS), "A figure has no second computation."
        for code, value in second.items():
            assert raw(code, parse(period)) == value, f"{code} of {period}"
            compared += bool(value)

    assert compared > 20  # there was something to agree about
    assert Case.objects.count() >= 30
    assert Snapshot.objects.published().count() >= 4
    assert metrics.METHOD


def test_the_script_shares_nothing_with_the_portal():
    text = SCRIPT.read_text()

    for name in ("django", "dashboards", "compliance", "portal."):
        assert f"import {name}" not in text and f"from {name}" not in text
