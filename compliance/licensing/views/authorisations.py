"""Pages of authorisations: what is permitted, how much of it is used, its conditions and its end."""

import uuid
from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.licensing import actions, neighbours, policies
from compliance.licensing.agencies import agency_of
from compliance.licensing.forms import office as forms
from compliance.licensing.forms.drafts import Reason
from compliance.licensing.models import Authorisation, Condition
from compliance.licensing.states import AuthorisationKind, AuthorisationState
from compliance.licensing.views.asking import ask, posted, refusal_of, visible_authorisation
from compliance.licensing.workflow import AUTHORISATION, CONDITION
from portal.core.interface import Row
from portal.core.tables import Column, Table

COLUMNS = (
    Column("reference", "Authorisation", link=True),
    Column("case", "Case", accessor="case.title", order_by="case__title", wide=True),
    Column("researcher", "Researcher", accessor="case.applicant", order_by="case__applicant__name"),
    Column("kind", "Kind"),
    Column("state", "State", template="components/cells/state.html"),
    Column("valid_from", "Valid from"),
    Column("valid_to", "Valid until"),
)
ASKER = ("surrender",)
OFFICE = ("begin", "suspend", "reinstate", "revoke")


class AuthorisationFilter(django_filters.FilterSet):
    """What people look for among authorisations."""

    state = django_filters.ChoiceFilter(label="State", choices=AuthorisationState.choices)
    kind = django_filters.ChoiceFilter(label="Kind", choices=AuthorisationKind.choices)
    ends_before = django_filters.DateFilter(label="Ends before", field_name="valid_to", lookup_expr="lt")

    class Meta:
        model = Authorisation
        fields: list[str] = []


def authorisations(request: HttpRequest) -> HttpResponseBase:
    """List the authorisations that the person may see."""
    table = Table(
        request,
        Authorisation.objects.visible_to(request.user).select_related("case__applicant"),
        columns=COLUMNS,
        caption="Authorisations",
        filterset=AuthorisationFilter,
        order="-valid_from",
        export="authorisations",
        empty={"title": "No authorisation yet.", "text": "One is issued for every transfer that is permitted."},
    )
    return table.respond("compliance/licensing/authorisations.html", {})


