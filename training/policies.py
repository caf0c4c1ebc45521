"""May they? The answers of training."""

from portal.core.policy import holds, policy, require


@policy
def may_manage(actor, _record):
    """Training managers keep courses, requirements and records; the portal may while it loads its own."""
    require(actor is None or holds(actor, "training.manage_training"), "Only training managers do this.")
