"""Pages of spreadsheets: upload, columns, progress, results line by line."""

import json
from dataclasses import fields
from functools import partial
from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.screening import actions, engine, forms, policies, store
from compliance.screening.models import ListVersion, ScreeningJob, ScreeningJobRow
from compliance.screening.queries import NOT_SHOWN
from compliance.screening.states import JobState, Outcome
from compliance.screening.views.hits import tabs
from compliance.screening.workflow import JOB
from portal.core import words
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from portal.core.interface import Row
from portal.core.tables import Column, Table

MOVES = {"stop": actions.stop_sheet, "resume": actions.resume_sheet}
NOT_YET = "This line has not been compared with the lists yet."
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
    Column(
        "outcome",
        "Outcome",
        accessor=lambda row: row.get_outcome_display() or Outcome.NOT_SCREENED.label,
        template="compliance/screening/cells/outcome.html",
    ),
    Column("best", "Best score", accessor=lambda row: f"{row.best:.2f}" if row.best is not None else "", align="end"),
    Column("result", "Candidates", accessor=lambda row: _candidates(row), sortable=False, wide=True),
    Column("why", "Why not", accessor=lambda row: row.why or ("" if row.outcome else NOT_YET), wide=True),
    Column("given", "The line as given", accessor=lambda row: _given(row), sortable=False, export=True, wide=True),
)


class RowFilter(django_filters.FilterSet):
    """What officers look for in a sheet."""

    outcome = django_filters.ChoiceFilter(label="Outcome", choices=Outcome.choices, method="came_to")

    class Meta:
        model = ScreeningJobRow
        fields: list[str] = []

    def came_to(self, queryset: Any, _name: str, value: str) -> Any:
        """Look for one outcome; a line that is not done yet is not screened."""
        return queryset.filter(outcome__in=[value, ""] if value == Outcome.NOT_SCREENED else [value])


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
    versions = _versions(job)
    offers = [offer for offer in JOB.offers(job, actor=request.user) if offer.move.name != "map"]
    context = {"job": job, "offers": offers, "under_way": job.state in (JobState.WAITING, JobState.RUNNING)}
    context |= {"needs_columns": job.state == JobState.MAPPING, "not_shown": NOT_SHOWN}
    context |= {"facts": _facts(job), "list_head": ["List", "Edition", "Dated or received", "Entries"]}
    context["lists"] = [
        [str(v.source), v.number, v.source_date or words.as_day(v.received_at), v.entry_count] for v in versions
    ]
    return _lines(request, job, versions).respond("compliance/screening/job.html", context)


def _lines(request: HttpRequest, job: ScreeningJob, versions: list[ListVersion]) -> Table:
    """Return the lines that are done; for a file all lines, and on each against what it was compared."""
    as_file = request.GET.get("export") == "csv"
    return Table(
        request,
        job.rows.all() if as_file else job.rows.exclude(outcome=""),
        columns=(*ROW_COLUMNS, *_record_columns(job, versions)) if as_file else ROW_COLUMNS,
        caption="Lines",
        filterset=RowFilter,
        order="number",
        export=f"screening-{job.pk}",
        empty={"title": "No line is done yet.", "text": "Lines appear here as they are screened."},
    )


def _record_columns(job: ScreeningJob, versions: list[ListVersion]) -> tuple[Column, ...]:
    """Return the columns that make each line of a file a record of its own."""
    compared = (
        ("lists", "Lists searched", "; ".join(f"{v.source.code} edition {v.number}" for v in versions)),
        ("engine", "Searched by", _searched_by(job)),
        ("thresholds", "Thresholds", _thresholds(job)),
    )
    told = [Column(key, label, accessor=partial(_if_done, text)) for key, label, text in compared]
    said = Column(
        "not_shown",
        "What the lists do not show",
        accessor=lambda row: NOT_SHOWN if row.outcome == Outcome.CLEAR else "",
    )
    return (*told, said)


def _if_done(text: str, row: Any) -> str:
    return text if row.outcome else ""


def _facts(job: ScreeningJob) -> list[Row]:
    facts = [Row(key="Taken in", value=words.moment(job.uploaded_at), hint=f"by {job.uploaded_by or 'the portal'}")]
    if job.done and job.keep_until:
        left_out = job.rows.filter(outcome=Outcome.NOT_SCREENED).count()
        facts += [
            Row(key="Lines that could not be screened", value=left_out),
            Row(key="Thresholds", value=_thresholds(job) or "Not recorded"),
            Row(key="Searched by", value=_searched_by(job)),
            Row(key="Kept until", value=words.day(job.keep_until), hint=job.get_retention_display()),
        ]
    if job.finished_at:
        facts.insert(1, Row(key="Finished", value=words.moment(job.finished_at)))
    return [*facts, Row(key="SHA-256 of the file", value=job.sha256)]


def _versions(job: ScreeningJob) -> list[ListVersion]:
    """Return the editions that the lines were compared with."""
    return list(job.basis.versions.select_related("source").order_by("source__code")) if job.basis else []


def _searched_by(job: ScreeningJob) -> str:
    return f"engine {job.basis.engine_version}, normaliser {job.basis.normaliser_version}" if job.basis else ""


def _thresholds(job: ScreeningJob) -> str:
    """In the engine's own order; the database keeps none."""
    kept = [(each.name, job.thresholds.get(each.name)) for each in fields(engine.Settings)]
    return ", ".join(f"{name} {value:.2f}" for name, value in kept if isinstance(value, float))


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
