"""Policies answer one question each: may this actor do this to that record?"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from portal.core.errors import Denied, Refusal


class Policy:
    """A check that raises Denied, and can also be asked politely."""

    def __init__(self, check: Callable[[Any, Any], None]):
        self.check = check
        update_wrapper(self, check)

    def __call__(self, actor: Any, record: Any = None) -> None:
        """
        Let the actor pass, or raise.

        :raises Denied: with the reason, written for the actor
        """
        if actor is not None and not getattr(actor, "is_active", False):
            raise Denied("Sign in to do this.")
        self.check(actor, record)

    def refusal(self, actor: Any, record: Any = None) -> str | None:
        """Return the reason for a no, or None for a yes."""
        try:
            self(actor, record)
        except Refusal as no:
            return str(no)
        return None

    def allows(self, actor: Any, record: Any = None) -> bool:
        """Tell whether the actor may."""
        return self.refusal(actor, record) is None


policy = Policy


@policy
def the_portal_itself(actor: Any, _record: Any) -> None:
    """Only the portal's own clock hands make this move; people never do."""
    require(actor is None, "The portal makes this move by itself.")


def holds(actor: Any, permission: str, record: Any = None) -> bool:
    """
    Tell whether the actor has the permission everywhere, or on this record.

    Django answers no to ``has_perm(p, record)`` for a global grant, so both are asked.
    """
    if actor is None or not actor.is_active:
        return False
    if actor.has_perm(permission):
        return True
    return record is not None and actor.has_perm(permission, record)


def require(condition: Any, reason: str) -> None:
    """
    Raise the reason unless the condition holds.

    :raises Denied: with the reason
    """
    if not condition:
        raise Denied(reason)
