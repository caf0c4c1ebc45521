"""Make a council that can work, and cases before it, through the real actions."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from compliance.council import actions
from compliance.council.models import Council, Meeting, Referral, Seat
from compliance.council.states import Discipline, Standing
from portal.accounts.models import User
from portal.accounts.roles import CouncilChair, CouncilMember, EmpoweredOfficial, Officer
from tests.factories.people import NOW, make_user
from tests.factories.replay import replayed
from tests.factories.training import complete

_numbers = itertools.count(1)
SEVEN = list(Discipline)


def fresh(record: Any) -> Any:
    """Read the record again, as the next request does."""
    return type(record)._default_manager.get(pk=record.pk)


def make_manager() -> User:
    """Open the account of somebody who appoints members."""
    return make_user(EmpoweredOfficial, name="Ada Official")


def make_officer(name: str = "Otto Officer") -> User:
    """Open the account of an officer."""
    return make_user(Officer, name=name)


def make_council(code: str = "council") -> Council:
    """Found a council without members."""
    return actions.found_council(code, name="Advisory council", actor=None, at=NOW)


def seat(
    council: Council,
    discipline: str = Discipline.PHYSICS,
    *,
    name: str = "",
    standing: str = Standing.MEMBER,
    trained: bool = True,
    member: User | None = None,
    from_on: date = date(2025, 1, 1),
    to_on: date | None = None,
    voting: bool = True,
) -> Seat:
    """Appoint somebody, with the course done unless said otherwise."""
    role = CouncilMember if standing == Standing.MEMBER else CouncilChair
    member = member or make_user(role, name=name or f"{Discipline(discipline).label} {next(_numbers)}")
    if trained:
        complete(member, "council-members")
    return actions.appoint(
        council,
        member=member,
        discipline=discipline,
        standing=standing,
        voting=voting,
        from_on=from_on,
        to_on=to_on,
        actor=None,
        at=NOW,
    )


@replayed
def make_full_council() -> tuple[Council, dict[str, User]]:
    """Found a council of seven, one of each discipline; the lawyer chairs, the ethicist is vice chair."""
    council = make_council()
    standings = {Discipline.LAW: Standing.CHAIR, Discipline.ETHICS: Standing.VICE_CHAIR}
    seats = [seat(council, each, standing=standings.get(each, Standing.MEMBER)) for each in SEVEN]
    return council, {each.discipline: each.member for each in seats}


def make_referral(
    council: Council,
    *,
    concerned: User | None = None,
    papers=(("plan.txt", b"The plan."),),
    at: datetime = NOW,
    **given,
) -> Referral:
    """Put a case before the council."""
    number = next(_numbers)
    return actions.refer(
        council,
        reference=given.pop("reference", f"FL-2026-{number:05d}"),
        title=given.pop("title", "A 120-qubit device for Delft"),
        summary=given.pop("summary", "The device meets 4A906.a.2 and goes to a partner abroad."),
        concerned=[concerned or make_user(name=f"Researcher {number}")],
        papers=papers,
        due_on=given.pop("due_on", date(2026, 7, 22)),
        actor=given.pop("actor", None) or make_officer(f"Officer {number}"),
        at=at,
        **given,
    )


def declare_none(referral: Referral, *members: User, at: datetime = NOW) -> None:
    """Let the members declare that they have no conflict."""
    for member in members:
        actions.declare(Referral.objects.get(pk=referral.pk), actor=member, at=at)


def make_vote(*, at: datetime = NOW, **given) -> tuple[Referral, dict[str, User]]:
    """Reach an open vote before a full council in which everybody has declared."""
    council, members = make_full_council()
    referral = make_referral(council, at=at, **given)
    declare_none(referral, *members.values(), at=at)
    actions.open_vote(referral, actor=members["law"], at=at)
    return referral, members


def cast(referral: Referral, member: User, choice: str = "approve", *, at: datetime = NOW, **given) -> None:
    """Cast one vote on a fresh copy, as a request does."""
    fresh = Referral.objects.get(pk=referral.pk)
    conditions = "Yearly report." if choice == "approve_with_conditions" else ""
    given = {"reasons": f"Because I say {choice}.", "conditions": conditions, **given}
    actions.vote(fresh, choice=choice, actor=member, at=at, **given)


def make_meeting(council: Council, chair: User, *referrals: Referral, at: datetime = NOW) -> Meeting:
    """Convene a meeting for next week."""
    starts_at = at + timedelta(days=7)
    return actions.convene(
        council,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Room 1",
        referrals=referrals,
        actor=chair,
        at=at,
    )
