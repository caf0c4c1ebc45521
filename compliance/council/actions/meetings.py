"""Convene a meeting, take attendance by item, close it, sign and publish its minutes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.council import policies, queries
from compliance.council.actions.referrals import hold, hold_quorum, set_votes_aside
from compliance.council.actions.votes import conclude_if_all_have_voted
from compliance.council.models import AgendaItem, Attendance, Council, Meeting, Referral
from compliance.council.states import ItemKind, MeetingState, ReferralState
from compliance.council.workflow import MEETING
from portal.accounts.models import User
from portal.core import attachments, outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.pdf import render_pdf
from portal.core.words import as_day, moment


@transaction.atomic
def convene(
    council: Council,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    actor: Any,
    at: datetime,
    referrals: Iterable[Referral] = (),
) -> Meeting:
    """
    Convene a meeting with the referrals on its agenda, and invite the members.

    :raises Denied: if the actor does not chair the council
    :raises Invalid: if it lies in the past, or ends before it begins
    :raises Conflict: if a referral is not under way
    """
    council.as_of = as_day(at)
    policies.may_convene(actor, council)
    if starts_at <= at:
        raise Invalid("The meeting must lie in the future.", field="starts_at")
    if ends_at <= starts_at:
        raise Invalid("The meeting ends before it begins.", field="ends_at")
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                council=council,
                number=(council.meetings.count() + 1),
                state=MeetingState.CONVENED,
                state_since=at,
                starts_at=starts_at,
                ends_at=ends_at,
                place=place.strip(),
                convened_by=actor,
                convened_at=at,
            )
    except IntegrityError:
        raise Conflict("Someone else has just convened a meeting. Reload to see it.") from None
    record_event("council.meeting.convened", meeting, actor=actor, at=at, starts_at=starts_at)
    for referral in referrals:
        add_item(meeting, referral=referral, actor=actor, at=at)
    for seat in council.seats.on(as_day(starts_at)).select_related("member"):
        _invite(meeting, seat.member, at=at)
    return meeting


@transaction.atomic
def add_item(
    meeting: Meeting, *, actor: Any, at: datetime, referral: Referral | None = None, title: str = ""
) -> AgendaItem:
    """
    Put a referral, or something to talk about, at the end of the agenda.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if the meeting is over, or the referral is not under way, or is on the agenda already
    :raises Invalid: if it is neither a referral nor has a title
    """
    _keep(meeting, actor, at, MeetingState.CONVENED, MeetingState.IN_SESSION)
    if referral is None and not title.strip():
        raise Invalid("Give the item a title.", field="title")
    if referral is not None and not Referral.objects.under_way().filter(pk=referral.pk, council=meeting.council_id):
        raise Conflict(f"{referral} is not before this council.")
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    try:
        with transaction.atomic():
            item = AgendaItem.objects.create(
                meeting=meeting,
                position=last + 1,
                kind=ItemKind.REPORT if referral is None else ItemKind.REFERRAL,
                referral=referral,
                title="" if referral else title.strip(),
            )
    except IntegrityError:
        raise Conflict("This case is on the agenda already.") from None
    about = str(referral) if referral else item.title
    record_event("council.agenda.item_added", meeting, actor=actor, at=at, position=item.position, about=about)
    return item


@transaction.atomic
def take_off(item: AgendaItem, *, actor: Any, at: datetime, reason: str) -> None:
    """
    Take an item off the agenda.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if it has been taken up, or the meeting is over
    """
    _keep(item.meeting, actor, at, MeetingState.CONVENED, MeetingState.IN_SESSION)
    if item.taken_at is not None:
        raise Conflict("This item has been taken up; it stays in the minutes.")
    position = item.position
    about = str(item.referral) if item.referral else item.title
    item.delete()
    record_event(
        "council.agenda.item_taken_off", item.meeting, actor=actor, at=at, position=position, about=about, reason=reason
    )


@transaction.atomic
def open_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> None:
    """
    Open the meeting.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if it is not convened
    """
    meeting.as_of = as_day(at)
    MEETING.advance(meeting, "open", actor=actor, at=at)


@transaction.atomic
def take_up(item: AgendaItem, *, present: Iterable[User], actor: Any, at: datetime) -> None:
    """
    Record who is there for an item, when it is taken up and whenever somebody comes or goes.

    Recused and concerned members leave the room: they are never recorded as present. A vote that was
    open before the meeting took the case up starts afresh. Where the quorum is lost, the case is suspended.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if the meeting is not in session
    """
    meeting = item.meeting
    _keep(meeting, actor, at, MeetingState.IN_SESSION)
    referral = item.referral
    if referral is not None:
        hold(referral, at=at)
    away = _who_leaves(referral) if referral else set()
    there = {member.pk for member in present} - away
    for seat in meeting.council.seats.on(as_day(at)):
        Attendance.objects.update_or_create(
            item=item, member_id=seat.member_id, defaults={"present": seat.member_id in there, "noted_at": at}
        )
    first = item.taken_at is None
    if first:
        item.taken_at = at
        item.save(update_fields=["taken_at"])
    record_event(
        "council.item.attended", meeting, actor=actor, at=at, position=item.position, present=len(there), first=first
    )
    if referral is None:
        return
    if first and referral.state == ReferralState.VOTING:
        set_votes_aside(referral, reason="The vote is taken in the meeting.", at=at)
    hold_quorum(referral, at=at)
    conclude_if_all_have_voted(referral, at=at)


@transaction.atomic
def note(item: AgendaItem, *, text: str, actor: Any, at: datetime) -> None:
    """
    Write what the minutes say about an item that is no referral.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if it is a case, whose minutes come from its records, or the minutes are signed
    """
    meeting = item.meeting
    if item.referral_id:
        raise Conflict("The minutes of a case are made from its records.")
    _keep(meeting, actor, at, MeetingState.IN_SESSION, MeetingState.CLOSED)
    if meeting.minutes_signed_at is not None:
        raise Conflict("The minutes are signed.")
    item.note = text.strip()
    item.save(update_fields=["note"])
    record_event("council.item.noted", meeting, actor=actor, at=at, position=item.position)


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> None:
    """
    Close the meeting.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if it is not in session, a vote is open, or a case was not taken up
    """
    meeting.as_of = as_day(at)
    MEETING.advance(meeting, "close", actor=actor, at=at)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Cancel the meeting and tell the members. Its cases stay before the council.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if it is not convened
    """
    meeting.as_of = as_day(at)
    MEETING.advance(meeting, "cancel", actor=actor, at=at, reason=reason)
    outbox.withdraw(f"council.meeting.{meeting.pk}.", at=at)
    for seat in meeting.council.seats.on(as_day(at)).select_related("member"):
        outbox.owe(
            f"council.meeting.{meeting.pk}.cancelled.{seat.member_id}",
            to=seat.member,
            template="council/meeting_cancelled",
            due_at=at,
            starts_at=moment(meeting.starts_at),
            reason=reason,
        )


