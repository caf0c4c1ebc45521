"""Every list and page of the council asks as many queries for three rows as for one: the number that stands here."""

from datetime import date

import pytest
from django.urls import reverse

from compliance.council import actions
from portal.accounts.roles import EmpoweredOfficial
from tests.factories.council import cast, declare_none, fresh, make_full_council, make_meeting, make_referral, seat
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("rows", [1, 3])]


@pytest.fixture
def asks(client, django_assert_num_queries):
    """Return a function that opens a page twice and counts the second time."""

    def check(user, path, count):
        if user:
            client.force_login(user)
        client.get(path)
        with django_assert_num_queries(count, info=path):
            answer = client.get(path)
        assert answer.status_code == 200
        return answer.content.decode()

    return check


def test_the_desk(rows, asks):
    council, members = make_full_council()
    for _ in range(rows):
        make_referral(council)

    page = asks(members["physics"], reverse("council:index"), 8)

    assert page.count("A 120-qubit device") == rows


def test_the_chairs_page(rows, asks):
    council, members = make_full_council()
    for _ in range(rows):
        make_referral(council)

    page = asks(members["law"], reverse("council:chair"), 10)

    assert page.count("0 of 7") == rows * 2


def test_a_case_with_its_votes_and_papers(rows, asks, now):
    council, members = make_full_council()
    papers = tuple((f"plan {number}.txt", b"The plan.") for number in range(rows))
    referral = make_referral(council, papers=papers)
    declare_none(referral, *members.values())
    actions.open_vote(fresh(referral), actor=members["law"], at=now)
    for discipline in ("physics", "security", "external")[:rows]:
        cast(referral, members[discipline])

    asks(members["physics"], referral.get_absolute_url(), 13)
    asks(members["law"], referral.get_absolute_url(), 24)


def test_a_case_that_is_concluded(rows, asks, now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, *members.values())
    actions.open_vote(fresh(referral), actor=members["law"], at=now)
    for number, member in enumerate(members.values()):
        cast(referral, member, "need_more" if number < rows - 1 else "approve")

    asks(members["physics"], referral.get_absolute_url(), 14)


def test_a_meeting_with_its_agenda(rows, asks):
    council, members = make_full_council()
    referrals = [make_referral(council) for _ in range(rows)]
    for referral in referrals:
        declare_none(referral, *members.values())
    meeting = make_meeting(council, members["law"], *referrals)

    asks(members["physics"], meeting.get_absolute_url(), 18)
    asks(members["law"], meeting.get_absolute_url(), 20)


def test_who_sits_and_when_it_met(rows, asks):
    council, _ = make_full_council()
    for _ in range(rows):
        seat(council, from_on=date(2025, 6, 1))

    asks(None, reverse("council:register"), 3)
    asks(make_user(EmpoweredOfficial), reverse("council:council", args=[council.code]), 6)
