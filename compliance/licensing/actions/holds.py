"""Holds, red flags and notes."""

from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.licensing import neighbours, policies
from compliance.licensing.actions.watching import STANDS
from compliance.licensing.models import Case, CaseFlag, CaseNote, Hold
from compliance.licensing.states import OPEN
from portal.accounts.roles import ROLES
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event

LIFTERS = ("Officer", "EmpoweredOfficial", "IncidentHandler")


@transaction.atomic
def place_hold(case: Case, *, reason: str, actor: Any, at: datetime, lifter: str = "Officer") -> Hold:
    """
    Keep a case from being approved until the named role lifts the hold. Without an actor the portal places it.

    :raises Denied: if the actor places no holds, or this is their own case
    :raises Invalid: if no reason is given, or the role cannot lift holds
    :raises Conflict: if the case is closed
    """
    policies.may_place_hold(actor, case)
    if not reason.strip():
        raise Invalid("Say why the case is held.", field="reason")
    if lifter not in LIFTERS or lifter not in ROLES:
        raise Invalid("Choose who may lift the hold.", field="lifter")
    _is_open(case)
    hold = Hold.objects.create(case=case, reason=reason.strip(), lifter=lifter, placed_by=actor, placed_at=at)
    record_event("licensing.hold.placed", case, actor=actor, at=at, lifter=lifter, reason=reason)
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Lift a hold.

    :raises Denied: if the actor does not hold the role that it names, or this is their own case
    :raises Invalid: if no reason is given
    :raises Conflict: if it was lifted already, or the portal placed it for a possible match that stands
    """
    policies.may_lift_hold(actor, hold)
    if not reason.strip():
        raise Invalid("Say why the hold is lifted.", field="reason")
    if hold.reason == STANDS and (listed := neighbours.may_be_listed(hold.case, at=at)):
        raise Conflict(f"{' and '.join(listed)} may still be on a list. Decide the possible match first.")
    open_still = Hold.objects.filter(pk=hold.pk, lifted_at=None)
    if not open_still.update(lifted_at=at, lifted_by=actor, lift_reason=reason.strip()):
        raise Conflict("This hold has been lifted already.")
    hold.refresh_from_db()
    record_event("licensing.hold.lifted", hold.case, actor=actor, at=at, reason=reason)


@transaction.atomic
def raise_flag(case: Case, *, title: str, actor: Any, at: datetime, evidence: str = "", code: str = "") -> CaseFlag:
    """
    Raise a red flag. Nobody approves the case until it is settled (15 CFR part 732, supplement no. 3).

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if nothing is said
    :raises Conflict: if the case is closed
    """
    policies.may_review(actor, case)
    if not title.strip():
        raise Invalid("Say what you noticed.", field="title")
    _is_open(case)
    flag = CaseFlag.objects.create(
        case=case, code=code, title=title.strip(), evidence=evidence.strip(), raised_by=actor, raised_at=at
    )
    record_event("licensing.flag.raised", case, actor=actor, at=at, code=code or None)
    return flag


@transaction.atomic
def settle_flag(
    flag: CaseFlag, *, settlement: str, actor: Any, at: datetime, inquiry: str = "", answer: str = ""
) -> None:
    """
    Settle a red flag by saying what was asked, what was answered, and what follows from it.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if nothing is said
    :raises Conflict: if it was settled already
    """
    policies.may_review(actor, flag.case)
    if not settlement.strip():
        raise Invalid("Say what you asked and what you found.", field="settlement")
    open_still = CaseFlag.objects.filter(pk=flag.pk, settled_at=None)
    if not open_still.update(
        settled_at=at,
        settled_by=actor,
        settlement=settlement.strip(),
        inquiry=inquiry.strip(),
        answer=answer.strip(),
    ):
        raise Conflict("This red flag has been settled already.")
    flag.refresh_from_db()
    record_event("licensing.flag.settled", flag.case, actor=actor, at=at, code=flag.code or None)


@transaction.atomic
def add_note(case: Case, *, text: str, actor: Any, at: datetime, visible_to_applicant: bool = False) -> CaseNote:
    """
    Write a note on a case. The applicant reads it only where the switch is set.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if it is empty
    """
    policies.may_review(actor, case)
    if not text.strip():
        raise Invalid("Write the note.", field="text")
    note = CaseNote.objects.create(
        case=case, text=text.strip(), visible_to_applicant=visible_to_applicant, author=actor, at=at
    )
    record_event("licensing.note.added", case, actor=actor, at=at, visible_to_applicant=visible_to_applicant)
    return note


def _is_open(case: Case) -> None:
    if case.state not in OPEN:
        raise Conflict(f"{case} is {case.get_state_display().lower()}.")