@transaction.atomic
def sign_minutes(meeting: Meeting, *, actor: Any, at: datetime) -> None:
    """
    Sign the minutes that the records make. This will keep them as a PDF, and the redacted version for publication.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if the meeting is not closed, or they are signed already
    """
    _keep(meeting, actor, at, MeetingState.CLOSED)
    redacted = queries.public_minutes(meeting)
    signed = Meeting.objects.filter(pk=meeting.pk, minutes_signed_at=None)
    if not signed.update(minutes_signed_at=at, minutes_signed_by=actor, public_minutes=redacted):
        raise Conflict("The minutes are signed already.")
    meeting.minutes_signed_at, meeting.minutes_signed_by, meeting.public_minutes = at, actor, redacted
    pdf = render_pdf("minutes", queries.whole_minutes(meeting).as_data())
    name = f"minutes-{meeting.number}.pdf"
    attachments.store_bytes(pdf, name=name, subject=meeting, kind="minutes", actor=actor, at=at)
    record_event("council.minutes.signed", meeting, actor=actor, at=at)


@transaction.atomic
def publish_minutes(meeting: Meeting, *, actor: Any, at: datetime) -> None:
    """
    Publish the redacted minutes for everybody.

    :raises Denied: if the actor does not chair the council
    :raises Conflict: if they are not signed, or are published already
    """
    _keep(meeting, actor, at, MeetingState.CLOSED)
    if meeting.minutes_signed_at is None:
        raise Conflict("Sign the minutes first.")
    if not Meeting.objects.filter(pk=meeting.pk, published_at=None).update(published_at=at):
        raise Conflict("The minutes are published already.")
    meeting.published_at = at
    record_event("council.minutes.published", meeting, actor=actor, at=at)


def _keep(meeting: Meeting, actor: Any, at: datetime, *states: str) -> None:
    meeting.as_of = as_day(at)
    policies.may_keep_meeting(actor, meeting)
    meeting.refresh_from_db(fields=["state", "minutes_signed_at", "published_at"])
    if meeting.state not in states:
        raise Conflict(f"{meeting} is {meeting.get_state_display().lower()}.")


def _who_leaves(referral: Referral) -> set[int]:
    return {place.seat.member_id for place in queries.board(referral).places if place.recused or place.concerned}


def _invite(meeting: Meeting, member: User, *, at: datetime) -> None:
    outbox.owe(
        f"council.meeting.{meeting.pk}.invited.{member.pk}",
        to=member,
        template="council/meeting",
        due_at=at,
        starts_at=moment(meeting.starts_at),
        place=meeting.place,
        path=meeting.get_absolute_url(),
    )
