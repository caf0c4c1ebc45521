"""Who may see, attest and record a verification."""

from compliance.licensing.models import Authorisation
from portal.core.policy import holds, policy, require


@policy
def may_read(actor, verification):
    """The twin of ``Verification.objects.visible_to``: who sees the case, and who answers for the use."""
    mine = actor == verification.responsible
    seen = mine or Authorisation.objects.visible_to(actor).filter(pk=verification.authorisation_id).exists()
    require(seen, "This verification is not yours to read.")


@policy
def may_attest(actor, verification):
    """The person who answers for the use attests to it."""
    require(actor == verification.responsible, f"Only {verification.responsible} can attest to this use.")


@policy
def may_record(actor, verification):
    """An officer records what was found, never about their own use."""
    require(holds(actor, "compliance.manage_verification"), "Only the export control office records verifications.")
    require(actor != verification.responsible, "You answer for this use, so a colleague has to verify it.")
    applicant = verification.authorisation.case.applicant_id
    require(actor.pk != applicant, "This is your own case, so a colleague has to verify it.")


@policy
def may_plan(actor, authorisation):
    """An officer asks for an extra verification."""
    require(holds(actor, "compliance.manage_verification"), "Only the export control office plans verifications.")
    require(actor.pk != authorisation.case.applicant_id, "This is your own case, so a colleague has to plan it.")
