"""Pages of hits: the queue, one hit with both sides, and decisions about it."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.parties.evidence import evidence_of, prefetched
from compliance.screening import actions, forms, policies, queries
from compliance.screening.drawing import drawing_of, side_by_side
from compliance.screening.models import Hit
from compliance.screening.parsers.records import Entry as Listed
from compliance.screening.states import Band, HitState
from compliance.screening.workflow import HIT
from portal.core import words
from portal.core.errors import Conflict, Invalid
from portal.core.events import events_about
from portal.core.forms import raise_to
from portal.core.interface import Entry, Tab
from portal.core.tables import BulkAction, Column, Table

TITLES = {
    "screening.hit.opened": "Found",
    "screening.hit.cleared": "Not a match",
    "screening.hit.clearing_proposed": "Clearing proposed",
    "screening.hit.sent_back": "Sent back",
    "screening.hit.true_match": "True match",
    "screening.hit.information_needed": "Information needed",
    "screening.hit.reconsidered": "Opened again",
    "screening.hit.reopened": "Opened again by the portal",
    "screening.hit.delisted": "Delisted",
}
# One key for one answer; “not a match” is the same key whether or not a second reviewer has to agree.
KEYS = {
    "clear": "c",
    "propose_clearing": "c",
    "confirm_clearing": "c",
    "confirm_match": "m",
    "ask": "i",
    "send_back": "b",
}
# The bands' own names happen to stand in the order of their severity, and the database can sort by them.
BY_SEVERITY = ("band", "adjusted")
COLUMNS = (
    Column("party", "Party", accessor="party.name", order_by="party__name", link=True, wide=True),
    Column("entry", "Listed as", accessor="entry.name", order_by="entry__name", wide=True),
    Column("list", "List", accessor="entry.sublist", order_by="entry__sublist"),
    Column("band", "Band", order_by=BY_SEVERITY),
    Column("adjusted", "Score", accessor=lambda hit: f"{hit.adjusted:.2f}", order_by="adjusted", align="end"),
    Column("state", "State", template="compliance/screening/cells/hit_state.html"),
    Column("found_at", "Found"),
)

PLACES = (
    ("Hits", "index"),
    ("Screenings", "runs"),
    ("Lists", "lists"),
    ("Sheets", "jobs"),
    ("Ask a name", "name"),
    ("How well it finds", "figures"),
)


class HitFilter(django_filters.FilterSet):
    """What officers look for."""

    party = django_filters.CharFilter(label="Party", field_name="party__name", lookup_expr="icontains")
    band = django_filters.ChoiceFilter(label="Band", choices=Band.choices)
    state = django_filters.ChoiceFilter(label="State", choices=HitState.choices)

    class Meta:
        model = Hit
        fields: list[str] = []


def tabs(request: HttpRequest) -> list[Tab]:
    """The views of screening."""
    urls = [(label, reverse(f"screening:{name}")) for label, name in PLACES]
    return [Tab(label=label, url=url, current=request.path == url) for label, url in urls]


def index(request: HttpRequest) -> HttpResponseBase:
    """List the hits that wait for a decision, worst first; all of them when asked."""
    policies.may_see_screening(request.user)
    today = words.as_day(timezone.now())
    hits = Hit.objects.visible_to(request.user).marked(on=today).select_related("party", "entry", "source")
    everything = bool(request.GET.get("state") or request.GET.get("all"))
    table = Table(
        request,
        hits if everything else hits.undecided(on=today),
        columns=COLUMNS,
        caption="Hits, worst first",
        filterset=HitFilter,
        order="-band",
        bulk=(BulkAction("clear", "Clear as one: same evidence", url=reverse("screening:clear")),),
        export="hits",
        empty={
            "title": "No hit waits.",
            "text": "A hit appears here when a party resembles an entry of a list in use.",
        },
    )
    return table.respond("compliance/screening/index.html", {"tabs": tabs(request)})


def hit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one hit: the two lines, both sides, what was decided, what may be decided now."""
    hit = _visible(request, pk)
    party = prefetched([hit.party_id])[0]
    context = {
        "hit": hit,
        "drawing": drawing_of(hit),
        "lines": side_by_side(evidence_of(party), Listed.from_dict(hit.entry.as_dict())),
        "offers": HIT.offers(hit, actor=request.user),
        "delisted": f"The entry left the list on {words.day(hit.delisted_on)}." if hit.delisted_on else "",
        "holds_until": words.day(hit.expires_on) if hit.expires_on else "",
        "expired": hit.has_expired(on=words.as_day(timezone.now())),
        "adjudications": list(hit.adjudications.select_related("by").order_by("-at", "-pk")),
        "next": _after(request, hit),
        "keys": _keys(hit, request.user),
        "entries": [
            Entry(
                at=event.at,
                title=TITLES.get(event.verb, event.verb),
                who=str(event.actor or "The portal"),
                text=str(event.data.get("reason") or event.data.get("why") or ""),
            )
            for event in events_about(hit)
        ],
    }
    return render(request, "compliance/screening/hit.html", context)


