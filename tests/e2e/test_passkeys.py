"""A passkey is made, and signs its owner in, on the portal's own pages."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from portal.accounts.roles import Officer
from tests.factories.people import make_user

PASSWORD = "a long way to the harbour"


@pytest.fixture
def officer():
    user = make_user(Officer)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def phone(page):
    """A make-believe phone that answers for its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


@pytest.fixture
def localhost(page, base_url):
    """The portal by its name: browsers make no passkeys for a bare number."""
    return base_url.replace("127.0.0.1", "localhost")


def sign_in(page, address, user):
    page.goto(address + reverse("account_login"))
    page.get_by_label("E-mail address or user name").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(address + "/")


def test_a_passkey_is_added_and_signs_in(page, page_errors, localhost, officer, phone):
    page_errors.home = localhost.split("://")[1]
    sign_in(page, localhost, officer)

    page.goto(localhost + reverse("mfa_add_webauthn"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the key").fill("Phone")
    page.get_by_label("It may sign me in without a password").check()
    page.get_by_role("button", name="Add the key").click()
    page.get_by_text("The key is added.").wait_for()
    assert officer.authenticator_set.filter(type="webauthn").count() == 1

    page.goto(localhost + reverse("account_logout"))
    page.get_by_role("button", name="Sign out").click()
    page.goto(localhost + reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url(localhost + "/")
    expect(page.get_by_role("link", name=officer.name)).to_be_visible()


def test_a_passkey_that_is_not_there_is_told_in_words(page, page_errors, localhost, phone):
    page_errors.home = localhost.split("://")[1]
    phone.send("WebAuthn.disable")
    page.goto(localhost + reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()); }")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("The passkey did not work.").wait_for()
