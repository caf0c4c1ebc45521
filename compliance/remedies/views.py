"""Pages of remedies."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.remedies import actions, forms, policies, queries, sources
from compliance.remedies.models import Remedy
from compliance.remedies.states import UNSETTLED, RemedyState
from compliance.remedies.workflow import REMEDY
from portal.core import attachments
from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid
from portal.core.events import events_about
from portal.core.forms import raise_to
from portal.core.interface import Entry
from portal.core.tables import Column, Table

TITLES = {
    "remedies.remedy.opened": "Opened",
    "remedies.remedy.changed": "Owner or day changed",
    "remedies.remedy.done": "Done",
    "remedies.remedy.effective": "Checked: it helped",
    "remedies.remedy.not_effective": "Checked: it did not help",
    "remedies.remedy.cancelled": "Cancelled",
    "core.attachment.stored": "File added",
}
COLUMNS = (
    Column("reference", "Remedy", link=True),
    Column("what", "What is done", wide=True, sortable=False),
    Column("owner", "Owner", order_by="owner__name"),
    Column("due_on", "Due"),
    Column("checker", "Checked by", order_by="checker__name"),
    Column("check_on", "Check on"),
    Column("state", "State", template="components/cells/state.html"),
)


class RemedyFilter(django_filters.FilterSet):
    """What people look for."""

    state = django_filters.ChoiceFilter(label="State", choices=RemedyState.choices)
    overdue = django_filters.BooleanFilter(label="Overdue", method="only_overdue")
    what = django_filters.CharFilter(label="Words", lookup_expr="icontains")

    class Meta:
        model = Remedy
        fields: list[str] = []

    def only_overdue(self, queryset: Any, _name: str, value: bool) -> Any:
        """Keep what is overdue, or leave it out."""
        overdue = Remedy.objects.overdue(on=timezone.localdate())
        return queryset.filter(pk__in=overdue) if value else queryset.exclude(pk__in=overdue)


def index(request: HttpRequest) -> HttpResponse:
    """List remedies, the most urgent first."""
    table = Table(
        request,
        Remedy.objects.visible_to(request.user).select_related("owner", "checker"),
        columns=COLUMNS,
        caption="Remedies, by due day",
        filterset=RemedyFilter,
        order="due_on",
        export="remedies",
        empty={
            "title": "No remedy here.",
            "text": "A remedy is opened from a finding, an incident or what an exercise showed: what is done, "
            "by whom, by when, and who checks that it helped.",
        },
    )
    keeps = policies.may_manage.allows(request.user, None)
    return table.respond("compliance/remedies/index.html", {"untaken": queries.untaken().count() if keeps else 0})


def improvements(request: HttpRequest) -> HttpResponse:
    """List what exercises showed and nobody has taken up."""
    policies.may_manage(request.user, None)
    return render(request, "compliance/remedies/improvements.html", {"improvements": queries.untaken()[:200]})


def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a remedy of an improvement."""
    policies.may_manage(request.user, None)
    found = get_object_or_404(queries.improvements(), pk=pk)
    return ask(
        request,
        forms.TakeUp(posted(request), improvement=found),
        lambda **given: actions.take_up(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("remedies:improvements"),
        said="It is a remedy now. Its owner has been told.",
        title="Take it up",
        caption=str(found.session),
        submit="Open the remedy",
    )


def _visible(request: HttpRequest, reference: str) -> Remedy:
    whole = Remedy.objects.visible_to(request.user).select_related("owner", "checker", *sources.SOURCES)
    return get_object_or_404(whole, reference=reference)


def remedy(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one remedy."""
    found = _visible(request, reference)
    entries = [
        Entry(at=event.at, title=TITLES.get(event.verb, event.verb), who=str(event.actor or "The portal"))
        for event in events_about(found)
    ]
    moves = {"finish": "finish", "confirm": "check", "reject": "check", "cancel": "cancel"}
    context = {
        "remedy": found,
        "offers": [offer for offer in REMEDY.offers(found, actor=request.user) if offer.move.name != "reject"],
        "urls": {move: f"{found.get_absolute_url()}{place}/" for move, place in moves.items()},
        "may_change": found.state in UNSETTLED and policies.may_manage.allows(request.user, found),
        "source": sources.record_of(found),
        "source_label": sources.label_of(found),
        "source_visible": sources.visible(found, request.user),
        "files": attachments.of(found),
        "entries": entries[::-1],
    }
    return render(request, "compliance/remedies/remedy.html", context)


def _ask(request: HttpRequest, found: Remedy, form: Any, act: Callable[[dict], str], **words: str) -> HttpResponse:
    """Ask, and do what was asked; put an Invalid on its field."""
    if request.method == "POST" and form.is_valid():
        try:
            said = act(form.cleaned_data)
        except Invalid as no:
            raise_to(form, Invalid(str(no), field="evidence" if no.field == "file" else no.field))
        else:
            messages.success(request, said)
            return redirect(found)
    return render(request, "compliance/remedies/ask.html", {"remedy": found, "form": form, **words})


def finish(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it is done."""
    found = _visible(request, reference)
    REMEDY.check(found, "finish", actor=request.user)

    def act(data: dict) -> str:
        actions.finish(found, actor=request.user, at=timezone.now(), **data)
        return f"{found} is done. {found.checker} checks whether it helped."

    form = forms.Finish(request.POST or None, request.FILES or None)
    return _ask(request, found, form, act, title="Say that it is done", submit="It is done")


def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whether it helped."""
    found = _visible(request, reference)
    REMEDY.check(found, "confirm", actor=request.user)

    def act(data: dict) -> str:
        actions.conclude(found, actor=request.user, at=timezone.now(), **data)
        return f"{found} is settled: {found.get_state_display().lower()}."

    form = forms.Conclude(request.POST or None, request.FILES or None)
    return _ask(request, found, form, act, title="Did it help?", submit="Record this result")


def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change owner, checker or days."""
    found = _visible(request, reference)
    policies.may_manage(request.user, found)

    def act(data: dict) -> str:
        actions.change(found, actor=request.user, at=timezone.now(), **data)
        return f"{found} is changed."

    now = {name: getattr(found, name) for name in ("owner", "due_on", "checker", "check_on")}
    form = forms.Change(request.POST or None, initial=now)
    return _ask(request, found, form, act, title="Change owner or days", submit="Change it")


def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel it."""
    found = _visible(request, reference)
    REMEDY.check(found, "cancel", actor=request.user)

    def act(data: dict) -> str:
        actions.cancel(found, actor=request.user, at=timezone.now(), **data)
        return f"{found} is cancelled."

    return _ask(request, found, forms.Reason(request.POST or None), act, title="Cancel this remedy", submit="Cancel it")
