"""Who may see and settle findings."""

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
