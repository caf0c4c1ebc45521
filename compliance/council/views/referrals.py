"""The council's desk, and one referral: declare, read, vote, see the result."""

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.council import actions, forms, policies, queries
from compliance.council.models import Council, Meeting, Referral
from compliance.council.models.referrals import UNDER_WAY
from compliance.council.states import ReferralState
from compliance.council.workflow import REFERRAL
from portal.core import attachments
from portal.core.asking import ask, posted
from portal.core.errors import Denied
from portal.core.events import events_about
from portal.core.interface import Entry, Row, Step
from portal.core.policy import holds
from portal.core.tables import Column, Table

TITLES = {
    "council.referral.made": "Referred to the council",
    "council.referral.renewed": "Changed papers put before the council",
    "council.referral.withdrawn": "Taken back from the council",
    "council.referral.suspended": "Suspended for want of a quorum",
    "council.referral.resumed": "Taken up again",
    "council.referral.expedited": "Expedited reviewer named",
    "council.referral.sent_to_council": "Sent to the whole council",
    "council.referral.concluded": "Concluded",
    "council.declaration.made": "Declared on conflicts of interest",
    "council.recusal.recorded": "Recused",
    "council.vote.opened": "Vote opened",
    "council.vote.cast": "Voted",
    "core.attachment.stored": "Paper added",
}
COLUMNS = (
    Column("reference", "Case", accessor=str, link=True, order_by=("reference", "round")),
    Column("title", "Title", wide=True),
    Column("state", "State", template="components/cells/state.html"),
    Column(
        "due_on",
        "Answer due",
        accessor=lambda row: row.due_on if row.state in UNDER_WAY else None,
        order_by="due_on",
        template="components/cells/due.html",
        align="end",
    ),
)


class ReferralFilter(django_filters.FilterSet):
    """What members look for."""

    reference = django_filters.CharFilter(label="Reference", lookup_expr="icontains")
    title = django_filters.CharFilter(label="Title", lookup_expr="icontains")
    state = django_filters.MultipleChoiceFilter(label="State", choices=ReferralState.choices)

    class Meta:
        model = Referral
        fields: list[str] = []


def index(request: HttpRequest) -> HttpResponseBase:
    """List the referrals that this person may know of, soonest first."""
    user = request.user
    allowed = holds(user, "compliance.sit_on_council") or policies.reads_everything(user)
    if not allowed and not policies.may_refer.allows(user, None):
        raise Denied("Only members of the council see its cases.")
    table = Table(
        request,
        Referral.objects.visible_to(user),
        columns=COLUMNS,
        caption="Cases before the council",
        filterset=ReferralFilter,
        order="due_on",
        export="council",
        empty={"title": "No case is before the council.", "text": "Officers refer cases that need more than one view."},
    )
    context = {
        "council": Council.objects.filter(closed_on=None).order_by("pk").first(),
        "meetings": Meeting.objects.visible_to(user).select_related("council").order_by("-starts_at")[:5],
        "chairs": holds(user, "compliance.chair_council"),
        "manages": holds(user, "compliance.manage_council"),
    }
    return table.respond("compliance/council/index.html", context)


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one referral as far as it is open to this person: the declaration first, then everything."""
    found = visible(request, pk, "concerned", "declarations", "council__seats")
    if not policies.may_read_papers.allows(request.user, found):
        return declare(request, pk)
    seat = policies.seat_of(request.user, found.council, found.day)
    leads = policies.may_lead.allows(request.user, found)
    context = {
        "referral": found,
        "papers": attachments.of(found),
        "steps": _steps(found, request.user) if seat else [],
        "own_rows": _own_vote(found, request.user),
        "vote_refusal": policies.may_take_part.refusal(request.user, found) if seat else None,
        "seat": seat,
        "votes": queries.votes_to_read(found),
        **(_board(found) if leads else {}),
        "offers": _offers(found, request.user),
        "entries": _entries(found),
        "owner": REFERRAL.owner_of(found).label,
    }
    return render(request, "compliance/council/referral.html", context)


def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for conflicts of interest before any paper opens."""
    found = visible(request, pk)
    policies.may_declare(request.user, found)
    form = forms.Declaration(posted(request))
    if not form.is_valid():
        return render(request, "compliance/council/declare.html", {"referral": found, "form": form})
    declaration = actions.declare(found, actor=request.user, at=timezone.now(), **form.declared)
    if declaration.recused_at:
        return render(request, "compliance/council/recused.html", {"reference": str(found)})
    return redirect(found)


