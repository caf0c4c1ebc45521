"""What enduse does when licensing issues or ends an authorisation, and when a control plan is amended."""

from compliance.enduse import actions
from compliance.enduse.states import AWAITED, Reason
from compliance.licensing import hooks
from compliance.licensing.states import AuthorisationState
from compliance.plans import hooks as plans
from compliance.plans.states import Part
from portal.core.words import as_day

SCOPE = (Part.ITEMS, Part.ROOMS, Part.SYSTEMS, Part.SUBCONTRACTORS)


@hooks.on_issued
def plan_first(authorisation, *, at):
    """Plan the first verification in the transaction that brings the authorisation into force."""
    actions.plan_next(authorisation, actor=None, at=at)


@hooks.on_ended
def settle(authorisation, *, at):
    """
    Settle what is planned when an authorisation ends.

    A replaced one is verified under its successor. After any other end the use so far
    is still verified, so regular checks give way to the close-out.
    """
    for verification in authorisation.verifications.filter(state__in=AWAITED):
        if authorisation.state == AuthorisationState.REPLACED:
            actions.cancel(verification, at=at, reason="The authorisation was replaced.")
        elif verification.reason == Reason.SCHEDULE and verification.due_on > as_day(at):
            actions.bring_forward(verification, due_on=as_day(at), at=at)


@plans.on_amended
def check_after_amendment(plan, *, part, at):
    """Plan a check out of cycle when the items, rooms, systems or subcontractors of a live plan change."""
    if part in SCOPE and plan.is_live:
        for authorisation in plan.case.authorisations.filter(state=AuthorisationState.IN_FORCE):
            actions.plan_out_of_cycle(
                authorisation,
                reason=Reason.SCOPE_CHANGED,
                rule="plan-amended",
                why=f"{plan} was amended: {Part(part).label.lower()}.",
                at=at,
            )
