"""May they read the log, and see how the portal runs?"""

from portal.core.policy import holds, policy, require


@policy
def may_view_event_log(actor, _record):
    """Officers and overseers read the event log."""
    require(actor and holds(actor, "core.view_event_log"), "Only officers and overseers read the event log.")


@policy
def may_view_operations(actor, _record):
    """Administrators, officers and overseers see what runs by itself."""
    require(actor and holds(actor, "core.view_operations"), "Only administrators, officers and overseers see this.")
