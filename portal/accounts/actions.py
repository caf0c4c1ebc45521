"""What happens to people, units, roles and delegations."""

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from portal.accounts import policies
from portal.accounts.models import CalendarFeed, Delegation, Membership, Unit, User
from portal.accounts.roles import ROLES, Role
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.models import MailChoice


@transaction.atomic
def open_account(
    username: str, *, name: str, email: str, actor: Any, at: datetime, password: str | None = None, orcid: str = ""
) -> User:
    """
    Open an account. This will leave it without a usable password unless one is given; the person sets it by mail.

    :raises Denied: if the actor is no administrator
    :raises Invalid: if the address is none, or is taken, or the name is empty
    """
    policies.may_manage_people(actor, None)
    if not name.strip():
        raise Invalid("Give the person's name.", field="name")
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(f"“{email}” is no e-mail address. It looks like name@example.edu.", field="email") from None
    if User.objects.filter(email__iexact=email).exists():
        raise Invalid(f"Somebody has the address {email} already.", field="email")
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid(f"The user name “{username}” is taken.", field="username")
    user = User.objects.create_user(
        username, email=email, password=password, name=name.strip(), orcid=orcid, date_joined=at
    )
    record_event("accounts.user.opened", user, actor=actor, at=at)
    return user


@transaction.atomic
def rename(user: User, *, name: str, email: str, actor: Any, at: datetime) -> None:
    """
    Change how a person is called and reached.

    :raises Denied: if the actor is no administrator
    :raises Invalid: if the address belongs to somebody else
    """
    policies.may_manage_people(actor, user)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise Invalid(f"Somebody has the address {email} already.", field="email")
    user.name, user.email = name, email
    user.save(update_fields=["name", "email"])
    record_event("accounts.user.renamed", user, actor=actor, at=at)


@transaction.atomic
def close_account(user: User, *, actor: Any, at: datetime, reason: str) -> None:
    """
    Close an account. This will end its sessions at the next request; what the person did stays on record.

    :raises Denied: if the actor is no administrator
    :raises Conflict: if it is closed, or is the actor's own
    """
    policies.may_manage_people(actor, user)
    if actor == user:
        raise Conflict("You cannot close your own account.")
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise Conflict(f"The account of {user} is closed already.")
    user.is_active = False
    record_event("accounts.user.closed", user, actor=actor, at=at, reason=reason)


@transaction.atomic
def assign_role(user: User, *, role: type[Role], actor: Any, at: datetime) -> None:
    """
    Give the person a role. Giving it twice changes nothing.

    :raises Denied: if the actor is no administrator, or means themselves
    """
    policies.may_manage_people(actor, user)
    if actor is not None and actor == user:
        raise Conflict("You cannot give yourself a role.")
    group = Group.objects.get(name=role.__name__)
    if user.groups.filter(pk=group.pk).exists():
        return
    user.groups.add(group)
    _set_staff(user)
    record_event("accounts.role.assigned", user, actor=actor, at=at, role=role.__name__)


@transaction.atomic
def withdraw_role(user: User, *, role: type[Role], actor: Any, at: datetime, reason: str) -> None:
    """
    Take a role from the person.

    :raises Denied: if the actor is no administrator
    :raises Conflict: if the person does not hold it
    """
    policies.may_manage_people(actor, user)
    if not user.groups.filter(name=role.__name__).exists():
        raise Conflict(f"{user} does not hold the role “{role.title}”.")
    user.groups.remove(Group.objects.get(name=role.__name__))
    _set_staff(user)
    record_event("accounts.role.withdrawn", user, actor=actor, at=at, role=role.__name__, reason=reason)


def _set_staff(user: User) -> None:
    """Officers, overseers and administrators read the back office."""
    user.is_staff = user.groups.filter(name__in=["Officer", "EmpoweredOfficial", "Overseer", "Administrator"]).exists()
    user.save(update_fields=["is_staff"])
    for cached in ("_perm_cache", "_user_perm_cache", "_group_perm_cache", "_role_names"):
        user.__dict__.pop(cached, None)


@transaction.atomic
def open_unit(code: str, *, name: str, kind: str, actor: Any, at: datetime, parent: Unit | None = None) -> Unit:
    """
    Add a unit to the tree.

    :raises Denied: if the actor is no administrator
    :raises Invalid: if the code is taken or the kind unknown
    """
    policies.may_manage_people(actor, None)
    if kind not in Unit.Kind.values:
        raise Invalid(f"“{kind}” is no kind of unit; use one of {', '.join(Unit.Kind.values)}.", field="kind")
    if Unit.objects.filter(code=code).exists():
        raise Invalid(f"The code “{code}” is taken.", field="code")
    path = f"{parent.path if parent else ''}{code}/"
    unit = Unit.objects.create(code=code, name=name, kind=kind, parent=parent, path=path)
    record_event("accounts.unit.opened", unit, actor=actor, at=at)
    return unit


@transaction.atomic
def move_unit(unit: Unit, *, parent: Unit | None, name: str, actor: Any, at: datetime) -> None:
    """
    Rename a unit, or hang it elsewhere. This will move everything below it too.

    :raises Denied: if the actor is no administrator
    :raises Invalid: if the new parent lies within the unit
    """
    policies.may_manage_people(actor, unit)
    if parent is not None and parent.path.startswith(unit.path):
        raise Invalid(f"{parent} lies within {unit}; choose another parent.", field="parent")
    before, after = unit.path, f"{parent.path if parent else ''}{unit.code}/"
    unit.name, unit.parent = name, parent
    unit.save(update_fields=["name", "parent"])
    for below in Unit.objects.filter(path__startswith=before):
        below.path = after + below.path.removeprefix(before)
        below.save(update_fields=["path"])
    unit.path = after
    record_event("accounts.unit.moved", unit, actor=actor, at=at, before=before, after=after)


