"""Pages of the investigation: tasks, conversations, exhibits with their chain of custody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions, policies
from compliance.incidents.forms import work as forms
from compliance.incidents.forms.incidents import Confirm
from compliance.incidents.models import Evidence, Incident, InvestigationTask
from compliance.incidents.states import Mark
from compliance.incidents.views.files import page, visible
from portal.core import attachments
from portal.core.asking import ask, posted, signed_in


def investigation(request: HttpRequest, reference: str) -> HttpResponse:
    """Show tasks, interviews and evidence, as far as this person may read them."""
    found = visible(request, reference)
    marks = policies.marks_of(request.user, found)
    pieces = {name: getattr(found, name).filter(mark__in=marks) for name in ("tasks", "interviews", "evidence")}
    closed = sum(getattr(found, name).exclude(mark__in=marks).count() for name in pieces)
    return page(
        request,
        "investigation",
        found,
        "investigation",
        tasks=pieces["tasks"].select_related("owner").order_by("due_on", "pk"),
        interviews=pieces["interviews"].select_related("held_by").order_by("held_at", "pk"),
        evidence=pieces["evidence"].select_related("added_by").order_by("number"),
        closed=closed,
        adds=found.is_open and policies.may_work.allows(request.user, found),
        now=timezone.now(),
    )


def set_task(request: HttpRequest, reference: str) -> HttpResponse:
    """Set a task."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    return ask(
        request,
        forms.Task(posted(request), marks=policies.marks_of(request.user, found)),
        lambda **given: actions.set_task(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:investigation", args=[found.reference]),
        said="The task is set.",
        title="Set a task",
        caption=found.reference,
        submit="Set it",
    )


def finish_task(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Say what came of a task."""
    found = visible(request, reference)
    task = get_object_or_404(InvestigationTask.objects.visible_to(request.user), pk=pk, incident=found)
    policies.may_finish_task(request.user, task)
    return ask(
        request,
        forms.TaskResult(posted(request)),
        lambda **given: actions.finish_task(task, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:investigation", args=[found.reference]),
        said="The result is kept.",
        title=task.what,
        caption=found.reference,
        submit="Keep it",
    )


def interview(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down a conversation."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    form = forms.InterviewNotes(posted(request), marks=policies.marks_of(request.user, found))

    def act(day: Any, hour: Any, **given: Any) -> None:
        actions.write_interview(found, held_at=form.moment(), actor=signed_in(request), at=timezone.now(), **given)

    return ask(
        request,
        form,
        act,
        to=reverse("incidents:investigation", args=[found.reference]),
        said="The conversation is kept.",
        title="Write down a conversation",
        caption=found.reference,
        submit="Keep it",
    )


def add_evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Add an exhibit."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    files = request.FILES if request.method == "POST" else None
    return ask(
        request,
        forms.Exhibit(posted(request), files, marks=policies.marks_of(request.user, found)),
        lambda **given: actions.add_evidence(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:investigation", args=[found.reference]),
        said="The exhibit is kept. Its chain of custody begins with you.",
        title="Add an exhibit",
        caption=found.reference,
        submit="Add it",
    )


def exhibit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show one exhibit with its chain of custody."""
    found = visible(request, reference)
    piece = _exhibit(request, found, number)
    return page(
        request,
        "exhibit",
        found,
        "investigation",
        exhibit=piece,
        marked=piece.mark != Mark.OPEN,
        file=attachments.of(piece).first(),
        chain=piece.custody.select_related("by").order_by("position"),
        adds=found.is_open and policies.may_work.allows(request.user, found),
    )


def _exhibit(request: HttpRequest, found: Incident, number: int) -> Evidence:
    pieces = Evidence.objects.visible_to(request.user).select_related("incident", "added_by")
    return get_object_or_404(pieces, incident=found, number=number)


def hand_on(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Add a link to the chain."""
    found = visible(request, reference)
    piece = _exhibit(request, found, number)
    policies.may_work(request.user, found)
    return ask(
        request,
        forms.HandOn(posted(request)),
        lambda **given: actions.hand_on(piece, actor=signed_in(request), at=timezone.now(), **given),
        to=piece,
        said="The chain of custody goes on.",
        title="Add to the chain of custody",
        caption=f"{piece}: {piece.title}",
        submit="Add it",
    )


def check_exhibit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Read the file again and compare."""
    found = visible(request, reference)
    piece = _exhibit(request, found, number)
    policies.may_work(request.user, found)
    return ask(
        request,
        Confirm(posted(request)),
        lambda: actions.check_exhibit(piece, actor=signed_in(request), at=timezone.now()),
        to=piece,
        said="The file was read again; the chain of custody says what was found.",
        title="Check that the file is unchanged",
        caption=f"{piece}: {piece.title}",
        submit="Check it",
    )
