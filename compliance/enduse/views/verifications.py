"""Pages of end-use verification."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from compliance.enduse import actions, policies
from compliance.enduse.forms import verifications as forms
from compliance.enduse.forms.statements import Invite
from compliance.enduse.models import Verification
from compliance.enduse.states import AWAITED, Finding, Method, VerificationState
from compliance.enduse.workflow import VERIFICATION
from compliance.licensing.models import Authorisation
from portal.core import attachments
from portal.core.asking import ask, posted
from portal.core.errors import Invalid
from portal.core.events import events_about
from portal.core.forms import raise_to
from portal.core.interface import Entry
from portal.core.tables import Column, Table

TITLES = {
    "enduse.verification.planned": "Planned",
    "enduse.verification.attested": "Attested",
    "enduse.verification.recorded": "Outcome recorded",
    "enduse.verification.cancelled": "Cancelled",
    "enduse.verification.brought_forward": "Brought forward",
    "enduse.verification.stopped_use": "Authorisation suspended by rule",
    "enduse.verification.recipient_said": "The recipient says how it is used",
    "enduse.link.made": "Recipient asked by link",
    "core.attachment.stored": "File added",
}
COLUMNS = (
    Column("authorisation", "Verification", accessor=str, order_by="authorisation__reference", link=True),
    Column("case", "Case", accessor="authorisation.case.title", order_by="authorisation__case__title", wide=True),
    Column("responsible", "Responsible", order_by="responsible__name"),
    Column("due_on", "Due", order_by=("is_over", "due_on")),
    Column("state", "State", template="components/cells/state.html"),
    Column("finding", "Finding"),
)


class VerificationFilter(django_filters.FilterSet):
    """What officers look for."""

    state = django_filters.ChoiceFilter(label="State", choices=VerificationState.choices)
    finding = django_filters.ChoiceFilter(label="Finding", choices=Finding.choices)
    overdue = django_filters.BooleanFilter(label="Overdue", method="only_overdue")

    class Meta:
        model = Verification
        fields: list[str] = []

    def only_overdue(self, queryset: Any, _name: str, value: bool) -> Any:
        """Keep what is overdue, or leave it out."""
        overdue = Verification.objects.overdue(on=timezone.localdate())
        return queryset.filter(pk__in=overdue) if value else queryset.exclude(pk__in=overdue)


def index(request: HttpRequest) -> HttpResponse:
    """List verifications, the most urgent first, and those that are over behind them."""
    table = Table(
        request,
        Verification.objects.visible_to(request.user)
        .select_related("authorisation__case", "responsible")
        .annotate(is_over=~Q(state__in=AWAITED)),
        columns=COLUMNS,
        caption="Verifications, by due day",
        filterset=VerificationFilter,
        order="due_on",
        export="verifications",
        empty={
            "title": "No verification is planned.",
            "text": "One is planned by rule when an authorisation of tier 1 or higher is issued.",
        },
    )
    return table.respond("compliance/enduse/index.html", {})


def _visible(request: HttpRequest, pk: int) -> Verification:
    whole = Verification.objects.select_related("authorisation__case__officer", "responsible", "carried_out_by")
    return get_object_or_404(whole.filter(pk__in=Verification.objects.visible_to(request.user)), pk=pk)


def verification(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one verification."""
    found = _visible(request, pk)
    entries = [
        Entry(at=event.at, title=TITLES.get(event.verb, event.verb), who=str(event.actor or "The portal"))
        for event in events_about(found)
    ]
    context = {
        "verification": found,
        "offers": VERIFICATION.offers(found, actor=request.user),
        "files": attachments.of(found),
        "entries": entries[::-1],
        "owner": VERIFICATION.owner_of(found).label,
        "methods": [Method(code).label for code in found.methods.split()],
        "asks": found.state in AWAITED and policies.may_invite_recipient.allows(request.user, found),
        "licence_visible": Authorisation.objects.visible_to(request.user).filter(pk=found.authorisation_id).exists(),
    }
    return render(request, "compliance/enduse/verification.html", context)


def attest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it is used."""
    found = _visible(request, pk)
    VERIFICATION.check(found, "attest", actor=request.user)
    form = forms.Attest(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.attest(found, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as no:
            raise_to(form, _evidence(no))
        else:
            messages.success(request, "Your statement is with the export control office.")
            return redirect(found)
    return render(request, "compliance/enduse/attest.html", {"verification": found, "form": form})


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what the check found."""
    found = _visible(request, pk)
    VERIFICATION.check(found, "record", actor=request.user)
    form = forms.Record(request.POST or None, request.FILES or None, initial={"carried_out_on": timezone.localdate()})
    if form.is_valid():
        try:
            actions.record(found, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as no:
            raise_to(form, _evidence(no))
        else:
            messages.success(request, f"{found} is recorded: {found.get_finding_display().lower()}.")
            return redirect(found)
    context = {"verification": found, "form": form, "files": attachments.of(found)}
    return render(request, "compliance/enduse/record.html", context)


def _evidence(no: Invalid) -> Invalid:
    """Files are refused under the name ``file``; the forms here call theirs evidence."""
    return Invalid(str(no), field="evidence" if no.field == "file" else no.field)


def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for an extra verification."""
    authorisation = get_object_or_404(Authorisation.objects.visible_to(request.user), reference=reference)
    policies.may_plan(request.user, authorisation)
    form = forms.Plan(request.POST or None)
    if form.is_valid():
        try:
            planned = actions.plan_extra(authorisation, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as no:
            raise_to(form, no)
        else:
            messages.success(request, f"{planned} is planned.")
            return redirect(planned)
    return render(request, "compliance/enduse/plan.html", {"authorisation": authorisation, "form": form})


def ask_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the recipient a link by which they say how it is used."""
    found = _visible(request, pk)
    policies.may_invite_recipient(request.user, found)
    latest = found.authorisation.case.statements.exclude(invited_name="").order_by("-pk").first()
    said = {"name": latest.invited_name, "email": latest.invited_email} if latest else {}
    return ask(
        request,
        Invite(posted(request), initial=said),
        lambda **given: actions.ask_recipient(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The link is on its way.",
        title="Ask the recipient by link",
        caption=str(found),
        text="They say in a few sentences how it is used today, without an account. You record the outcome.",
        submit="Send the link",
    )
