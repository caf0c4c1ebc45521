"""What runs by itself, as staff see it: every row of the timetable with its last run, and every run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.core import runs, slots
from portal.core.models import Duty, Run
from portal.core.policies import may_view_operations
from portal.core.tables import Column, Table
from portal.schedule import TIMETABLE, Row

TONES = {
    "done": "done",
    "failed": "stopped",
    "cut_off": "stopped",
    "running": "moving",
    "missed": "stopped",
    "": "quiet",
}


@dataclass(frozen=True)
class Line:
    """One row of the timetable as the page shows it."""

    row: Row
    rhythm: str
    url: str
    last: Any
    missed_slot: datetime | None

    @property
    def state(self) -> str:
        """How it stands; a missed slot outweighs how the run before it went."""
        return "missed" if self.missed_slot else (self.last.outcome if self.last else "")

    @property
    def label(self) -> str:
        """The state in words."""
        if self.missed_slot:
            return "Missed its slot"
        return self.last.get_outcome_display() if self.last else "Not yet"

    @property
    def tone(self) -> str:
        """The state's tone."""
        return TONES[self.state]


def lines(*, at: datetime) -> list[Line]:
    """Return the timetable with each row's last run, in a constant number of queries."""
    late = {each.row.task: each.slot for each in runs.missed(at=at)}
    last = {}
    for duty in Duty.objects.exclude(last_started_at=None):
        last[duty.task] = duty.last_started_at
    found = {
        run.task: run
        for run in Run.objects.filter(task__in=last, started_at__in=set(last.values()))
        if run.started_at == last[run.task]
    }
    return [
        Line(
            row,
            slots.in_words(row.every),
            f"{reverse('operations:runs')}?task={row.task}",
            found.get(row.task),
            late.get(row.task),
        )
        for row in TIMETABLE
    ]


@require_GET
def timetable(request: HttpRequest) -> HttpResponse:
    """Show what runs by itself and how it went."""
    may_view_operations(request.user)
    shown = lines(at=timezone.now())
    context = {
        "lines": shown,
        "missed": [line for line in shown if line.missed_slot],
        "failed": [line for line in shown if not line.missed_slot and line.state in ("failed", "cut_off")],
    }
    return render(request, "core/operations/timetable.html", context)


class RunFilter(django_filters.FilterSet):
    """What administrators look for."""

    task = django_filters.CharFilter(label="Task", lookup_expr="istartswith")
    outcome = django_filters.ChoiceFilter(label="Outcome", choices=Run.Outcome.choices)
    after = django_filters.DateFilter(label="From this day on", field_name="started_at", lookup_expr="date__gte")

    class Meta:
        model = Run
        fields: list[str] = []


def _duration(run: Run) -> str:
    if run.seconds is None:
        return ""
    return f"{run.seconds:.1f} s" if run.seconds < 120 else f"{run.seconds / 60:.0f} min"


COLUMNS = (
    Column("started_at", "Began"),
    Column("task", "Task"),
    Column("outcome", "Outcome", template="core/operations/outcome.html"),
    Column("seconds", "Took", accessor=_duration, sortable=False, align="end"),
    Column("did", "What it did", sortable=False),
    Column("problem", "What failed", sortable=False, wide=True),
)


@require_GET
def all_runs(request: HttpRequest) -> HttpResponse:
    """List runs, the newest first."""
    may_view_operations(request.user)
    table = Table(
        request,
        Run.objects.all(),
        columns=COLUMNS,
        caption="Runs, newest first",
        filterset=RunFilter,
        order="-started_at",
        export="runs",
        empty={"title": "No run fits.", "text": "Runs are kept for a year; those that did nothing for a month."},
    )
    return table.respond("core/operations/runs.html", {})
