"""What waits for whom at the home page."""

from datetime import datetime
from typing import Any

from compliance.enduse.models import Statement, Verification
from compliance.enduse.states import StatementState, VerificationState
from portal.core.policy import holds
from portal.core.waiting import Count, WaitingItem, register, register_counts
from portal.core.words import as_day

SOON = 30


@register("enduse")
def waiting(user: Any, at: datetime):
    """Name what the person has to attest, and what an officer has to record."""
    mine = Verification.objects.filter(responsible=user, state=VerificationState.PLANNED).due_within(
        SOON, on=as_day(at)
    )
    for each in mine.select_related("authorisation__case").order_by("due_on")[:50]:
        yield _item(each, "Say how it is used today")
    if holds(user, "compliance.manage_verification"):
        attested = Verification.objects.filter(state=VerificationState.ATTESTED).exclude(responsible=user)
        for each in attested.select_related("authorisation__case").order_by("due_on")[:50]:
            yield _item(each, "Record what the check found")
        said = Verification.objects.filter(state=VerificationState.PLANNED).exclude(recipient_said="")
        for each in said.exclude(responsible=user).select_related("authorisation__case").order_by("due_on")[:50]:
            yield _item(each, "The recipient has answered; record what the check found")
    if holds(user, "compliance.manage_statement"):
        yield from _statements(user)


def _statements(user: Any):
    """Name the statements that an officer has to send, or to lay beside their case."""
    words = {StatementState.WANTED: "Send the recipient a link", StatementState.SIGNED: "Check it beside the case"}
    waiting_ones = Statement.objects.filter(state__in=list(words)).exclude(case__applicant=user)
    for each in waiting_ones.select_related("case", "party").order_by("state_since")[:50]:
        yield WaitingItem(
            title=f"{each.party}: {each.case.title}",
            url=each.get_absolute_url(),
            kind="End-use statement",
            due_at=each.due_on,
            reference=each.reference,
            detail=words[StatementState(each.state)],
        )


def _item(verification: Verification, detail: str) -> WaitingItem:
    return WaitingItem(
        title=verification.authorisation.case.title,
        url=verification.get_absolute_url(),
        kind="Verification",
        due_at=verification.due_on,
        reference=str(verification.authorisation),
        detail=detail,
    )


@register_counts("enduse")
def counts(user: Any, at: datetime):
    """Count overdue verifications for the office."""
    if holds(user, "compliance.manage_verification"):
        overdue = Verification.objects.overdue(on=as_day(at)).count()
        yield Count(label="Verifications overdue", figure=overdue, url="/verifications/?overdue=true")