@transaction.atomic
def join_unit(
    user: User, *, unit: Unit, actor: Any, at: datetime, from_on: date, position: str = Membership.Position.MEMBER
) -> Membership:
    """
    Make the person a member, champion or head of the unit from a day on.

    :raises Denied: if the actor is no administrator
    :raises Conflict: if the person holds the position already
    """
    policies.may_manage_people(actor, user)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, unit=unit, role=position, from_on=from_on)
    except IntegrityError:
        raise Conflict(f"{user} holds this position in {unit} already.") from None
    record_event("accounts.membership.begun", user, actor=actor, at=at, unit=unit.code, position=position)
    return membership


@transaction.atomic
def leave_unit(membership: Membership, *, actor: Any, at: datetime, to_on: date) -> None:
    """
    End a membership after the given last day.

    :raises Denied: if the actor is no administrator
    :raises Conflict: if it has ended already
    :raises Invalid: if the last day lies before the first
    """
    policies.may_manage_people(actor, membership.user)
    if to_on < membership.from_on:
        raise Invalid("The last day lies before the first.", field="to_on")
    if not Membership.objects.filter(pk=membership.pk, to_on=None).update(to_on=to_on):
        raise Conflict("The membership has ended already.")
    membership.to_on = to_on
    record_event("accounts.membership.ended", membership.user, actor=actor, at=at, unit=membership.unit.code)


@transaction.atomic
def delegate_to(principal: User, *, delegate: User, from_on: date, to_on: date, actor: Any, at: datetime) -> Delegation:
    """
    Let somebody draft and answer for the principal between two days.

    :raises Conflict: if another person than the principal asks
    :raises Invalid: if the days are upside down, or the delegate is the principal
    """
    if actor != principal:
        raise Conflict("Only you can name your delegate.")
    if principal == delegate:
        raise Invalid("You cannot be your own delegate.", field="delegate")
    if to_on < from_on:
        raise Invalid("The last day lies before the first.", field="to_on")
    delegation = Delegation.objects.create(principal=principal, delegate=delegate, from_on=from_on, to_on=to_on)
    record_event(
        "accounts.delegation.given", delegation, actor=actor, at=at, delegate=delegate.pk, from_on=from_on, to_on=to_on
    )
    return delegation


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, actor: Any, at: datetime) -> None:
    """
    End a delegation now.

    :raises Denied: if the actor is neither of the two
    :raises Conflict: if it has been revoked already
    """
    policies.may_revoke_delegation(actor, delegation)
    if not Delegation.objects.filter(pk=delegation.pk, revoked_at=None).update(revoked_at=at):
        raise Conflict("The delegation has been revoked already.")
    delegation.revoked_at = at
    record_event("accounts.delegation.revoked", delegation, actor=actor, at=at)


@transaction.atomic
def choose_mail(
    user: User,
    *,
    at_once: bool,
    hour: int,
    working_days_only: bool,
    copies_to_delegate: bool,
    actor: Any,
    at: datetime,
) -> None:
    """
    Say how the person wants the mail that can wait.

    :raises Conflict: if somebody else asks
    :raises Invalid: if the hour is none
    """
    if actor != user:
        raise Conflict("Only you can choose how you get your mail.")
    if hour not in range(24):
        raise Invalid("An hour lies between 0 and 23.", field="hour")
    values = {
        "at_once": at_once,
        "hour": hour,
        "working_days_only": working_days_only,
        "copies_to_delegate": copies_to_delegate,
    }
    MailChoice.objects.update_or_create(user=user, defaults=values)
    record_event("accounts.mail.chosen", user, actor=actor, at=at, **values)


@transaction.atomic
def open_calendar(user: User, *, actor: Any, at: datetime) -> str:
    """
    Give the person a secret calendar address, and return the secret. It is shown once; an older one ends.

    :raises Conflict: if somebody else asks
    """
    if actor != user:
        raise Conflict("Only you can open your calendar address.")
    CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=user, digest=hashlib.sha256(secret.encode()).hexdigest(), opened_at=at)
    record_event("accounts.calendar.opened", feed, actor=actor, at=at)
    return secret


@transaction.atomic
def revoke_calendar(user: User, *, actor: Any, at: datetime) -> None:
    """
    End the calendar address now; whoever has it finds nothing any more.

    :raises Denied: if the actor is neither the person nor an administrator
    :raises Conflict: if there is none
    """
    if actor != user:
        policies.may_manage_people(actor, user)
    feed = CalendarFeed.objects.filter(user=user, revoked_at=None).first()
    if feed is None or not CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        raise Conflict("There is no calendar address to end.")
    record_event("accounts.calendar.revoked", feed, actor=actor, at=at)


@transaction.atomic
def sync_roles(*, actor: Any, at: datetime) -> None:
    """Make one group per role with just the permissions the role names. Unknown names are a fault in the code."""
    from django.contrib.auth.models import Permission

    policies.may_manage_people(actor, None)
    known = {
        f"{label}.{codename}": pk
        for pk, codename, label in Permission.objects.values_list("pk", "codename", "content_type__app_label")
    }
    for role in ROLES.values():
        group, _ = Group.objects.get_or_create(name=role.__name__)
        wanted = {known[name] for name in role.permissions if name in known}
        if wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)
