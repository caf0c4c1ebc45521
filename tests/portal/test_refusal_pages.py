"""Refusals and faults: a page for each, in plain words, with the right status."""

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.urls import reverse

from portal.core.errors import Conflict, Denied, Invalid
from portal.core.middleware import refusals
from tests.factories.people import make_user

WORDS_WE_LEAVE_OUT = ("please", "successfully", "oops", "sorry")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Denied("You cannot decide your own case."), 403),
        (Conflict("A match is open."), 409),
        (Invalid("Too long."), 422),
    ],
)
def test_a_refusal_is_shown_as_it_was_written(refusal, status, rf):
    request = rf.get("/cases/")
    request.user = make_user()

    response = refusals(lambda _: None).process_exception(request, refusal)

    assert response.status_code == status
    assert str(refusal) in response.content.decode()


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_says_nothing_about_what_is_there():
    client = Client()
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.get("/cases/FL-1999-00001/nothing/")

    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained():
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("account_login"), {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_for_faults_need_nothing_around_them(name):
    html = get_template(name).render()

    assert "<h1" in html
    assert '<html lang="en-GB"' in html


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500])
def test_their_words_are_plain(status):
    html = render_to_string(f"{status}.html", {"reason": "The reason."}).lower()

    assert not [word for word in WORDS_WE_LEAVE_OUT if word in html]