def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a vote, and cast it."""
    found = visible(request, pk)
    policies.may_take_part(request.user, found)
    convened = queries.item_in_session(found) is not None
    return ask(
        request,
        forms.Vote(posted(request), convened=convened),
        lambda **given: actions.vote(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="Your vote is recorded.",
        title="Vote",
        caption=f"{found}: {found.title}",
        submit="Cast the vote",
        text="A vote cannot be changed. Nobody else sees it before everybody has voted or the chair closes the vote.",
    )


def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a member step back from a case."""
    found = visible(request, pk)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.recuse(found, member=request.user, actor=request.user, at=timezone.now(), **given),
        to=reverse("council:index"),
        said=f"You are recused from {found}. Its papers are closed to you.",
        title="Take no part in this case",
        caption=str(found),
        submit="Recuse me",
        tone="stopped",
        text="The papers close at once. A vote that you have cast is set aside. This cannot be taken back.",
    )


def visible(request: HttpRequest, pk: int, *beside: str) -> Referral:
    """
    Return the referral, or 404 where this person may not know of it.

    A page that only reads names what it asks again and again ``beside`` it; pages that act read afresh each time.
    """
    found = Referral.objects.visible_to(request.user).select_related("council").prefetch_related(*beside)
    return get_object_or_404(found, pk=pk)


def _own_vote(found: Referral, user: Any) -> list[Row]:
    own = found.votes.counting().filter(member=user).first()
    if own is None:
        return []
    rows = [Row(key="Choice", value=own.get_choice_display()), Row(key="Reasons", value=own.reasons)]
    return [*rows, Row(key="Conditions", value=own.conditions)] if own.conditions else rows


def _board(found: Referral) -> dict[str, Any]:
    board = queries.board(found)
    rows = [[place.seat.member, place.seat.get_discipline_display(), place.words] for place in board.places]
    return {"board": board, "board_head": ["Member", "Discipline", "Stands"], "board_rows": rows}


def _steps(found: Referral, user: Any) -> list[Step]:
    voted = found.votes.counting().filter(member=user).exists()
    over = found.state == ReferralState.CONCLUDED
    voting = "done" if voted or over else "current" if found.state == ReferralState.VOTING else "todo"
    return [
        Step(label="Declare", state="done"),
        Step(label="Read", state="current" if voting == "todo" else "done"),
        Step(label="Vote", state=voting),
        Step(label="Result", state="current" if over else "todo"),
    ]


def _offers(found: Referral, user: Any) -> list[Any]:
    """Return the moves of those who have any to make; members have the vote instead."""
    acts = policies.may_lead.allows(user, found) or policies.may_withdraw.allows(user, found)
    acts = acts or found.expedited_reviewer_id == user.pk
    offers = REFERRAL.offers(found, actor=user) if acts else []
    mine = [offer for offer in offers if offer.open or offer.move.policy.allows(user, found)]
    return [offer for offer in mine if offer.move.name != "renew"]  # made by whoever keeps the case


def _entries(found: Referral) -> list[Entry]:
    return [
        Entry(
            at=event.at,
            title=TITLES.get(event.verb, event.verb),
            who=str(event.actor) if event.actor else "The portal",
            text=str(event.data.get("reason", "")),
        )
        for event in reversed(events_about(found))
    ]
