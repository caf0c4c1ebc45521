"""The council's pages about a case: what each shows, what each does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.council import actions
from compliance.council.models import Vote
from compliance.council.states import Choice, ReferralState
from tests.factories.council import (
    cast,
    declare_none,
    fresh,
    make_full_council,
    make_meeting,
    make_referral,
    make_vote,
    seat,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
EMPTY_PACK = {"council": "Council", "number": 1, "starts": "", "place": "", "reader": "", "items": []}


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


def test_the_desk_is_closed_to_researchers(client):
    make_full_council()
    client.force_login(make_user())

    assert client.get(reverse("council:index")).status_code == 403
    assert client.get(reverse("council:chair")).status_code == 403


def test_declare_read_vote_and_see_the_result(client):
    """The whole journey of one member through the pages."""
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, *[each for key, each in members.items() if key != "physics"])
    client.force_login(members["physics"])
    base = referral.get_absolute_url()

    answer = client.post(f"{base}declare/", {"answer": "none"}, follow=True)
    assert "plan.txt" in text_of(answer)

    actions.open_vote(fresh(referral), actor=members["law"], at=timezone.now())
    assert "The vote is open" in text_of(client.get(base))
    answer = client.post(f"{base}vote/", {"choice": "approve", "reasons": "Sound."}, follow=True)
    assert "You have voted" in text_of(answer)

    for discipline, member in members.items():
        if discipline != "physics":
            cast(referral, member)
    assert "The council recommends: approve, unanimously" in text_of(client.get(base))


def test_declaring_a_conflict_closes_the_page(client):
    council, members = make_full_council()
    referral = make_referral(council)
    client.force_login(members["physics"])

    answer = client.post(f"{referral.get_absolute_url()}declare/", {"answer": "some", "grounds": ["same_grant"]})

    assert "You take no part in this case" in text_of(answer)
    assert client.get(referral.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Say whether you have a conflict"),
        ({"answer": "some"}, "Choose what connects you"),
        ({"answer": "none", "other": "We are married."}, "You named a conflict below"),
    ],
)
def test_a_declaration_makes_sense(sent, said, client):
    council, members = make_full_council()
    referral = make_referral(council)
    client.force_login(members["physics"])

    answer = client.post(f"{referral.get_absolute_url()}declare/", sent)

    assert said in text_of(answer)
    assert not referral.declarations.exists()


def test_the_vote_form_offers_refusal_in_a_meeting_only(client, now):
    referral, members = make_vote()
    client.force_login(members["physics"])
    url = reverse("council:vote", args=[referral.pk])
    assert 'value="refuse"' not in text_of(client.get(url))
    meeting = make_meeting(referral.council, members["law"], fresh(referral))
    actions.open_meeting(meeting, actor=members["law"], at=now)
    actions.take_up(meeting.items.get(), present=members.values(), actor=members["law"], at=now)

    assert 'value="refuse"' in text_of(client.get(url))


def test_missing_conditions_come_back_to_their_field(client):
    referral, members = make_vote()
    client.force_login(members["physics"])

    answer = client.post(
        reverse("council:vote", args=[referral.pk]), {"choice": "approve_with_conditions", "reasons": "If so."}
    )

    assert "Name the conditions." in text_of(answer)
    assert not Vote.objects.exists()


def test_a_member_without_training_is_told_the_course(client, now):
    council, members = make_full_council()
    newcomer = seat(council, trained=False).member
    referral = make_referral(council)
    declare_none(referral, members["law"], newcomer)
    actions.open_vote(fresh(referral), actor=members["law"], at=now)
    client.force_login(newcomer)

    assert "before you vote" in text_of(client.get(referral.get_absolute_url()))
    assert client.get(reverse("council:vote", args=[referral.pk])).status_code == 403


def test_stepping_back_through_the_page(client):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["physics"])
    client.force_login(members["physics"])

    answer = client.post(reverse("council:recuse", args=[referral.pk]), {"reason": "I know them."}, follow=True)

    assert "Its papers are closed to you" in text_of(answer)
    assert client.get(referral.get_absolute_url()).status_code == 404


class TestChair:
    """What the chair does through pages."""

    def test_opens_and_closes_a_vote(self, client):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, *members.values())
        client.force_login(members["law"])
        base = referral.get_absolute_url()

        client.post(f"{base}open_vote/")
        assert fresh(referral).state == ReferralState.VOTING
        assert client.get(f"{base}close_vote/").status_code == 409
        for discipline in ("law", "physics", "security", "external"):
            cast(referral, members[discipline])
        client.post(f"{base}close_vote/")

        assert fresh(referral).recommendation == Choice.APPROVE

    def test_names_a_reviewer_who_approves(self, client):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, members["law"], members["physics"])
        base = referral.get_absolute_url()
        client.force_login(members["law"])
        asked = text_of(client.get(f"{base}name_reviewer/"))
        assert str(members["physics"]) in asked
        assert str(members["security"]) not in asked

        client.post(f"{base}name_reviewer/", {"reviewer": members["physics"].pk})
        client.force_login(members["physics"])
        client.post(f"{base}approve_alone/", {"reasons": "Routine."})

        assert fresh(referral).recommendation == Choice.APPROVE

    def test_sends_an_expedited_review_to_everybody(self, client, now):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, members["law"], members["physics"])
        actions.name_reviewer(fresh(referral), reviewer=members["physics"], actor=members["law"], at=now)
        client.force_login(members["law"])

        client.post(f"{referral.get_absolute_url()}send_to_council/", {"reason": "Too slow."})

        assert fresh(referral).state == ReferralState.OPEN

    def test_rules_a_member_out_and_takes_the_case_up_again(self, client):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, members["law"])
        client.force_login(members["law"])
        base = referral.get_absolute_url()
        for discipline in ("physics", "computer_science"):
            client.post(f"{base}rule_out/", {"member": members[discipline].pk, "reason": "A grant."})
        assert fresh(referral).state == ReferralState.SUSPENDED
        assert client.get(f"{base}resume/").status_code == 409
        seat(council, "physics")

        client.post(f"{base}resume/")

        assert fresh(referral).state == ReferralState.OPEN

    def test_sees_how_the_council_stands_and_no_vote(self, client):
        referral, members = make_vote()
        cast(referral, members["physics"], "need_more")
        client.force_login(members["law"])

        page = text_of(client.get(referral.get_absolute_url()))

        assert "Has voted" in page
        assert "7 of 7 have declared, 1 of 7 have voted" in page

    def test_members_see_no_moves(self, client):
        referral, members = make_vote()
        client.force_login(members["security"])

        assert "Close vote" not in text_of(client.get(referral.get_absolute_url()))


def test_the_officer_takes_a_case_back(client):
    council, _ = make_full_council()
    referral = make_referral(council)
    client.force_login(referral.referred_by)
    page = text_of(client.get(referral.get_absolute_url()))
    assert "Withdraw" in page
    assert "changed papers" not in page

    client.post(f"{referral.get_absolute_url()}withdraw/", {"reason": "Not needed."})

    assert fresh(referral).state == ReferralState.WITHDRAWN
