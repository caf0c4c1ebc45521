"""The rows from which public figures are computed, as plain tables for whoever recomputes them with other means."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from compliance.assurance.models import Finding
from compliance.council.models import AgendaItem, Attendance, Declaration, Meeting, Referral, Seat
from compliance.enduse.models import Verification
from compliance.incidents.models import IncidentFact
from compliance.licensing.models import Appeal, Authorisation, Case, ClockEntry, GovernmentApplication, ReviewSetting
from compliance.screening.models import Hit, ListVersion, ScreeningRun, Sweep
from dashboards.feedback.models import Comment, Feedback
from dashboards.guidance.models import PageReview
from portal.accounts.models import Membership, Unit, User
from portal.core.calendar import institution_calendar
from training.models import Completion, Course, ExerciseRun, TabletopSession

TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "cases": (Case, ("pk", "activity", "tier", "state", "submitted_at", "decided_at", "unit")),
    "clock": (ClockEntry, ("pk", "case", "at", "side")),
    "settings": (ReviewSetting, ("pk", "code", "value", "valid_from")),
    "authorisations": (Authorisation, ("pk", "case", "kind")),
    "applications": (GovernmentApplication, ("pk", "state", "filed_on", "decided_on")),
    "appeals": (Appeal, ("pk", "state", "state_since")),
    "screenings": (ScreeningRun, ("pk", "ran_at")),
    "hits": (Hit, ("pk", "state", "state_since")),
    "editions": (ListVersion, ("pk", "in_force_from")),
    "sweeps": (Sweep, ("pk", "basis__versions", "ended_at", "problem")),
    "verifications": (Verification, ("pk", "state", "due_on", "finding")),
    "courses": (Course, ("pk", "code")),
    "completions": (Completion, ("pk", "course__code", "person", "completed_on", "expires_on", "struck_at")),
    "people": (User, ("pk", "is_active", "date_joined")),
    "units": (Unit, ("pk", "code", "kind", "path")),
    "memberships": (Membership, ("pk", "user", "unit", "from_on", "to_on")),
    "meetings": (Meeting, ("pk", "council", "state", "starts_at")),
    "agenda": (AgendaItem, ("pk", "meeting")),
    "attendance": (Attendance, ("pk", "item", "member", "present")),
    "seats": (Seat, ("pk", "council", "member", "discipline", "voting", "from_on", "to_on")),
    "referrals": (Referral, ("pk", "state", "recommendation", "referred_at", "concluded_at")),
    "declarations": (Declaration, ("pk", "recused_at")),
    "findings": (Finding, ("pk", "severity", "state", "found_at", "settled_at")),
    "facts": (IncidentFact, ("pk", "incident", "kind", "at")),
    "exercises": (ExerciseRun, ("pk", "exercise__code", "finished_at")),
    "tabletops": (TabletopSession, ("pk", "tabletop", "state", "ended_at")),
    "reviews": (PageReview, ("pk", "due_on", "done_at")),
    "feedback": (Feedback, ("pk", "helped", "given_on", "theme")),
    "comments": (Comment, ("pk", "made_at", "theme")),
}


def export(folder: Path, *, first: date, last: date) -> list[Path]:
    """Write one CSV a table, and the working days between two days; return the files. No name is in them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        _write(folder / f"{name}.csv", columns, _rows(model.objects.all(), columns))
        for name, (model, columns) in TABLES.items()
    ]
    calendar = institution_calendar()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    working = ((day,) for day in days if calendar.is_working(day))
    return [*written, _write(folder / "working_days.csv", ("day",), working)]


def _rows(queryset: QuerySet[Any], columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    yield from queryset.order_by("pk").values_list(*columns).iterator(chunk_size=2000)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path
