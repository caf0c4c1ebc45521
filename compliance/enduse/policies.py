"""Who may see, attest and record a verification, keep a statement, look into a party, and make a visit."""

from compliance.enduse.models import DueDiligence, Statement, Visit
from compliance.licensing.models import Authorisation
from compliance.licensing.policies import acts_for, is_theirs
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


# -- Statements ----------------------------------------------------------------


@policy
def may_read_statement(actor, statement):
    """The twin of ``Statement.objects.visible_to``: whoever sees the case."""
    seen = Statement.objects.visible_to(actor).filter(pk=statement.pk).exists()
    require(seen, "This statement is not yours to read.")


@policy
def may_want_statement(actor, case):
    """The office asks for statements; the portal does by rule."""
    if actor is not None:
        require(holds(actor, "compliance.manage_statement"), "Only the export control office asks for statements.")
        require(not is_theirs(actor, case), "This is your own case, so a colleague asks for the statement.")


@policy
def may_check_statement(actor, statement):
    """The office invites, checks, accepts, sends back and excuses, never in its own case."""
    require(holds(actor, "compliance.manage_statement"), "Only the export control office keeps statements.")
    require(not is_theirs(actor, statement.case), "This is your own case, so a colleague keeps the statement.")


# -- Due diligence, scope, visits --------------------------------------------------


@policy
def may_read_diligence(actor, diligence):
    """The twin of ``DueDiligence.objects.visible_to``: the office and overseers, never about one's own case."""
    seen = DueDiligence.objects.visible_to(actor).filter(pk=diligence.pk).exists()
    require(seen, "This is for the export control office.")


@policy
def may_look_into(actor, case):
    """An officer looks into the parties of other people's cases."""
    require(holds(actor, "compliance.manage_diligence"), "Only the export control office looks into parties.")
    require(not is_theirs(actor, case), "This is your own case, so a colleague looks into its parties.")


@policy
def may_conclude(actor, diligence):
    """An officer concludes what was found out about a party of somebody else's case."""
    may_look_into(actor, diligence.case)


@policy
def may_write_scope(actor, case):
    """The researcher and their delegate say what a project is and is not."""
    require(acts_for(actor, case), f"Only {case.applicant} and their delegate write the scope of this project.")


@policy
def may_read_visit(actor, visit):
    """The twin of ``Visit.objects.visible_to``: whoever sees the authorisation."""
    seen = Visit.objects.visible_to(actor).filter(pk=visit.pk).exists()
    require(seen, "This visit is not yours to read.")


@policy
def may_visit(actor, authorisation):
    """An officer plans and makes visits, never about their own use."""
    require(holds(actor, "compliance.manage_verification"), "Only the export control office plans and makes visits.")
    require(not is_theirs(actor, authorisation.case), "This is your own case, so a colleague makes the visit.")


@policy
def may_manage_visit(actor, visit):
    """An officer keeps a visit, never about their own use."""
    may_visit(actor, visit.authorisation)


@policy
def may_invite_recipient(actor, verification):
    """An officer asks the recipient by link, never about their own use."""
    may_record(actor, verification)
