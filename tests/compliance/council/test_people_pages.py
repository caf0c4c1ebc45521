"""Who sits on the council, and what waits for each."""

from datetime import date

import pytest
from django.urls import reverse

from compliance.council import actions
from compliance.council.models import Seat
from portal.accounts.roles import CouncilMember, EmpoweredOfficial, Overseer
from tests.factories.council import (
    cast,
    declare_none,
    fresh,
    make_full_council,
    make_referral,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


class TestSeats:
    """Composition: appointed by the manager, published for everybody."""

    def test_the_manager_appoints_through_the_page(self, client):
        council, _ = make_full_council()
        someone = make_user(CouncilMember, name="Nora New")
        client.force_login(make_user(EmpoweredOfficial))
        sent = {
            "member": someone.pk,
            "discipline": "physics",
            "standing": "member",
            "voting": "on",
            "from_on-day": 1,
            "from_on-month": 9,
            "from_on-year": 2026,
        }

        client.post(reverse("council:appoint", args=[council.code]), sent)

        assert Seat.objects.get(member=someone).from_on == date(2026, 9, 1)
        assert "Nora New" in text_of(client.get(council.get_absolute_url()))

    def test_the_manager_ends_a_term(self, client):
        _council, members = make_full_council()
        client.force_login(make_user(EmpoweredOfficial))
        held = Seat.objects.get(member=members["physics"])
        sent = {"to_on-day": 31, "to_on-month": 12, "to_on-year": 2026, "reason": "Left."}

        client.post(reverse("council:end-term", args=[held.pk]), sent)

        assert fresh(held).to_on == date(2026, 12, 31)

    def test_members_appoint_nobody(self, client):
        council, members = make_full_council()
        client.force_login(members["law"])

        assert client.get(reverse("council:appoint", args=[council.code])).status_code == 403

    def test_the_register_is_public(self, client):
        _, members = make_full_council()

        page = text_of(client.get(reverse("council:register")))

        assert str(members["physics"]) in page


class TestHome:
    """What waits for whom."""

    def waiting_for(self, user, at):
        from portal.core import waiting

        found = waiting.waiting_for(user, at=at)
        return [item.detail for group in found.groups for item in group.items if item.kind == "Council"]

    def test_each_station_says_what_is_next(self, now):
        council, members = make_full_council()
        referral = make_referral(council)
        one = members["physics"]
        assert self.waiting_for(one, now) == ["Declare whether you have a conflict of interest"]
        declare_none(referral, *members.values())
        assert self.waiting_for(one, now) == []
        actions.open_vote(fresh(referral), actor=members["law"], at=now)
        assert self.waiting_for(one, now) == ["Vote"]

        cast(referral, one)

        assert self.waiting_for(one, now) == []

    def test_nothing_waits_for_those_without_a_seat(self, now):
        council, _ = make_full_council()
        make_referral(council)

        assert self.waiting_for(make_user(CouncilMember), now) == []
        assert self.waiting_for(make_user(Overseer), now) == []

    def test_it_takes_two_statements(self, now, django_assert_num_queries):
        from compliance.council.waiting import waiting

        council, members = make_full_council()
        for _ in range(3):
            make_referral(council)
        members["physics"].has_perm("compliance.sit_on_council")

        with django_assert_num_queries(2):
            assert len(list(waiting(members["physics"], now))) == 3
