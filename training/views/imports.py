"""Completions from elsewhere: upload, look, mend, say what a course is, record."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from portal.core.interface import Tab
from portal.core.policy import holds
from portal.core.tables import Column, Table
from training import actions, forms, policies
from training.models import ImportBatch, OutsideCourse, OutsideRow
from training.states import RowState


def imports(request: HttpRequest) -> HttpResponse:
    """List the files brought so far, and take in a new one."""
    policies.may_import(signed_in(request), None)
    form = forms.Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.stage(form.cleaned_data["file"], actor=signed_in(request), at=timezone.now())
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return redirect(batch)
    manages = holds(signed_in(request), "training.manage_training")
    batches = ImportBatch.objects.all() if manages else ImportBatch.objects.filter(uploaded_by=signed_in(request))
    context = {
        "form": form,
        "batches": batches.select_related("uploaded_by").annotate(count=Count("rows")).order_by("-pk")[:50],
        "unmapped": OutsideCourse.objects.filter(course=None, ignored=False).order_by("group", "stage_number"),
        "manages": manages,
    }
    return render(request, "training/imports.html", context)


def batch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the rows of a file with what is wrong with them."""
    found = _batch(request, pk)
    rows = found.rows.select_related("person", "outside_course__course")
    wanted = request.GET.get("state", "")
    columns = (
        Column("line", "Line"),
        Column("who", "Who", accessor=lambda row: row.person or row.who, order_by="who"),
        Column("outside_course", "Course", accessor=_course, order_by="outside_course__group", wide=True),
        Column("completed_text", "Completed", accessor=lambda row: row.completed_on or row.completed_text),
        Column("state", "State", template="training/cells/row_state.html"),
        Column("problem", "What is wrong", link=_mend_url, wide=True),
    )
    table = Table(
        request,
        rows.filter(state=wanted) if wanted in RowState.values else rows,
        columns=columns,
        caption="Rows",
        order="line",
        page_size=50,
        export=f"import-{found.pk}",
        empty={"title": "No row is in this state.", "text": ""},
    )
    counts = dict(found.rows.values_list("state").annotate(count=Count("pk")))
    base = found.get_absolute_url()
    tabs = [Tab(label="All", url=base, current=not wanted, count=sum(counts.values()))]
    for state in RowState:
        if counts.get(state):
            url = f"{base}?state={state.value}"
            tabs.append(Tab(label=state.label, url=url, current=wanted == state, count=counts[state]))
    context = {"batch": found, "tabs": tabs}
    context |= {state.value: counts.get(state, 0) for state in (RowState.READY, RowState.FAULTY, RowState.UNMAPPED)}
    return table.respond("training/batch.html", context)


@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the rows that are ready."""
    found = _batch(request, pk)
    count = actions.record(found, actor=signed_in(request), at=timezone.now())
    messages.success(request, f"{count} {'completion is' if count == 1 else 'completions are'} recorded.")
    return redirect(found)


def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one row."""
    row = get_object_or_404(OutsideRow.objects.select_related("batch", "outside_course__course"), pk=pk)
    found = _batch(request, row.batch_id)
    names = ("who", "completed_text", "expires_text", "score_text")
    return ask(
        request,
        forms.MendedRow(posted(request), initial={name: getattr(row, name) for name in names}),
        lambda **given: actions.mend(row, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said=f"Line {row.line} is judged anew.",
        title=f"Mend line {row.line}",
        caption=found.name,
        submit="Keep and judge anew",
        text=row.problem,
    )


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a row out."""
    row = get_object_or_404(OutsideRow.objects.select_related("batch"), pk=pk)
    found = _batch(request, row.batch_id)
    actions.set_aside(row, actor=signed_in(request), at=timezone.now())
    return redirect(found)


def map_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which of our courses an outside one is."""
    policies.may_manage(signed_in(request), None)
    found = get_object_or_404(OutsideCourse, pk=pk)
    return ask(
        request,
        forms.Mapping(posted(request), initial={"course": found.course_id}),
        lambda **given: actions.map_course(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("training:imports"),
        said="Rows that waited for it have moved on.",
        title="Which course is this?",
        caption=str(found),
        submit="Keep",
        text=f"Group {found.group_id}, stage {found.stage_number}.",
    )


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    found = get_object_or_404(ImportBatch.objects.select_related("uploaded_by"), pk=pk)
    policies.may_keep_import(signed_in(request), found)
    return found


def _course(row: OutsideRow) -> str:
    if row.outside_course is None:
        return ""
    ours = f" → {row.outside_course.course}" if row.outside_course.course else ""
    return f"{row.outside_course}{ours}"


def _mend_url(row: OutsideRow) -> str:
    return reverse("training:mend", args=[row.pk]) if row.state == RowState.FAULTY else ""
