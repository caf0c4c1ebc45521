"""Who may see and settle findings, audit cases, and sign the self-assessment."""

from portal.core.policy import holds, policy, require


@policy
def may_read(actor, finding):
    """The twin of ``Finding.objects.visible_to``: the office, overseers, and who sees to it."""
    mine = actor is not None and actor.pk == finding.responsible_id
    require(mine or holds(actor, "compliance.view_every_finding"), "This finding is not yours to read.")


@policy
def may_manage(actor, _finding):
    """The export control office takes findings up and reports new ones."""
    require(holds(actor, "compliance.manage_finding"), "Only the export control office works on findings.")


@policy
def may_settle(actor, finding):
    """An officer settles a finding, never one about their own work."""
    may_manage(actor, finding)
    require(actor.pk != finding.concerns_id, "It is about your own work, so a colleague has to settle it.")


@policy
def may_see(actor, _record):
    """The office and overseers see audits, checks and the self-assessment."""
    require(holds(actor, "compliance.view_every_finding"), "Only the export control office and overseers see this.")


@policy
def may_audit(actor, _audit):
    """Those who audit plan audits and draw samples."""
    require(holds(actor, "compliance.manage_audit"), "Only the export control office plans audits and draws samples.")


@policy
def may_lead(actor, audit):
    """The lead concludes the audit."""
    require(actor == audit.lead, f"{audit.lead} leads this audit.")


@policy
def may_look_at(actor, audited):
    """Whoever audits looks at a case in which they had no hand."""
    may_audit(actor, audited.audit)
    case = audited.case
    hands = {case.applicant_id, case.opened_by_id, case.officer_id, case.decided_by_id}
    hands |= set(case.reviews.values_list("reviewer", flat=True))
    require(actor.pk not in hands, "You had a hand in this case, so a colleague has to look at it.")


@policy
def may_assess(actor, _assessment):
    """The office assesses the programme."""
    require(holds(actor, "compliance.manage_finding"), "Only the export control office assesses the programme.")


@policy
def may_sign(actor, _assessment):
    """The empowered official signs the self-assessment."""
    require(holds(actor, "compliance.sign_assessment"), "Only the empowered official signs the self-assessment.")
