"""Who may publish figures."""

from portal.core.policy import holds, policy, require


@policy
def may_release(actor, _snapshot):
    """A named person looks at the figures before the public does."""
    require(holds(actor, "dashboards.release_snapshot"), "Only the empowered official publishes figures.")
