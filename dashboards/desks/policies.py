"""Who sees which desk."""

from portal.core.policy import holds, policy, require


@policy
def may_see_office(actor, _desk):
    """The work of the office is seen by those who do it and those who oversee it."""
    may = holds(actor, "compliance.review_case") or holds(actor, "compliance.view_every_case")
    require(may, "Only the export control office and overseers see its desk.")


@policy
def may_see_council(actor, _desk):
    """What lies before the council is seen by who leads it."""
    require(holds(actor, "compliance.chair_council"), "Only the chair of the council sees this desk.")


@policy
def may_see_oversight(actor, _desk):
    """The numbers across everything are for overseers and the empowered official."""
    require(holds(actor, "dashboards.view_fairness"), "Only overseers and the empowered official see this.")


@policy
def may_see_fairness(actor, _desk):
    """How groups fare is seen by few, and never in public."""
    require(holds(actor, "dashboards.view_fairness"), "Only overseers and the empowered official see this.")
