"""May they read the log?"""

from portal.core.policy import holds, policy, require


@policy
def may_view_event_log(actor, _record):
    """Officers and overseers read the event log."""
    require(actor and holds(actor, "core.view_event_log"), "Only officers and overseers read the event log.")
