"""The first page: for those who sign in, and for everybody else."""

import pytest
from django.urls import reverse

from portal.accounts.roles import Officer, Researcher
from portal.core import waiting
from portal.core.waiting import WaitingItem
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(waiting, "_sources", {})
    monkeypatch.setattr(waiting, "_figures", {})


def test_without_an_account_it_says_what_the_portal_is(client):
    html = client.get("/").content.decode()

    assert reverse("account_login") in html
    assert reverse("transparency:index") in html
    assert "What is waiting for you" not in html


def test_it_shows_what_waits_with_its_day(client, now):
    waiting.register("test")(
        lambda user, at: [WaitingItem(title="Decide FL-2026-00042", url="/x/", kind="Case", due_at=now)]
    )
    client.force_login(make_user(Officer), backend="allauth.account.auth_backends.AuthenticationBackend")

    html = client.get("/").content.decode()

    assert "Decide FL-2026-00042" in html
    assert "1 July 2026" in html


def test_an_empty_one_teaches_the_first_step(client):
    client.force_login(make_user(Researcher), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "Nothing waits for you." in client.get("/").content.decode()


def test_more_that_waits_takes_no_more_queries(client, django_assert_max_num_queries):
    waiting.register("test")(
        lambda user, at: [WaitingItem(title=f"Case {number}", url="/x/", kind="Case") for number in range(50)]
    )
    client.force_login(make_user(Officer), backend="allauth.account.auth_backends.AuthenticationBackend")

    with django_assert_max_num_queries(8):
        client.get("/")
