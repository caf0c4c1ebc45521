"""Figures computed a second time by a script that shares nothing with the portal. `bench recomputed` takes the demo."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from bench.recomputed import raw
from compliance.licensing import actions as licensing
from dashboards.feedback import actions as feedback
from dashboards.figures import METRICS
from dashboards.guidance import shipped
from dashboards.periods import Quarter
from tests.factories.licensing import FREE, NOW, UNKNOWN, fresh, make_approved, make_case, make_officer, make_refused
from tests.factories.people import make_unit, make_user
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list

SCRIPT = Path(settings.BASE_DIR) / "tools" / "recompute_figures.py"
QUARTER = Quarter(2026, 3)
LATER = NOW + timedelta(days=1)  # the list in force is fresh for some days only


def live_a_little(folder):
    """Bring a few cases to different ends, with a question, people in a faculty, and readers."""
    load_reference()
    import_small_list(folder)
    shipped.load(at=NOW - timedelta(days=365))
    faculty = make_unit("Science", kind="faculty")
    make_user(unit=make_unit("Cryogenics", parent=faculty))
    make_case(item=FREE)
    make_refused(at=NOW)
    officer = make_officer()
    asked = make_case(item=UNKNOWN)
    request = licensing.ask(asked, question="Which?", actor=officer, at=NOW + timedelta(hours=3))
    licensing.answer(request, text="This one.", actor=asked.applicant, at=LATER)
    make_approved(fresh(asked), officer=officer, at=LATER + timedelta(hours=3))
    feedback.say(about="/", helped="yes", words="", at=NOW)


@pytest.mark.django_db
def test_the_independent_script_agrees(tmp_path):
    live_a_little(tmp_path)
    folder = tmp_path / "rows"
    call_command("export_figure_rows", folder, first=date(2026, 1, 1), last=date(2027, 1, 31), verbosity=0)
    command = [sys.executable, str(SCRIPT), str(folder), str(QUARTER), settings.INSTITUTION["timezone"]]

    second = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert set(second) == set(METRICS), "A figure has no second computation."
    for code, value in second.items():
        assert raw(METRICS[code].find(QUARTER)) == value, code
    assert second["cases-decided"] == {"share|0": 1, "share|1": 2}
    assert second["outcomes"]["refused"] == 1
    assert len(second["days-with-us"]) == 2 and second["days-with-applicants"][-1] >= 1
    assert second["reviews-in-time"] == {"in_time": 0, "due": 24}


def test_the_script_shares_nothing_with_the_portal():
    text = SCRIPT.read_text()

    for name in ("django", "dashboards", "compliance", "portal."):
        assert f"import {name}" not in text and f"from {name}" not in text
