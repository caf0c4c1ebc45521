"""Make people and units the way an administrator does."""

import itertools
from datetime import UTC, date, datetime

from portal.accounts import actions
from portal.accounts.models import Membership, Unit, User
from portal.accounts.roles import Researcher, Role

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
_numbers = itertools.count(1)


def make_user(*roles: type[Role], name: str = "", unit: Unit | None = None, **given) -> User:
    """Open an account with roles (a researcher's, if none are named) and a place in a unit."""
    number = next(_numbers)
    name = name or f"Person {number}"
    user = actions.open_account(
        given.pop("username", f"person{number}"),
        name=name,
        email=given.pop("email", f"person{number}@harrowpoint.example"),
        actor=None,
        at=NOW,
        **given,
    )
    for role in roles or (Researcher,):
        actions.assign_role(user, role=role, actor=None, at=NOW)
    if unit:
        join(user, unit)
    return User.objects.get(pk=user.pk)


def make_unit(name: str = "", *, kind: str = "department", parent: Unit | None = None) -> Unit:
    """Open a unit."""
    number = next(_numbers)
    return actions.open_unit(
        f"unit-{number}", name=name or f"Unit {number}", kind=kind, parent=parent, actor=None, at=NOW
    )


def join(user: User, unit: Unit, *, position: str = "member", from_on: date = date(2025, 1, 1)) -> Membership:
    """Let the person belong to the unit."""
    return actions.join_unit(user, unit=unit, position=position, from_on=from_on, actor=None, at=NOW)
