"""What the chair, the expedited reviewer and the officer do with a referral; and the council's seats."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html

from compliance.council import actions, forms, policies, queries
from compliance.council.models import Council, Referral, Seat
from compliance.council.views.referrals import visible
from compliance.council.workflow import REFERRAL
from portal.accounts.models import User
from portal.core.asking import ask, posted
from portal.core.policy import holds, require


def chair(request: HttpRequest) -> HttpResponse:
    """Show the chair where every case stands: who has declared, who has voted, whether there is a quorum."""
    require(holds(request.user, "compliance.chair_council"), "Only the chair of the council sees this page.")
    found = Referral.objects.visible_to(request.user).under_way().select_related("council")
    referrals = list(found.order_by("due_on", "pk"))
    boards = queries.boards(referrals)
    rows = [_line(referral, boards[referral.pk]) for referral in referrals]
    head = ["Case", "Title", "State", "Answer due", "Declared", "Voted", "Quorum"]
    return render(request, "compliance/council/chair.html", {"head": head, "rows": rows})


def open_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the vote."""
    found = visible(request, pk)
    REFERRAL.check(found, "open_vote", actor=request.user)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.open_vote(found, actor=request.user, at=timezone.now()),
        to=found,
        said="The vote is open. The members have been told.",
        title="Open the vote",
        caption=str(found),
        submit="Open the vote",
        text="Everybody who can take part is told. The votes stay hidden from everybody until the vote is closed.",
    )


def close_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the vote with what has been cast."""
    found = visible(request, pk)
    REFERRAL.check(found, "close_vote", actor=request.user)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.close_vote(found, actor=request.user, at=timezone.now()),
        to=found,
        said="The vote is closed.",
        title="Close the vote",
        caption=str(found),
        submit="Close the vote",
        text="Those who have not voted can no longer do so. The votes cast make the recommendation.",
    )


def name_reviewer(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the expedited reviewer."""
    found = visible(request, pk)
    REFERRAL.check(found, "name_reviewer", actor=request.user)
    places = queries.board(found).places
    able = [place.seat.member_id for place in places if place.counts and place.declared and place.trained]
    return ask(
        request,
        forms.Reviewer(posted(request), members=User.objects.filter(pk__in=able).order_by("name")),
        lambda **given: actions.name_reviewer(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The reviewer is named. The other members have been told.",
        title="Name an expedited reviewer",
        caption=str(found),
        submit="Name the reviewer",
        text="The reviewer may approve, with or without conditions, or send the case to the whole council. "
        "Only members who have declared, have no conflict and are trained are offered.",
    )


def approve_alone(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve in expedited review."""
    found = visible(request, pk)
    REFERRAL.check(found, "approve_alone", actor=request.user)
    return ask(
        request,
        forms.Alone(posted(request)),
        lambda **given: actions.approve_alone(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="Your approval is the council's recommendation.",
        title="Approve in expedited review",
        caption=f"{found}: {found.title}",
        submit="Approve",
    )


def send_to_council(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an expedited review to everybody."""
    found = visible(request, pk)
    REFERRAL.check(found, "send_to_council", actor=request.user)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.send_to_council(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The case is before the whole council.",
        title="Send to the whole council",
        caption=str(found),
        submit="Send",
    )


def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a suspended case up again."""
    found = visible(request, pk)
    REFERRAL.check(found, "resume", actor=request.user)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.resume(found, actor=request.user, at=timezone.now()),
        to=found,
        said="The case is before the council again.",
        title="Take the case up again",
        caption=str(found),
        submit="Take it up",
    )


def rule_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the chair rule that a member takes no part."""
    found = visible(request, pk)
    policies.may_lead(request.user, found)
    able = [place.seat.member_id for place in queries.board(found).places if not place.concerned and not place.recused]
    return ask(
        request,
        forms.Recusal(posted(request), members=User.objects.filter(pk__in=able).order_by("name")),
        lambda **given: actions.recuse(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The member takes no part from now on.",
        title="Rule that a member takes no part",
        caption=str(found),
        submit="Recuse the member",
        tone="stopped",
        text="The papers close to the member at once, and a vote already cast is set aside.",
    )


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the case back."""
    found = visible(request, pk)
    REFERRAL.check(found, "withdraw", actor=request.user)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.withdraw(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The case is no longer before the council.",
        title="Take the case back from the council",
        caption=str(found),
        submit="Take it back",
        tone="stopped",
    )


def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody a seat."""
    council = get_object_or_404(Council, code=code)
    policies.may_manage(request.user, council)
    return ask(
        request,
        forms.Appointment(posted(request)),
        lambda **given: actions.appoint(council, actor=request.user, at=timezone.now(), **given),
        to=council,
        said="The seat is given.",
        title="Appoint a member",
        caption=council.name,
        submit="Appoint",
        text="Only people who hold the role “Council member” or “Council chair” are listed.",
    )


def end_term(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term early."""
    seat = get_object_or_404(Seat.objects.select_related("council", "member"), pk=pk)
    policies.may_manage(request.user, seat.council)
    return ask(
        request,
        forms.TermEnd(posted(request), seat=seat),
        lambda **given: actions.end_term(seat, actor=request.user, at=timezone.now(), **given),
        to=seat.council,
        said="The term ends on that day.",
        title="End a term",
        caption=str(seat),
        submit="End the term",
        tone="stopped",
    )


def _line(referral: Referral, board: queries.Board) -> list[object]:
    link = format_html('<a class="govuk-link" href="{}">{}</a>', referral.get_absolute_url(), referral)
    state, quorum = referral.get_state_display(), board.reachable.sentence
    return [link, referral.title, state, referral.due_on, board.declared, board.voted, quorum]
