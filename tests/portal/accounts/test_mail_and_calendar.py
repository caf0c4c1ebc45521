"""Preferences, copies to a delegate during absence, and the calendar by a secret address."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from portal.accounts import actions
from portal.accounts.models import CalendarFeed
from portal.accounts.roles import Administrator
from portal.core import outbox
from portal.core.digests import choice_of
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.assurance import make_remedy
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
USUAL = {"at_once": False, "hour": 7, "working_days_only": True, "copies_to_delegate": True}


# -- Preferences ---------------------------------------------------------------


def test_a_person_chooses_on_the_page(client):
    reader = make_user()
    client.force_login(reader)
    assert choice_of(reader).hour == 7

    client.post(reverse("accounts:mail"), {"rhythm": "at_once", "hour": "16"})

    chosen = choice_of(reader)
    assert (chosen.at_once, chosen.hour) == (True, 16)
    assert (chosen.working_days_only, chosen.copies_to_delegate) == (False, False)
    assert "checked" in client.get(reverse("accounts:mail")).text


def test_nobody_chooses_for_another(now):
    with pytest.raises(Conflict):
        actions.choose_mail(make_user(), actor=make_user(), at=now, **USUAL)
    reader = make_user()
    with pytest.raises(Invalid):
        actions.choose_mail(reader, actor=reader, at=now, **{**USUAL, "hour": 24})


# -- Absence -------------------------------------------------------------------


def owe(person, key, template="licensing/expiring", *, at):
    outbox.owe(key, to=person, template=template, due_at=at, reference="FL-A-1", days=30, path="/x/")


def test_while_somebody_acts_for_a_person_they_get_copies_of_what_they_may_read(now):
    principal, delegate = make_user(), make_user()
    days = {"from_on": now.date(), "to_on": now.date() + timedelta(days=7)}
    delegation = actions.delegate_to(principal, delegate=delegate, actor=principal, at=now, **days)
    owe(principal, "a", at=now)
    owe(principal, "b", "remedies/opened", at=now)
    outbox.deliver_due(at=now)
    assert sorted(each.cc for each in mail.outbox) == [[], [delegate.email]]

    actions.revoke_delegation(delegation, actor=principal, at=now)
    owe(principal, "c", at=now)
    outbox.deliver_due(at=now)

    assert mail.outbox[-1].cc == []


def test_copies_end_with_the_absence_and_where_they_are_not_wanted(now):
    principal, delegate = make_user(), make_user()
    days = {"from_on": now.date(), "to_on": now.date()}
    actions.delegate_to(principal, delegate=delegate, actor=principal, at=now, **days)
    owe(principal, "a", at=now)
    outbox.deliver_due(at=now + timedelta(days=1))
    actions.choose_mail(principal, actor=principal, at=now, **{**USUAL, "copies_to_delegate": False})
    owe(principal, "b", at=now)
    outbox.deliver_due(at=now)

    assert [each.cc for each in mail.outbox] == [[], []]


# -- Calendar ------------------------------------------------------------------


def fetch(client, secret):
    return client.get(reverse("calendar-feed", args=[secret]))


def test_the_feed_names_days_and_references_but_nothing_of_what_it_is_about(client, now):
    owner = make_user()
    remedy = make_remedy(owner=owner, what="Lock the cryostat, the amplifier; and the Café’s door")
    secret = actions.open_calendar(owner, actor=owner, at=now)

    answer = fetch(client, secret)

    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "private, no-store"
    lines = answer.text.split("\r\n")
    assert "DTSTART;VALUE=DATE:20260715" in lines and "DTEND;VALUE=DATE:20260716" in lines
    assert f"SUMMARY:Remedy {remedy.reference}: due" in lines
    assert "cryostat" not in answer.text
    assert all(len(line.encode()) <= 75 for line in lines)
    assert answer.text == fetch(client, secret).text or "DTSTAMP" in answer.text


def test_a_secret_is_kept_only_as_a_digest_and_a_new_one_ends_the_old(client, now):
    owner = make_user()
    first = actions.open_calendar(owner, actor=owner, at=now)
    second = actions.open_calendar(owner, actor=owner, at=now)

    assert fetch(client, first).status_code == 404
    assert fetch(client, second).status_code == 200
    assert not CalendarFeed.objects.filter(digest__in=[first, second]).exists()


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + "A", lambda s: s.swapcase(), lambda _: "guess"])
def test_a_guessed_or_cut_secret_finds_nothing(client, now, change):
    owner = make_user()
    secret = actions.open_calendar(owner, actor=owner, at=now)

    assert fetch(client, change(secret)).status_code == 404


def test_revoked_by_the_person_or_an_administrator_and_closed_with_the_account(client, now):
    owner, admin = make_user(), make_user(Administrator)
    secret = actions.open_calendar(owner, actor=owner, at=now)
    with pytest.raises(Denied):
        actions.revoke_calendar(owner, actor=make_user(), at=now)
    actions.revoke_calendar(owner, actor=admin, at=now)
    assert fetch(client, secret).status_code == 404
    with pytest.raises(Conflict):
        actions.revoke_calendar(owner, actor=owner, at=now)
    again = actions.open_calendar(owner, actor=owner, at=now)
    actions.close_account(owner, actor=admin, at=now, reason="Left.")

    assert fetch(client, again).status_code == 404


def test_the_address_is_shown_once(client):
    owner = make_user()
    client.force_login(owner)

    shown = client.post(reverse("accounts:calendar")).text
    secret = shown.split("/calendar/")[1].split(".ics")[0]

    assert client.get(reverse("calendar-feed", args=[secret])).status_code == 200
    assert secret not in client.get(reverse("accounts:calendar")).text
    client.post(reverse("accounts:end-calendar"))
    assert client.get(reverse("calendar-feed", args=[secret])).status_code == 404


def test_lines_are_folded_between_letters():
    from portal.accounts.feeds import _folded

    line = "SUMMARY:" + "ü" * 100
    first, *rest = _folded(line)

    assert all(len(each.encode()) <= 75 for each in (first, *rest))
    assert first + "".join(each.removeprefix(" ") for each in rest) == line
