"""Who may read, write, send, sign, attest and close a control plan, and who certifies."""

from typing import Any

from compliance.licensing.models import Case
from compliance.licensing.policies import acts_for, is_theirs
from compliance.plans.models import Certificate, ControlPlan
from compliance.plans.states import Part
from portal.core.policy import holds, policy, require


def answers_for(actor: Any, plan: ControlPlan) -> bool:
    """Tell whether the actor is the responsible person or their deputy."""
    return actor is not None and actor.pk in (plan.responsible_id, plan.deputy_id)


def is_office(actor: Any, plan: ControlPlan) -> bool:
    """Tell whether the actor is of the office and has no part in the plan or its case."""
    part = {plan.responsible_id, plan.deputy_id, plan.it_manager_id, plan.head_id}
    return holds(actor, "compliance.manage_plan") and actor.pk not in part and not is_theirs(actor, plan.case)


@policy
def may_read(actor, plan):
    """The twin of ``ControlPlan.objects.visible_to``."""
    seen = ControlPlan.objects.visible_to(actor).filter(pk=plan.pk).exists()
    require(seen, "This plan is not yours to read.")


@policy
def may_read_certificate(actor, certificate):
    """The twin of ``Certificate.objects.visible_to``."""
    seen = Certificate.objects.visible_to(actor).filter(pk=certificate.pk).exists()
    require(seen, "This certificate is not yours to read.")


@policy
def may_draft(actor, case):
    """The portal drafts by rule; the office does where the portal saw no need."""
    if actor is not None:
        require(holds(actor, "compliance.manage_plan"), "Only the export control office drafts plans.")
        require(not is_theirs(actor, case), "This is your own case, so a colleague drafts the plan.")


@policy
def may_write(actor, plan):
    """A draft is written by whoever answers for it, the researcher and their delegate, and the office."""
    if actor is None:
        return
    own = answers_for(actor, plan) or (plan.is_draft and acts_for(actor, plan.case))
    require(own or is_office(actor, plan), "Only the responsible person and the export control office change a plan.")


@policy
def may_change_items(actor, plan):
    """What a plan is about is changed by whoever writes the draft; later by the office alone."""
    may_write(actor, plan)
    if actor is not None and not plan.is_draft:
        require(is_office(actor, plan), "What the plan is about is changed by the export control office.")


@policy
def may_say_status(actor, plan):
    """What a control's text makes of a person is kept by the office, which has seen the papers."""
    require(is_office(actor, plan), "Only the export control office keeps somebody's legal status.")


@policy
def may_choose_weight(actor, plan):
    """The office chooses another weight than the rules propose, with a reason."""
    require(is_office(actor, plan), "Only the export control office, and nobody named in the plan, changes its weight.")


@policy
def may_send(actor, plan):
    """The office sends a plan to be signed, never its own."""
    require(
        is_office(actor, plan), "Only the export control office, and nobody named in the plan, sends it to be signed."
    )


@policy
def may_sign(actor, signature):
    """Whoever is asked signs; nobody signs for somebody else."""
    require(actor is not None and actor.pk == signature.person_id, f"Only {signature.person} gives this signature.")


@policy
def may_attest(actor, attestation):
    """The responsible person or their deputy attests."""
    plan = attestation.plan
    require(answers_for(actor, plan), f"Only {plan.responsible} or their deputy attests to this plan.")


@policy
def may_ask_to_close(actor, plan):
    """Whoever answers for the plan asks to close it; the office may as well."""
    allowed = answers_for(actor, plan) or is_office(actor, plan)
    require(allowed, "Only the responsible person and the export control office ask to close a plan.")


@policy
def may_close(actor, plan):
    """The office closes a plan, never its own."""
    require(is_office(actor, plan), "Only the export control office, and nobody named in the plan, closes it out.")


@policy
def may_withdraw(actor, plan):
    """The office takes a plan back that is not needed."""
    require(is_office(actor, plan), "Only the export control office takes a plan back.")


@policy
def may_keep_access(actor, _record):
    """The office brings the access lists of rooms."""
    require(holds(actor, "compliance.manage_plan"), "Only the export control office brings access lists.")


@policy
def may_ask_certificate(actor, case):
    """Whoever may see a case says what they know; for a visa petition that is the supervisor, never the guest."""
    seen = Case.objects.visible_to(actor).filter(pk=case.pk).exists()
    require(seen, "This case is not yours to read.")
    named = acts_for(actor, case) or case.plans.filter(people__user=actor, people__removed_at=None).exists()
    require(named, f"Only {case.applicant}, their delegate and people on the plan ask for a certificate.")


@policy
def may_settle_certificate(actor, certificate):
    """The office certifies, never what it said itself, and never in its own case."""
    require(holds(actor, "compliance.manage_plan"), "Only the export control office certifies.")
    require(actor.pk != certificate.asked_by_id, "You said this yourself, so a colleague certifies it.")
    require(not is_theirs(actor, certificate.case), "This is your own case, so a colleague certifies it.")


@policy
def may_withdraw_certificate(actor, certificate):
    """Whoever asked takes it back."""
    require(actor is not None and actor.pk == certificate.asked_by_id, f"Only {certificate.asked_by} takes it back.")


AMENDED_BY = {Part.ITEMS: may_change_items}
