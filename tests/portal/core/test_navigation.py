"""Where each role can go."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from portal.accounts.roles import Administrator, Officer, Overseer, Researcher
from portal.core import navigation
from portal.core.navigation import Entry
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def places(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return {link.label: link for section in navigation.menu(request) for link in section.links}


def test_an_overseer_sees_the_log_and_a_researcher_does_not():
    assert "Event log" in places(make_user(Overseer))
    assert "Event log" not in places(make_user(Researcher))


def test_people_are_kept_by_the_administrator_alone():
    assert "People" in places(make_user(Administrator))
    assert "People" not in places(make_user(Officer))


def test_without_an_account_there_is_no_rail():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    assert navigation.menu(request) == []


def test_the_current_place_is_the_longest_beginning_of_the_path():
    found = places(make_user(Administrator), "/people/units/")

    assert found["People"].current
    assert not found["Waiting"].current
    assert sum(link.current for link in found.values()) == 1


def test_an_address_that_this_site_does_not_have_is_left_out(monkeypatch):
    monkeypatch.setattr(navigation, "MENU", (("", (Entry("Nowhere", "nowhere:at-all"),)),))

    assert places(make_user()) == {}


def test_every_permission_of_the_menu_exists():
    from django.contrib.auth.models import Permission

    known = {
        f"{app}.{codename}" for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    asked = {permission for _, entries in navigation.MENU for entry in entries for permission in entry.any_of}

    assert asked <= known


@pytest.mark.parametrize("role", [Researcher, Officer])
def test_the_menu_takes_the_same_few_queries_for_everybody(role, django_assert_max_num_queries):
    user = make_user(role)

    with django_assert_max_num_queries(4):
        places(user)
