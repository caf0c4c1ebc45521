"""Pages of parties."""

from functools import cached_property
from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.parties import actions, forms, policies, standing
from compliance.parties.models import Party, PartyMerge
from compliance.parties.states import Kind
from portal.core.errors import Conflict, Invalid
from portal.core.events import events_about
from portal.core.forms import raise_to
from portal.core.interface import Entry, Row
from portal.core.policy import holds
from portal.core.tables import Column, Table

TITLES = {
    "parties.party.registered": "Registered",
    "parties.party.amended": "Changed",
    "parties.party.shown": "Shown to somebody",
    "parties.party.merged": "Merged into another record",
    "parties.party.received": "Another record was merged into it",
    "parties.party.unmerged": "Merge taken back",
    "parties.party.released": "A merged record left it again",
    "screening.party.screened": "Screened",
}


class PartyFilter(django_filters.FilterSet):
    """What people look for."""

    name = django_filters.CharFilter(label="Name or other name", method="called")
    kind = django_filters.ChoiceFilter(label="What they are", choices=Kind.choices)
    country = django_filters.ChoiceFilter(label="Country", choices=forms.COUNTRIES[1:])

    class Meta:
        model = Party
        fields: list[str] = []

    def called(self, queryset: Any, _name: str, value: str) -> Any:
        """Look among all names."""
        return queryset.called(value)


class PartyTable(Table):
    """Parties with where they stand; one question for the whole page."""

    template = "compliance/parties/table.html"

    @cached_property
    def standings(self) -> dict[int, Any]:
        """Where each party of the page stands."""
        return standing.of(self.page.object_list, at=timezone.now())


def index(request: HttpRequest) -> HttpResponseBase:
    """List the parties that the person may see."""
    columns = (
        Column("name", "Party", link=True, wide=True),
        Column("kind", "What they are"),
        Column("country", "Country"),
        Column(
            "standing",
            "Screening",
            accessor=lambda row: table.standings.get(row.pk),
            template="compliance/parties/cells/standing.html",
            sortable=False,
            export=False,
        ),
        Column("registered_at", "Registered"),
    )
    table = PartyTable(
        request,
        Party.objects.visible_to(request.user).in_use(),
        columns=columns,
        caption="Parties",
        filterset=PartyFilter,
        order="name",
        export="parties",
        empty={
            "title": "No party yet.",
            "text": "Register a person or organisation outside the institution, or name one in a case.",
            "action_url": reverse("parties:register"),
            "action_label": "Register a party",
        },
    )
    may_register = policies.may_register.allows(request.user)
    return table.respond("compliance/parties/index.html", {"may_register": may_register})


def party(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one party: who it is, where it stands, what happened."""
    party = _visible(request, pk)
    seen = policies.may_see_personal_data.allows(request.user, party)
    context = {
        "party": party,
        "standing": standing.of([party], at=timezone.now()).get(party.pk),
        "facts": _facts(party),
        "personal": _personal(party) if seen and party.is_person else [],
        "duplicates": list(party.duplicates.order_by("pk")),
        "may_change": policies.may_change.allows(request.user, party),
        "may_merge": policies.may_merge.allows(request.user, party),
        "sees_screening": holds(request.user, "compliance.view_screening"),
        "entries": [
            Entry(at=event.at, title=TITLES.get(event.verb, event.verb), who=str(event.actor or "The portal"))
            for event in events_about(party)
        ],
    }
    return render(request, "compliance/parties/party.html", context)


def register(request: HttpRequest) -> HttpResponse:
    """Register a party."""
    policies.may_register(request.user, None)
    form = forms.Register(request.POST or None)
    if form.is_valid():
        try:
            party = actions.register_party(**form.changes(), actor=request.user, at=timezone.now())
        except Invalid as invalid:
            raise_to(form, invalid)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
        else:
            messages.success(request, f"{party} is registered.")
            return redirect(party)
    return render(request, "compliance/parties/register.html", {"form": form})


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known about a party."""
    party = _visible(request, pk)
    policies.may_change(request.user, party)
    form = forms.Amend(request.POST or None, initial=forms.Amend.initial_of(party))
    if form.is_valid():
        try:
            actions.amend_party(party, actor=request.user, at=timezone.now(), **form.changes())
        except Invalid as invalid:
            raise_to(form, invalid)
        else:
            messages.success(
                request, f"{party} is changed. If what lists are compared with has changed, screen it again."
            )
            return redirect(party)
    return render(request, "compliance/parties/edit.html", {"form": form, "party": party})


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this record is a duplicate of another."""
    party = _visible(request, pk)
    policies.may_merge(request.user, party)
    form = forms.Merge(request.POST or None, initial={"into": request.GET.get("into")})
    if form.is_valid():
        try:
            actions.merge_parties(party, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as invalid:
            raise_to(form, invalid)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
        else:
            messages.success(request, f"{party} is merged.")
            return redirect(form.cleaned_data["into"])
    return render(request, "compliance/parties/merge.html", {"form": form, "party": party})


def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    party = _visible(request, pk)
    policies.may_merge(request.user, party)
    merged = get_object_or_404(PartyMerge.objects.select_related("into"), duplicate=party, undone_at=None)
    form = forms.Unmerge(request.POST or None)
    if form.is_valid():
        try:
            actions.unmerge_party(party, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
        else:
            messages.success(request, f"{party} stands for itself again.")
            return redirect(party)
    return render(request, "compliance/parties/unmerge.html", {"form": form, "party": party, "merge": merged})


def _visible(request: HttpRequest, pk: int) -> Party:
    parties = Party.objects.visible_to(request.user).select_related("merged_into", "registered_by")
    return get_object_or_404(parties.prefetch_related("aliases", "addresses", "identifiers"), pk=pk)


def _facts(party: Party) -> list[Row]:
    facts = [
        Row(key="Number", value=str(party.pk)),
        Row(key="What they are", value=party.get_kind_display()),
        Row(key="Country", value=dict(forms.COUNTRIES).get(party.country, party.country) if party.country else ""),
        Row(key="Other names", value=" · ".join(alias.text for alias in party.aliases.all())),
        Row(key="Addresses", value=" · ".join(address.text for address in party.addresses.all())),
    ]
    facts += [Row(key=each.get_scheme_display(), value=each.value) for each in party.identifiers.all()]
    facts += [Row(key="Note", value=party.note)] if party.note else []
    return [*facts, Row(key="Registered by", value=str(party.registered_by or "The portal"))]


def _personal(party: Party) -> list[Row]:
    return [
        Row(key="Birth date", value=party.birth_date),
        Row(key="Citizenships", value=", ".join(party.citizenship_codes)),
        Row(key="Citizenship acquired last", value=party.most_recent_citizenship),
        Row(key="Permanent resident of", value=", ".join(party.residence_codes)),
    ]
