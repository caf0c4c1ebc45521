"""Need to know: who may know of a referral, who reads its papers, and that votes stay blind."""

import pytest
from django.urls import reverse

from compliance.council import actions, policies
from compliance.council.models import Referral, Vote
from compliance.council.states import ReferralState
from portal.accounts.roles import Administrator, CouncilMember, EmpoweredOfficial, Officer, Overseer
from portal.core import attachments
from portal.core.models import Event
from tests.factories.council import (
    cast,
    declare_none,
    fresh,
    make_council,
    make_full_council,
    make_meeting,
    make_referral,
    make_vote,
    seat,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
SECRET = "The laser is aimed at the moon."


def everybody(now):
    """Reach one referral and a person of every kind, by name."""
    council, members = make_full_council()
    concerned = make_user(CouncilMember, name="Concerned member")
    actions.appoint(council, member=concerned, discipline="physics", from_on=now.date(), actor=None, at=now)
    referral = make_referral(council, concerned=concerned, papers=[("plan.txt", SECRET.encode())])
    declare_none(referral, members["physics"], members["law"])
    actions.declare(fresh(referral), actor=members["ethics"], at=now, same_grant=True)
    elsewhere = make_council("other")
    return referral, {
        "declared member": members["physics"],
        "undeclared member": members["security"],
        "recused member": members["ethics"],
        "chair": members["law"],
        "concerned member": concerned,
        "referrer": referral.referred_by,
        "overseer": make_user(Overseer),
        "manager": make_user(EmpoweredOfficial),
        "member of another council": seat(elsewhere).member,
        "member without a seat": make_user(CouncilMember),
        "former member": seat(council, to_on=now.date().replace(year=2025)).member,
        "officer": make_user(Officer),
        "administrator": make_user(Administrator),
        "researcher": make_user(),
    }


KNOWS = {"declared member", "undeclared member", "chair", "referrer", "overseer", "manager"}
READS = KNOWS - {"undeclared member"}


def test_the_list_and_the_policy_agree(now):
    referral, people = everybody(now)

    listed = {name for name, each in people.items() if Referral.objects.visible_to(each).exists()}
    allowed = {name for name, each in people.items() if policies.may_see.allows(each, fresh(referral))}

    assert listed == allowed == KNOWS


def test_papers_are_for_those_who_declared(now):
    referral, people = everybody(now)
    paper = attachments.of(referral).get()

    assert {name for name, each in people.items() if attachments.may_read(paper, each)} == READS


def test_pages_answer_404_to_those_who_may_not_know(client, now):
    referral, people = everybody(now)
    answers = {}
    for name, each in people.items():
        client.force_login(each)
        answers[name] = client.get(referral.get_absolute_url()).status_code

    assert {name for name, status in answers.items() if status == 200} == KNOWS
    assert {status for name, status in answers.items() if name not in KNOWS} == {404}


def test_before_declaring_only_the_title_is_shown(client, now):
    council, members = make_full_council()
    referral = make_referral(council, title="Optics", summary=SECRET, papers=[("secret-plan.txt", b"x")])
    client.force_login(members["physics"])

    page = client.get(referral.get_absolute_url()).content.decode()

    assert "Optics" in page
    assert "Do any of these connect you" in page
    assert SECRET not in page
    assert "secret-plan.txt" not in page


def test_a_conflicted_overseer_with_a_seat_is_recused_like_anybody(now):
    council, _members = make_full_council()
    both = make_user(Overseer, CouncilMember)
    actions.appoint(council, member=both, discipline="external", from_on=now.date(), actor=None, at=now)
    referral = make_referral(council)
    assert Referral.objects.visible_to(both).exists()

    actions.declare(fresh(referral), actor=both, at=now, financial_interest=True)

    assert not Referral.objects.visible_to(both).exists()


class TestBlind:
    """Nobody sees another's vote before the vote is closed."""

    def leaky(self):
        """Reach a vote in which one member has voted with words that could leak."""
        referral, members = make_vote()
        cast(referral, members["physics"], "need_more", reasons=SECRET)
        assert Vote.objects.get().reasons == SECRET
        return referral, members

    def pages(self, referral, meeting):
        """Every page that speaks of the referral."""
        names = ["council:index", "council:chair"]
        own = [referral.get_absolute_url(), meeting.get_absolute_url()]
        return [*map(reverse, names), *own, reverse("council:vote", args=[referral.pk]), reverse("log:events")]

    def test_no_page_shows_it_to_anybody_else(self, client, now):
        referral, members = self.leaky()
        meeting = make_meeting(referral.council, members["law"], fresh(referral))
        others = [*members.values(), make_user(Overseer), make_user(EmpoweredOfficial), referral.referred_by]
        for person in others:
            if person == members["physics"]:
                continue
            client.force_login(person)
            for url in self.pages(referral, meeting):
                page = client.get(url).content.decode()
                assert SECRET not in page, (str(person), url)
                assert "1 need more" not in page, (str(person), url)

    def test_the_voter_sees_their_own(self, client):
        referral, members = self.leaky()
        client.force_login(members["physics"])

        assert SECRET in client.get(referral.get_absolute_url()).content.decode()

    def test_the_event_says_that_and_not_how(self):
        self.leaky()

        event = Event.objects.get(verb="council.vote.cast")

        assert event.data == {}

    def test_all_is_open_once_it_is_closed(self, client):
        referral, members = self.leaky()
        for discipline, member in members.items():
            if discipline != "physics":
                cast(referral, member)
        client.force_login(members["security"])

        page = client.get(referral.get_absolute_url()).content.decode()

        assert fresh(referral).state == ReferralState.CONCLUDED
        assert SECRET in page
        assert "dissenting" in page