def decide(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Ask for the reason of one move, and make it."""
    hit = _visible(request, pk)
    if move not in HIT.moves:
        return redirect(hit)
    HIT.check(hit, move, actor=request.user)
    form = forms.Adjudicate(request.POST or None, move=move, initial={"seen": hit.evidence_hash})
    if form.is_valid():
        try:
            actions.adjudicate(hit, move, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as invalid:
            raise_to(form, invalid)
        else:
            messages.success(request, f"{hit}: {hit.get_state_display().lower()}.")
            return redirect(_after(request, hit) or reverse("screening:index"))
    context = {"hit": hit, "form": form, "move": HIT.moves[move], "drawing": drawing_of(hit)}
    context |= {"adjudications": hit.adjudications.select_related("by").order_by("-at", "-pk")}
    return render(request, "compliance/screening/decide.html", context)


def clear(request: HttpRequest) -> HttpResponse:
    """Clear the chosen hits together, if they rest on the same evidence."""
    hits = _undecided(request).select_related("party", "entry", "source")
    chosen = list(hits.filter(pk__in=[pk for pk in request.POST.getlist("selected") if pk.isdigit()]))
    form = forms.ClearAlike(request.POST if "reason" in request.POST else None, hits=hits)
    form.initial = {"selected": chosen}
    if form.is_valid():
        try:
            number = actions.clear_alike(
                chosen, reason=form.cleaned_data["reason"], actor=request.user, at=timezone.now()
            )
        except Invalid as invalid:
            raise_to(form, invalid)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
        else:
            messages.success(request, f"{number} {'hit is' if number == 1 else 'hits are'} decided.")
            return redirect("screening:index")
    context = {"form": form, "hits": chosen, "alike": queries.are_alike(chosen)}
    return render(request, "compliance/screening/clear.html", context)


def _keys(hit: Hit, actor: Any) -> list[tuple[str, str, str]]:
    """Return the moves that a key makes: the key, what it does, and where it leads."""
    offered = {offer.move.name: offer.move for offer in HIT.offers(hit, actor=actor) if offer.open}
    return [
        (key, move.title, reverse("screening:decide", args=[hit.pk, move.name]))
        for name, key in KEYS.items()
        if (move := offered.get(name))
    ]


def _visible(request: HttpRequest, pk: int) -> Hit:
    hits = Hit.objects.visible_to(request.user)
    whole = hits.select_related("party", "entry__since", "entry__source", "source", "decided_by", "seconded_by")
    return get_object_or_404(whole, pk=pk)


def _undecided(request: HttpRequest) -> Any:
    return Hit.objects.visible_to(request.user).undecided(on=words.as_day(timezone.now()))


def _after(request: HttpRequest, hit: Hit) -> str:
    """Return the address of the next undecided hit after this one, so that a queue can be worked through."""
    same = Q(band=hit.band)
    later = Q(band__lt=hit.band) | same & Q(adjusted__lt=hit.adjusted) | same & Q(adjusted=hit.adjusted, pk__lt=hit.pk)
    undecided = _undecided(request).exclude(pk=hit.pk)
    following = undecided.filter(later).order_by("-band", "-adjusted", "-pk").first()
    return following.get_absolute_url() if following else ""
