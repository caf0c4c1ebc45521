"""Sign-in, second factor and password pages: ours, every one of them."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Administrator
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

OPEN = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive"]
OWN = [
    "account_logout",
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
]
WORDS_WE_LEAVE_OUT = re.compile(r"\b(please|successfully|sorry)\b", re.IGNORECASE)
PASSWORD = "a long way to the harbour"


@pytest.fixture
def person():
    user = make_user()
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def signed_in(person):
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def check(response):
    html = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="en-GB"' in html
    assert html.count("<h1") == 1
    assert not WORDS_WE_LEAVE_OUT.search(re.sub(r"<[^>]*>", " ", html))
    return html


@pytest.mark.parametrize("name", OPEN)
def test_pages_before_signing_in(name, client):
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", OWN)
def test_pages_of_ones_own_account(name, signed_in):
    check(signed_in.get(reverse(name), follow=True))


def test_signing_in_by_name_or_address_leads_home(person):
    for login in (person.username, person.email):
        response = Client().post(reverse("account_login"), {"login": login, "password": PASSWORD})

        assert (response.status_code, response["Location"]) == (302, "/")


def test_a_wrong_password_is_said_without_saying_which_part_was_wrong(person, client):
    html = check(client.post(reverse("account_login"), {"login": person.email, "password": "wrong"}))

    assert "That did not work" in html
    assert 'role="alert"' in html


def test_too_many_wrong_passwords_close_the_door(person, client):
    for _ in range(5):
        response = client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})

    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()


def test_a_forgotten_password_is_replaced_through_a_link_by_mail(person, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(reverse("account_reset_password"), {"email": person.email})
    letter = mail.outbox[0]
    link = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]

    page = client.get(link, follow=True)
    check(page)
    client.post(page.request["PATH_INFO"], {"password1": "another long way", "password2": "another long way"})

    person.refresh_from_db()
    assert person.check_password("another long way")
    assert letter.subject == "Set a new password"
    assert not WORDS_WE_LEAVE_OUT.search(letter.body)


def test_a_link_that_was_used_says_so(client):
    html = check(client.get(reverse("account_reset_password_from_key", args=["abc", "x-y"]), follow=True))

    assert "This link no longer works" in html


def test_an_unknown_address_gets_the_same_answer(client):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@harrowpoint.example"}, follow=True)

    assert "If an account has that address" in check(response)


def test_an_authenticator_app_can_be_set_up_and_is_asked_for(person, signed_in):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    again = signed_in.get(reverse("mfa_activate_totp"), follow=True)
    assert "Confirm that it is you" in check(again)
    page = signed_in.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")}, follow=True
    )
    secret = re.search(r'fl-secret">([A-Z2-7=]+)<', check(page))[1]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    done = signed_in.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    check(done)

    fresh = Client()
    asked = fresh.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, follow=True)
    assert "Your second factor" in check(asked)


def test_the_back_office_has_no_door_of_its_own(client):
    response = client.get(reverse("admin:login"))

    assert response["Location"].startswith(reverse("account_login"))


def test_the_back_office_is_closed_to_those_who_have_no_business_there(signed_in):
    assert signed_in.get(reverse("admin:index"), follow=True).status_code == 403


def test_the_back_office_wears_the_portals_look(client):
    client.force_login(make_user(Administrator), backend="allauth.account.auth_backends.AuthenticationBackend")

    html = client.get(reverse("admin:index")).content.decode()

    assert "fairlead/admin.css" in html
    assert "theme.js" not in html
    assert 'lang="en-gb"' in html
