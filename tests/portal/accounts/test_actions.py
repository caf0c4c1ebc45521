"""People, units, roles and delegations: what holds, and who may change it."""

from datetime import date, timedelta

import pytest

from portal.accounts import actions, queries
from portal.accounts.models import Membership, Unit, User
from portal.accounts.roles import ROLES, Administrator, EmpoweredOfficial, Officer, Overseer, Researcher
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import join, make_unit, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 1)


@pytest.fixture
def root():
    return make_user(Administrator, name="Root Admin")


def test_an_account_opens_without_a_password(root, now):
    user = actions.open_account("ada", name="Ada Ferncliff", email="ada@harrowpoint.example", actor=root, at=now)

    assert not user.has_usable_password()
    assert [event.verb for event in events_about(user)] == ["accounts.user.opened"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nonsense"}, "email"),
        ({"email": "TAKEN@harrowpoint.example"}, "email"),
        ({"username": "Taken"}, "username"),
        ({"name": "  "}, "name"),
    ],
)
def test_a_bad_account_is_refused_by_field(root, now, given, field):
    make_user(username="taken", email="taken@harrowpoint.example")
    words = {"username": "ada", "name": "Ada", "email": "ada@harrowpoint.example", **given}

    with pytest.raises(Invalid) as no:
        actions.open_account(words.pop("username"), actor=root, at=now, **words)

    assert no.value.field == field


@pytest.mark.parametrize("role", [Researcher, Officer, EmpoweredOfficial, Overseer])
def test_nobody_but_administrators_manages_people(role, now):
    actor, other = make_user(role), make_user()

    with pytest.raises(Denied, match="Only administrators"):
        actions.open_account("x", name="X", email="x@harrowpoint.example", actor=actor, at=now)
    with pytest.raises(Denied):
        actions.assign_role(other, role=Officer, actor=actor, at=now)
    with pytest.raises(Denied):
        actions.close_account(other, actor=actor, at=now, reason="left")


def test_a_role_brings_its_permissions_and_leaves_with_them(root, now):
    user = make_user()
    actions.assign_role(user, role=Officer, actor=root, at=now)
    assert user.has_perm("core.view_event_log")
    assert user.is_staff

    actions.withdraw_role(user, role=Officer, actor=root, at=now, reason="new post")

    fresh = User.objects.get(pk=user.pk)
    assert not fresh.has_perm("core.view_event_log")
    assert not fresh.is_staff
    assert events_about(user).last().data == {"role": "Officer", "reason": "new post"}


def test_giving_a_role_twice_is_giving_it_once(root, now):
    user = make_user()
    for _ in range(3):
        actions.assign_role(user, role=Officer, actor=root, at=now)

    assert events_about(user).filter(verb="accounts.role.assigned", data__role="Officer").count() == 1


def test_nobody_gives_themselves_a_role_or_closes_themselves(root, now):
    with pytest.raises(Conflict, match="yourself"):
        actions.assign_role(root, role=Officer, actor=root, at=now)
    with pytest.raises(Conflict, match="your own account"):
        actions.close_account(root, actor=root, at=now, reason="tired")


def test_a_closed_account_cannot_be_closed_again(root, now):
    user = make_user()
    actions.close_account(user, actor=root, at=now, reason="left")

    with pytest.raises(Conflict, match="closed already"):
        actions.close_account(User.objects.get(pk=user.pk), actor=root, at=now, reason="left")


def test_every_role_tells_what_it_is_in_prose():
    for role in ROLES.values():
        assert role.title and role.prose.endswith("."), role


def test_overseers_hold_no_permission_to_change():
    for permission in Overseer.permissions:
        assert permission.split(".")[1].startswith("view_"), permission


