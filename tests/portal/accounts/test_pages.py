"""Pages about people: closed to all but administrators; imports preview, refuse by row, and write events."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from openpyxl import Workbook

from portal.accounts.models import Delegation, Membership, Unit, User
from portal.accounts.roles import Administrator, EmpoweredOfficial, Overseer, Researcher
from portal.core.events import events_about
from tests.factories.people import join, make_unit, make_user

pytestmark = pytest.mark.django_db

ADMIN_PAGES = ["accounts:people", "accounts:open", "accounts:units", "accounts:open-unit"]


@pytest.fixture
def root(client):
    user = make_user(Administrator, name="Root Admin")
    client.force_login(user)
    return user


@pytest.mark.parametrize("place", ADMIN_PAGES)
@pytest.mark.parametrize("role", [Researcher, EmpoweredOfficial, Overseer])
def test_only_administrators_see_people(client, place, role):
    client.force_login(make_user(role))

    answer = client.get(reverse(place))

    assert answer.status_code == 403
    assert "Only administrators manage people" in answer.content.decode()


@pytest.mark.parametrize("place", [*ADMIN_PAGES, "accounts:me", "accounts:delegate"])
def test_strangers_are_sent_to_sign_in(client, place):
    assert client.get(reverse(place)).status_code == 302


@pytest.mark.parametrize("place", [*ADMIN_PAGES, "accounts:me", "accounts:delegate"])
def test_every_page_opens_for_an_administrator(client, root, place):
    assert client.get(reverse(place)).status_code == 200


def test_the_list_of_people_asks_a_constant_number_of_queries(client, root, django_assert_num_queries):
    client.get(reverse("accounts:people"))
    with django_assert_num_queries(7):
        client.get(reverse("accounts:people"))
    for _ in range(3):
        make_user()
    with django_assert_num_queries(7):
        client.get(reverse("accounts:people"))


def test_opening_an_account_sends_a_link_to_set_the_password(client, root):
    data = {"name": "Ada Ferncliff", "email": "ada@harrowpoint.example", "username": "ada"}

    client.post(reverse("accounts:open"), data)

    ada = User.objects.get(username="ada")
    assert ada.role_names == {"Researcher"}
    assert mail.outbox[0].to == ["ada@harrowpoint.example"]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_a_taken_address_comes_back_on_its_field(client, root):
    make_user(email="ada@harrowpoint.example")

    answer = client.post(
        reverse("accounts:open"), {"name": "Ada", "email": "ADA@harrowpoint.example", "username": "ada2"}
    )

    assert "Somebody has the address" in str(answer.context["form"].errors["email"])
    assert not User.objects.filter(username="ada2").exists()


def test_a_role_is_given_and_withdrawn_with_a_reason(client, root):
    user = make_user()
    client.post(reverse("accounts:give-role", args=[user.pk]), {"role": "Officer"})
    assert "Officer" in User.objects.get(pk=user.pk).role_names

    client.post(reverse("accounts:withdraw-role", args=[user.pk, "Officer"]), {"reason": ""})
    assert "Officer" in User.objects.get(pk=user.pk).role_names
    client.post(reverse("accounts:withdraw-role", args=[user.pk, "Officer"]), {"reason": "New post."})

    assert "Officer" not in User.objects.get(pk=user.pk).role_names
    assert "New post." in str(events_about(user).last().data)


def test_a_delegate_is_named_by_address(client, now):
    ada, ben = make_user(), make_user(name="Ben Oakhollow")
    client.force_login(ada)
    dates = {"from_on-day": 1, "from_on-month": 7, "from_on-year": 2026, "to_on-day": 9, "to_on-month": 7}

    wrong = client.post(reverse("accounts:delegate"), {"delegate": "nobody@x.example", **dates, "to_on-year": 2030})
    assert "Nobody here has this e-mail address" in str(wrong.context["form"].errors)
    client.post(reverse("accounts:delegate"), {"delegate": ben.email, **dates, "to_on-year": 2030})

    given = Delegation.objects.get()
    assert (given.principal, given.delegate) == (ada, ben)
    assert "Ben Oakhollow" in client.get(reverse("accounts:me")).content.decode()


def test_strangers_do_not_even_see_a_delegation(client, now):
    from portal.accounts import actions

    ada, ben = make_user(), make_user()
    given = actions.delegate_to(
        ada, delegate=ben, from_on=now.date(), to_on=now.date() + timedelta(days=9), actor=ada, at=now
    )
    client.force_login(make_user())

    assert client.post(reverse("accounts:end-delegation", args=[given.pk])).status_code == 404
    client.force_login(ben)
    assert client.post(reverse("accounts:end-delegation", args=[given.pk])).status_code == 302
    assert Delegation.objects.get().revoked_at


def import_table(client, model, text, name="table.csv", number="0"):
    """Upload, look at the preview, confirm; return both answers."""
    address = reverse(f"admin:accounts_{model}_import")
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    preview = client.post(address, {"import_file": file, "format": number, "resource": ""})
    form = preview.context.get("confirm_form") if preview.context else None
    if form is None:
        return preview, None
    done = client.post(reverse(f"admin:accounts_{model}_process_import"), form.initial)
    return preview, done


def test_units_come_in_by_table_with_their_tree(client, root):
    text = "code,name,kind,parent\nphys,Physics,department,\ncold,Cold lab,lab,phys\n"

    _, done = import_table(client, "unit", text)

    assert done.status_code == 302
    assert Unit.objects.get(code="cold").path == "phys/cold/"
    event = events_about(Unit.objects.get(code="cold")).get()
    assert (event.verb, event.actor) == ("accounts.unit.opened", root)


def test_a_preview_changes_nothing(client, root):
    file = io.BytesIO(b"code,name,kind,parent\nphys,Physics,department,\n")
    file.name = "units.csv"

    answer = client.post(reverse("admin:accounts_unit_import"), {"import_file": file, "format": "0"})

    assert b"Physics" in answer.content
    assert not Unit.objects.exists()


def test_one_bad_row_keeps_the_whole_table_out_and_names_itself(client, root):
    text = "code,name,kind,parent\nphys,Physics,department,\ncold,Cold lab,castle,phys\n"

    preview, done = import_table(client, "unit", text)

    assert done is None
    assert "is no kind of unit" in preview.content.decode()
    assert not Unit.objects.exists()


def test_people_come_in_by_table_and_again_without_doubles(client, root):
    unit = make_unit("Physics")
    text = f"username,name,email,orcid,unit\nada,Ada Ferncliff,ada@harrowpoint.example,,{unit.code}\n"

    import_table(client, "user", text)
    import_table(client, "user", text.replace("Ada Ferncliff", "Ada Ferncliff-Moss"))

    ada = User.objects.get(username="ada")
    assert ada.name == "Ada Ferncliff-Moss"
    assert [membership.unit for membership in Membership.objects.filter(user=ada)] == [unit]
    assert [event.verb for event in events_about(ada)] == [
        "accounts.user.opened",
        "accounts.role.assigned",
        "accounts.membership.begun",
        "accounts.user.renamed",
    ]


def test_people_come_in_from_a_workbook(client, root):
    book, body = Workbook(), io.BytesIO()
    book.active.append(["username", "name", "email", "orcid", "unit"])
    book.active.append(["ada", "Ada Ferncliff", "ada@harrowpoint.example", "", ""])
    book.save(body)

    import_table(client, "user", body.getvalue(), name="people.xlsx", number="1")

    assert User.objects.filter(username="ada").exists()


@pytest.mark.parametrize("role", [Researcher, EmpoweredOfficial, Overseer])
def test_the_back_office_shows_people_to_administrators_only(client, role):
    client.force_login(make_user(role))

    assert client.get(reverse("admin:accounts_user_changelist")).status_code in {302, 403}
    assert client.get(reverse("admin:accounts_user_import")).status_code in {302, 403}


def test_the_back_office_changes_nothing(client, root):
    unit = make_unit("Physics")
    join(root, unit)

    assert client.get(reverse("admin:accounts_unit_changelist")).status_code == 200
    assert client.get(reverse("admin:accounts_unit_add")).status_code == 403
    client.post(reverse("admin:accounts_unit_change", args=[unit.pk]), {"name": "Changed"})
    assert Unit.objects.get(pk=unit.pk).name == "Physics"