def authorisation(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one authorisation."""
    found = visible_authorisation(request, reference)
    found.case.looked_at(timezone.now())
    theirs = policies.acts_for(request.user, found.case)
    wanted = ASKER if theirs else OFFICE
    offers = [each for each in AUTHORISATION.offers(found, actor=request.user) if each.move.name in wanted]
    transfers = found.transfers.select_related("case", "item", "recipient__party").order_by("number")
    context = {
        "authorisation": found,
        "facts": _facts(found),
        "hold": found.case.holds.open().order_by("placed_at").first(),
        "lines": [(each, neighbours.country_name(each.destination)) for each in transfers],
        "standings": neighbours.standings_of(transfers, user=request.user, at=timezone.now()),
        "conditions": _conditions(found, request.user),
        "usage": found.usage.select_related("entered_by", "corrected_by").order_by("-used_on", "-pk"),
        "letters": found.letters.select_related("attachment").order_by("-pk"),
        "offers": offers,
        "base": found.get_absolute_url(),
        "applications": [(each, agency_of(each.regime)) for each in found.applications.order_by("-pk")],
        "applies": _may_apply(found, request.user),
        "uses": policies.may_use.allows(request.user, found),
    }
    return render(request, "compliance/licensing/authorisation.html", context)


def _may_apply(found: Authorisation, user: Any) -> bool:
    """Tell whether the person may ask the government for the licence that this still waits for."""
    waits = found.kind == AuthorisationKind.LICENCE and found.state == AuthorisationState.PENDING
    under_way = waits and found.applications.under_way().exists()
    return waits and not under_way and policies.may_manage_authorisation.allows(user, found)


def _conditions(found: Authorisation, user: Any) -> list[tuple[Condition, dict[str, str]]]:
    """Return each condition with why its moves are closed to the person."""
    rows = found.conditions.select_related("owner", "settled_by").order_by("number")
    answers = []
    for each in rows:
        each.authorisation = found
        refusals = {move: refusal_of(CONDITION, each, move, actor=user) for move in ("meet", "waive")}
        answers.append((each, refusals))
    return answers


def _facts(found: Authorisation) -> list[Row]:
    left = "" if found.limit is None else f"{found.left} of {found.limit} {found.limit_unit}".strip()
    return [
        Row(key="Case", value=f"{found.case}: {found.case.title}", url=found.case.get_absolute_url()),
        Row(key="Researcher", value=found.case.applicant),
        Row(key="Kind", value=found.get_kind_display()),
        Row(key="Rests on", value=found.basis or "A government licence that has not arrived yet"),
        Row(key="Valid from", value=found.valid_from or ""),
        Row(key="Valid until", value=found.valid_to or ("Until further notice" if found.valid_from else "")),
        Row(key="Left", value=left or "No limit"),
        Row(key="Issued by", value=found.issued_by or "The portal"),
        Row(key="Ended because", value=found.end_reason)
        if found.end_reason
        else Row(key="Issued", value=found.issued_at),
    ]


def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Put an authorisation in force once the licence has arrived."""
    found = visible_authorisation(request, reference)
    policies.may_manage_authorisation(request.user, found)
    return ask(
        request,
        forms.Licence(posted(request)),
        lambda form: actions.put_in_force(found, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=found.get_absolute_url(),
        said="It is in force, and a new letter has been written.",
        title="Put in force",
        caption=str(found),
        submit="Put in force",
    )


ENDINGS = {
    "suspend": (actions.suspend, "Suspend", "Nothing may be transferred until it is reinstated."),
    "reinstate": (actions.reinstate, "Reinstate", ""),
    "revoke": (actions.revoke, "Revoke", "It ends for good."),
    "surrender": (actions.surrender, "Give back", "It ends for good. Enter what was used first."),
}


def end(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Suspend, reinstate, revoke or give back."""
    found = visible_authorisation(request, reference)
    found.case.looked_at(timezone.now())
    AUTHORISATION.check(found, move, actor=request.user)
    act, label, text = ENDINGS[move]
    return ask(
        request,
        Reason(posted(request)),
        lambda form: act(found, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=found.get_absolute_url(),
        title=label,
        caption=str(found),
        text=text,
        submit=label,
        tone="" if move == "reinstate" else "stopped",
    )


def use(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter what was used."""
    found = visible_authorisation(request, reference)
    policies.may_use(request.user, found)
    return ask(
        request,
        forms.Usage(posted(request), initial={"key": uuid.uuid4().hex, "used_on": timezone.localdate()}),
        lambda form: actions.enter_usage(found, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=found.get_absolute_url(),
        said="Entered.",
        title="Enter what was used",
        caption=str(found),
        submit="Enter",
    )


def correct(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take an entry back."""
    found = visible_authorisation(request, reference)
    policies.may_use(request.user, found)
    entry = get_object_or_404(found.usage.select_related("authorisation__case"), pk=pk)
    return ask(
        request,
        Reason(posted(request), label="What was wrong?"),
        lambda form: actions.correct_usage(entry, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=found.get_absolute_url(),
        title="Put an entry right",
        caption=str(found),
        text=f"{entry}: {entry.what}. A second entry will balance it; both stay on record.",
        submit="Take it back",
    )


def settle_condition(request: HttpRequest, reference: str, number: int, move: str) -> HttpResponse:
    """Say that a condition is met, or waive it."""
    found = visible_authorisation(request, reference)
    condition = get_object_or_404(
        found.conditions.select_related("owner", "authorisation__case__applicant"), number=number
    )
    CONDITION.check(condition, move, actor=request.user)
    meets = move == "meet"

    def act(form: Reason) -> None:
        words = form.cleaned_data["reason"]
        if meets:
            actions.meet_condition(condition, evidence=words, actor=request.user, at=timezone.now())
        else:
            actions.waive_condition(condition, reason=words, actor=request.user, at=timezone.now())

    return ask(
        request,
        Reason(posted(request), label="What shows that it is met?" if meets else "Why is it waived?"),
        act,
        to=found.get_absolute_url(),
        title=f"Condition {number}",
        caption=str(found),
        text=condition.obligation,
        submit="It is met" if meets else "Waive it",
    )