def test_a_unit_moves_with_everything_below_it(root, now):
    physics, maths = make_unit("Physics"), make_unit("Mathematics")
    lab = make_unit("Cryo lab", kind="lab", parent=physics)
    bench = make_unit("Bench", kind="lab", parent=lab)

    actions.move_unit(lab, parent=maths, name="Cold lab", actor=root, at=now)

    assert Unit.objects.get(pk=bench.pk).path == f"{maths.path}{lab.code}/{bench.code}/"
    with pytest.raises(Invalid, match="lies within"):
        actions.move_unit(maths, parent=Unit.objects.get(pk=bench.pk), name="M", actor=root, at=now)


def test_a_unit_needs_a_known_kind_and_a_free_code(root, now):
    unit = make_unit()

    with pytest.raises(Invalid) as no:
        actions.open_unit("x", name="X", kind="castle", actor=root, at=now)
    assert no.value.field == "kind"
    with pytest.raises(Invalid, match="taken"):
        actions.open_unit(unit.code, name="X", kind="lab", actor=root, at=now)


def test_a_position_is_held_once_and_ends_once(root, now):
    ada, unit = make_user(), make_unit()
    membership = join(ada, unit)

    with pytest.raises(Conflict, match="holds this position"):
        join(ada, unit)
    with pytest.raises(Invalid, match="before the first"):
        actions.leave_unit(membership, actor=root, at=now, to_on=date(2024, 1, 1))
    actions.leave_unit(membership, actor=root, at=now, to_on=TODAY)
    with pytest.raises(Conflict, match="ended already"):
        actions.leave_unit(Membership.objects.get(pk=membership.pk), actor=root, at=now, to_on=TODAY)


def test_memberships_hold_through_their_last_day(root, now):
    ada, unit = make_user(), make_unit()
    actions.leave_unit(join(ada, unit), actor=root, at=now, to_on=TODAY)

    assert list(queries.units_of(ada, on=TODAY)) == [unit]
    assert list(queries.units_of(ada, on=TODAY + timedelta(days=1))) == []


def test_a_champion_leads_the_unit_and_what_is_below():
    physics = make_unit("Physics")
    lab = make_unit("Cryo lab", kind="lab", parent=physics)
    other = make_unit("Law")
    champion, member = make_user(), make_user(unit=lab)
    join(champion, physics, position="champion")
    make_user(unit=other)

    assert set(queries.units_led_by(champion, on=TODAY)) == {physics, lab}
    assert list(queries.members_of(queries.units_led_by(champion, on=TODAY).filter(kind="lab"), on=TODAY)) == [member]
    assert list(queries.units_led_by(member, on=TODAY)) == []


def test_a_delegate_acts_between_the_days(now):
    ada, ben = make_user(), make_user()
    actions.delegate_to(ada, delegate=ben, from_on=TODAY, to_on=TODAY + timedelta(days=7), actor=ada, at=now)

    assert list(queries.principals_of(ben, on=TODAY)) == [ada]
    assert list(queries.principals_of(ben, on=TODAY + timedelta(days=8))) == []
    assert list(queries.principals_of(ada, on=TODAY)) == []


def test_delegation_is_ones_own_to_give_and_either_ones_to_end(now):
    ada, ben, eve = make_user(), make_user(), make_user()
    with pytest.raises(Conflict, match="Only you"):
        actions.delegate_to(ada, delegate=ben, from_on=TODAY, to_on=TODAY, actor=ben, at=now)
    with pytest.raises(Invalid, match="your own delegate"):
        actions.delegate_to(ada, delegate=ada, from_on=TODAY, to_on=TODAY, actor=ada, at=now)
    with pytest.raises(Invalid, match="before the first"):
        actions.delegate_to(ada, delegate=ben, from_on=TODAY, to_on=TODAY - timedelta(days=1), actor=ada, at=now)
    given = actions.delegate_to(ada, delegate=ben, from_on=TODAY, to_on=TODAY, actor=ada, at=now)
    with pytest.raises(Denied):
        actions.revoke_delegation(given, actor=eve, at=now)

    actions.revoke_delegation(given, actor=ben, at=now)

    assert list(queries.principals_of(ben, on=TODAY)) == []
    with pytest.raises(Conflict, match="revoked already"):
        actions.revoke_delegation(given, actor=ada, at=now)
