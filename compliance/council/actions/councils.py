"""Found a council, appoint its members, end their terms."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.council import policies
from compliance.council.models import Council, Seat
from compliance.council.states import Standing
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.policy import holds


@transaction.atomic
def found_council(
    code: str, *, name: str, actor: Any, at: datetime, remit: str = "", required_course: str = "council-members"
) -> Council:
    """
    Found a council. This will leave it without members.

    :raises Denied: if the actor does not manage councils
    :raises Invalid: if the code is taken
    """
    policies.may_manage(actor, None)
    if Council.objects.filter(code=code).exists():
        raise Invalid(f"The code “{code}” is taken.", field="code")
    council = Council.objects.create(code=code, name=name, remit=remit, required_course=required_course)
    record_event("council.council.founded", council, actor=actor, at=at)
    return council


@transaction.atomic
def appoint(
    council: Council,
    *,
    member: User,
    discipline: str,
    from_on: date,
    actor: Any,
    at: datetime,
    to_on: date | None = None,
    standing: str = Standing.MEMBER,
    voting: bool = True,
) -> Seat:
    """
    Give somebody a seat for a term.

    :raises Denied: if the actor does not manage councils
    :raises Conflict: if the person has a seat in that time, lacks the role, or there is a chair already
    :raises Invalid: if the term ends before it begins
    """
    policies.may_manage(actor, council)
    if to_on is not None and to_on < from_on:
        raise Invalid("The term ends before it begins.", field="to_on")
    _check_role(member, standing)
    _check_term(council, member, standing, from_on, to_on)
    part: dict[str, Any] = {"discipline": discipline, "standing": standing, "from_on": from_on, "to_on": to_on}
    try:
        with transaction.atomic():
            seat = Seat.objects.create(council=council, member=member, voting=voting, **part)
    except IntegrityError:
        raise Conflict(f"{member} has a seat on this council in that time.") from None
    record_event("council.seat.given", council, actor=actor, at=at, member=member.pk, **part)
    return seat


@transaction.atomic
def end_term(seat: Seat, *, to_on: date, actor: Any, at: datetime, reason: str) -> None:
    """
    End a term early, after the given last day.

    :raises Denied: if the actor does not manage councils
    :raises Conflict: if the term has ended by then anyway
    :raises Invalid: if the last day lies before the first
    """
    policies.may_manage(actor, seat.council)
    if to_on < seat.from_on:
        raise Invalid("The term ends before it begins.", field="to_on")
    if seat.to_on is not None and seat.to_on <= to_on:
        raise Conflict(f"The term of {seat.member} ends by then anyway.")
    if not Seat.objects.filter(pk=seat.pk, to_on=seat.to_on).update(to_on=to_on):
        raise Conflict("Someone else has just changed this term. Reload to see how it stands.")
    seat.to_on = to_on
    record_event(
        "council.seat.ended", seat.council, actor=actor, at=at, member=seat.member_id, to_on=to_on, reason=reason
    )


def _check_role(member: User, standing: str) -> None:
    needed = "compliance.sit_on_council" if standing == Standing.MEMBER else "compliance.chair_council"
    if not holds(member, needed):
        role = "Council member" if standing == Standing.MEMBER else "Council chair"
        raise Conflict(f"{member} needs the role “{role}” first.")


def _check_term(council: Council, member: User, standing: str, from_on: date, to_on: date | None) -> None:
    meanwhile = council.seats.filter(pk__in=_overlapping(council, from_on, to_on))
    if meanwhile.filter(member=member).exists():
        raise Conflict(f"{member} has a seat on this council in that time.")
    if standing == Standing.CHAIR and meanwhile.filter(standing=Standing.CHAIR).exists():
        raise Conflict("The council has a chair in that time.")


def _overlapping(council: Council, from_on: date, to_on: date | None) -> list[int]:
    return [
        seat.pk
        for seat in council.seats.all()
        if (to_on is None or seat.from_on <= to_on) and (seat.to_on is None or seat.to_on >= from_on)
    ]
