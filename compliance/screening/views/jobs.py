"""Pages of spreadsheets: upload, columns, progress, results line by line."""

import json
from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.screening import actions, forms, policies, store
from compliance.screening.models import ScreeningJob, ScreeningJobRow
from compliance.screening.queries import NOT_SHOWN
from compliance.screening.states import JobState, Outcome
from compliance.screening.views.hits import tabs
from compliance.screening.workflow import JOB
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from portal.core.tables import Column, Table

MOVES = {"stop": actions.stop_sheet, "resume": actions.resume_sheet}
COLUMNS = (
    Column("name", "Sheet", link=True, wide=True),
    Column("state", "State", template="components/cells/state.html"),
    Column("total", "Lines", align="end"),
    Column("done", "Done", align="end"),
    Column("hits", "With candidates", align="end"),
    Column("uploaded_by", "By", order_by="uploaded_by__name"),
    Column("uploaded_at", "When"),
)
ROW_COLUMNS = (
    Column("number", "Line", align="end"),
    Column("name", "Name", wide=True),
    Column("outcome", "Outcome", template="compliance/screening/cells/outcome.html"),
    Column("best", "Best score", accessor=lambda row: f"{row.best:.2f}" if row.best is not None else "", align="end"),
    Column("result", "Candidates", accessor=lambda row: _candidates(row), sortable=False, wide=True),
    Column("why", "Why not", wide=True),
    Column("given", "The line as given", accessor=lambda row: _given(row), sortable=False, export=True, wide=True),
)


class RowFilter(django_filters.FilterSet):
    """What officers look for in a sheet."""

    outcome = django_filters.ChoiceFilter(label="Outcome", choices=Outcome.choices)

    class Meta:
        model = ScreeningJobRow
        fields: list[str] = []


def jobs(request: HttpRequest) -> HttpResponseBase:
    """List the sheets, the newest first."""
    policies.may_see_screening(request.user)
    table = Table(
        request,
        ScreeningJob.objects.visible_to(request.user).select_related("uploaded_by"),
        columns=COLUMNS,
        caption="Sheets, newest first",
        order="-uploaded_at",
        empty={
            "title": "No sheet yet.",
            "text": "Upload a spreadsheet of names to compare all of them with every list in use.",
            "action_url": reverse("screening:new-job"),
            "action_label": "Upload a sheet",
        },
    )
    may_upload = policies.may_screen_names.allows(request.user)
    return table.respond("compliance/screening/jobs.html", {"tabs": tabs(request), "may_upload": may_upload})


def new(request: HttpRequest) -> HttpResponse:
    """Take in a sheet."""
    policies.may_screen_names(request.user)
    form = forms.TakeSheet(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            with store.scratch() as folder:
                path = folder / "sheet"
                with path.open("wb") as file:
                    file.writelines(upload.chunks())
                job = actions.take_sheet(path, name=upload.name, actor=request.user, at=timezone.now())
        except Invalid as invalid:
            raise_to(form, invalid)
        else:
            return redirect("screening:columns", pk=job.pk)
    return render(request, "compliance/screening/new_job.html", {"form": form})


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which column holds what, with the first lines beside it."""
    job = _visible(request, pk)
    JOB.check(job, "map", actor=request.user)
    form = forms.MapSheet(request.POST or None, columns=job.columns, initial=job.mapping)
    if form.is_valid():
        actions.map_sheet(job, mapping=form.cleaned_data, actor=request.user, at=timezone.now())
        messages.success(request, f"{job} is in line. Its first results come within a minute.")
        return redirect(job)
    first = [json.loads(row.given) for row in job.rows.order_by("number")[:5]]
    lines = [[cells.get(column, "") for column in job.columns] for cells in first]
    return render(request, "compliance/screening/columns.html", {"form": form, "job": job, "lines": lines})


def job(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one sheet: how far it is, and what came of each line."""
    job = _visible(request, pk)
    table = Table(
        request,
        job.rows.exclude(outcome=""),
        columns=ROW_COLUMNS,
        caption="Lines",
        filterset=RowFilter,
        order="number",
        export=f"screening-{job.pk}",
        empty={"title": "No line is done yet.", "text": "Lines appear here as they are screened."},
    )
    offers = [offer for offer in JOB.offers(job, actor=request.user) if offer.move.name != "map"]
    context = {"job": job, "offers": offers, "under_way": job.state in (JobState.WAITING, JobState.RUNNING)}
    context |= {"needs_columns": job.state == JobState.MAPPING, "not_shown": NOT_SHOWN}
    return table.respond("compliance/screening/job.html", context)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the bar alone; it asks again by itself while there is something to wait for."""
    job = _visible(request, pk)
    under_way = job.state in (JobState.WAITING, JobState.RUNNING)
    return render(request, "compliance/screening/progress.html", {"job": job, "under_way": under_way})


@require_POST
def decide(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Stop a sheet, or take it up again."""
    job = _visible(request, pk)
    if move in MOVES:
        MOVES[move](job, actor=request.user, at=timezone.now())
        messages.success(request, f"{job}: {job.get_state_display().lower()}.")
    return redirect(job)


def _visible(request: HttpRequest, pk: int) -> ScreeningJob:
    return get_object_or_404(
        ScreeningJob.objects.visible_to(request.user).select_related("uploaded_by", "basis"), pk=pk
    )


def _candidates(row: Any) -> str:
    return "; ".join(f"{each['name']} ({each['list']}, {each['adjusted']:.2f})" for each in row.result)


def _given(row: Any) -> str:
    return " · ".join(value for value in json.loads(row.given).values() if value)
