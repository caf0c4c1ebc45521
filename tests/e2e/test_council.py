"""The council in a real browser: every page at a desk and on a telephone, without a fault that axe finds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.council import actions
from compliance.council.models import AgendaItem
from portal.accounts.roles import EmpoweredOfficial
from tests.factories.council import cast, declare_none, fresh, make_full_council, make_meeting, make_referral
from tests.factories.people import make_user

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def look(page, axe, shot):
    """Return a function that opens an address, asks axe, and sees that it fits a telephone."""

    def open_page(address: str, label: str) -> str:
        page.goto(address)
        axe(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.evaluate(FITS), f"{address} is wider than a telephone"
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, f"council-{label}")
        return page.locator("main").inner_text()

    return open_page


def test_from_the_declaration_to_the_published_minutes(page, login, look):
    at = timezone.now()
    council, members = make_full_council()
    chair, member = members["law"], members["physics"]
    due_on = timezone.localdate() + timedelta(days=15)
    referral = make_referral(council, due_on=due_on, at=at)
    login(page, member)
    look("/council/", "desk")
    look(f"{referral.get_absolute_url()}declare/", "declare")
    declare_none(referral, *list(members.values())[:-1], at=at)
    actions.declare(fresh(referral), actor=members["early_career"], at=at, co_author=True)
    meeting = make_meeting(council, chair, referral, at=at - timedelta(days=7))

    login(page, chair)
    look("/council/chair/", "chair")
    look(f"/council/of/{council.code}/convene/", "convene")
    look(meeting.get_absolute_url(), "agenda")
    actions.open_meeting(fresh(meeting), actor=chair, at=at)
    item = AgendaItem.objects.get(meeting=meeting)
    look(f"/council/items/{item.pk}/attend/", "attend")
    actions.take_up(item, present=list(members.values())[:-1], actor=chair, at=at)
    actions.open_vote(fresh(referral), actor=chair, at=at)
    look(referral.get_absolute_url(), "vote-open")
    login(page, member)
    look(f"{referral.get_absolute_url()}vote/", "vote")
    for each in list(members.values())[:-1]:
        cast(referral, each, "refuse" if each == member else "approve_with_conditions", at=at)
    look(referral.get_absolute_url(), "concluded")

    login(page, chair)
    report = actions.add_item(fresh(meeting), title="How the year went", actor=chair, at=at)
    look(f"/council/items/{report.pk}/note/", "note")
    actions.close_meeting(fresh(meeting), actor=chair, at=at)
    actions.sign_minutes(fresh(meeting), actor=chair, at=at)
    actions.publish_minutes(fresh(meeting), actor=chair, at=at)
    minutes = look(meeting.get_absolute_url(), "minutes")
    assert referral.reference in minutes
    login(page, make_user(EmpoweredOfficial))
    look(f"/council/of/{council.code}/", "seats")
    look(f"/council/of/{council.code}/appoint/", "appoint")
    page.context.clear_cookies()
    look("/council/register/", "register")
    redacted = look(f"{meeting.get_absolute_url()}minutes/", "public-minutes")
    assert referral.reference not in redacted and referral.title not in redacted
