"""Votes are blind, reasoned, one each, by trained members with a quorum."""

from datetime import date, timedelta

import pytest

from compliance.council import actions
from compliance.council.models import Referral, Vote
from compliance.council.states import Choice, Discipline, ReferralState, Standing
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.council import (
    cast,
    declare_none,
    fresh,
    make_council,
    make_full_council,
    make_officer,
    make_referral,
    make_vote,
    seat,
)
from tests.factories.people import make_user
from tests.factories.training import complete, make_course

pytestmark = pytest.mark.django_db


def vote_all(referral, members, **choices):
    """Let everybody vote, approving unless said otherwise."""
    for discipline, member in members.items():
        cast(referral, member, choices.get(discipline, "approve"))


def test_the_last_vote_closes_the_vote():
    referral, members = make_vote()
    *others, last = members.values()
    for member in others:
        cast(referral, member)
    assert fresh(referral).state == ReferralState.VOTING
    assert fresh(referral).recommendation == ""

    cast(referral, last)

    done = fresh(referral)
    assert (done.state, done.recommendation, done.unanimous) == (ReferralState.CONCLUDED, Choice.APPROVE, True)


def test_approvals_with_and_without_conditions_add_up():
    referral, members = make_vote()
    vote_all(referral, members, physics="approve_with_conditions", law="approve_with_conditions", security="need_more")

    # 4 of 7 approve outright, which is a majority of its own; the others dissent.
    assert fresh(referral).recommendation == Choice.APPROVE

    referral, members = make_second_vote(members)
    conditioned = dict.fromkeys(("physics", "law", "ethics", "external"), "approve_with_conditions")
    vote_all(referral, members, **conditioned, security="need_more")

    done = fresh(referral)
    assert (done.recommendation, done.unanimous) == (Choice.APPROVE_WITH_CONDITIONS, False)
    assert done.conditions == "Yearly report."  # what four ask for in the same words is named once


def make_second_vote(members):
    """Put another case before the same council."""
    council = Referral.objects.first().council
    referral = make_referral(council)
    declare_none(referral, *members.values())
    actions.open_vote(fresh(referral), actor=members["law"], at=referral.referred_at)
    return referral, members


def test_without_a_majority_the_council_needs_more():
    referral, members = make_vote()
    vote_all(referral, members, physics="need_more", law="need_more", ethics="need_more", security="need_more")

    assert fresh(referral).recommendation == Choice.NEED_MORE


def test_reasons_are_given_by_those_who_carried_the_recommendation():
    referral, members = make_vote()
    for discipline, member in members.items():
        cast(referral, member, "need_more" if discipline == "law" else "approve", reasons=f"{discipline} says so.")

    assert "physics says so." in fresh(referral).reasons
    assert "law says so." not in fresh(referral).reasons


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reasons": "  "}, "reasons"),
        ({"choice": "approve_with_conditions", "conditions": " "}, "conditions"),
        ({"choice": "perhaps"}, "choice"),
    ],
)
def test_a_vote_is_whole(given, field, now):
    referral, members = make_vote()
    words = {"choice": "approve", "reasons": "Because.", "conditions": "", **given}

    with pytest.raises(Invalid) as refusal:
        actions.vote(fresh(referral), actor=members["physics"], at=now, **words)

    assert refusal.value.field == field
    assert fresh(referral).votes_cast == 0


def test_nobody_votes_twice():
    referral, members = make_vote()
    cast(referral, members["physics"])

    with pytest.raises(Conflict, match="voted on this case already"):
        cast(referral, members["physics"], "need_more")

    assert Vote.objects.get(member=members["physics"]).choice == Choice.APPROVE
    assert fresh(referral).votes_cast == 1


def test_refusal_needs_a_convened_meeting():
    referral, members = make_vote()

    with pytest.raises(Conflict, match="convened meeting only"):
        cast(referral, members["physics"], "refuse")


def test_the_concerned_cannot_vote_on_their_own_case(now):
    council, members = make_full_council()
    referral = make_referral(council, concerned=members["physics"])
    declare_none(referral, members["law"])
    actions.open_vote(fresh(referral), actor=members["law"], at=now)

    with pytest.raises(Denied, match="no part"):
        cast(referral, members["physics"])
    with pytest.raises(Denied, match="no part"):
        actions.declare(fresh(referral), actor=members["physics"], at=now)


def test_a_member_who_has_not_declared_cannot_vote(now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["law"])
    actions.open_vote(fresh(referral), actor=members["law"], at=now)

    with pytest.raises(Denied, match="Declare first"):
        cast(referral, members["physics"])


def test_a_recused_member_cannot_vote(now):
    referral, members = make_vote()
    actions.recuse(fresh(referral), member=members["physics"], reason="x", actor=members["physics"], at=now)

    with pytest.raises(Denied, match="recused"):
        cast(referral, members["physics"])


def test_an_untrained_member_cannot_vote_and_is_told_the_course(now):
    council = make_council()
    make_course("council-members", title="For council members")
    chair = seat(council, Discipline.LAW, standing=Standing.CHAIR).member
    newcomer = seat(council, Discipline.PHYSICS, trained=False).member
    referral = make_referral(council)
    declare_none(referral, chair, newcomer)
    actions.open_vote(fresh(referral), actor=chair, at=now)

    with pytest.raises(Denied, match="Complete the course “For council members” before you vote"):
        cast(referral, newcomer)
    complete(newcomer, "council-members")
    cast(referral, newcomer)

    assert Vote.objects.filter(member=newcomer).exists()


def test_lapsed_training_takes_the_vote_away(now):
    council = make_council()
    chair = seat(council, Discipline.LAW, standing=Standing.CHAIR).member
    member = seat(council, Discipline.PHYSICS, trained=False).member
    complete(member, "council-members", at=now - timedelta(days=800), expires_on=date(2026, 6, 30))
    referral = make_referral(council)
    declare_none(referral, chair, member)
    actions.open_vote(fresh(referral), actor=chair, at=now)

    with pytest.raises(Denied, match="before you vote"):
        cast(referral, member)


def test_a_seat_without_a_vote_does_not_vote(now):
    council, members = make_full_council()
    guest = seat(council, Discipline.SECURITY, voting=False).member
    referral = make_referral(council)
    declare_none(referral, members["law"], guest)
    actions.open_vote(fresh(referral), actor=members["law"], at=now)

    with pytest.raises(Denied, match="no vote"):
        cast(referral, guest)


def test_a_term_that_has_ended_gives_no_vote(now):
    council, members = make_full_council()
    former = seat(council, Discipline.SECURITY, to_on=date(2026, 6, 30)).member
    referral = make_referral(council)
    declare_none(referral, members["law"])
    actions.open_vote(fresh(referral), actor=members["law"], at=now)

    with pytest.raises(Denied, match="Only members"):
        cast(referral, former)


def test_strangers_and_officers_do_not_vote():
    referral, _ = make_vote()

    for actor in (make_user(), make_officer()):
        with pytest.raises(Denied, match="Only members"):
            cast(referral, actor)


def test_only_the_chair_opens_the_vote(now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["physics"])

    with pytest.raises(Denied, match="Only the chair"):
        actions.open_vote(fresh(referral), actor=members["physics"], at=now)


def test_the_chair_closes_a_vote_that_has_a_quorum(now):
    referral, members = make_vote()
    for discipline in ("physics", "law", "security"):
        cast(referral, members[discipline])
    with pytest.raises(Conflict, match="4 voting members are needed and 3 count"):
        actions.close_vote(fresh(referral), actor=members["law"], at=now)
    cast(referral, members["external"])

    actions.close_vote(fresh(referral), actor=members["law"], at=now)

    assert fresh(referral).state == ReferralState.CONCLUDED
    assert events_about(referral).last().data["tally"] == "4 approve"


def test_a_quorum_of_votes_needs_the_voices(now):
    referral, members = make_vote()
    for discipline in ("physics", "computer_science", "security", "external"):
        cast(referral, members[discipline])

    with pytest.raises(Conflict, match="no member for law or ethics"):
        actions.close_vote(fresh(referral), actor=members["law"], at=now)


def test_a_stale_copy_loses(now):
    referral, members = make_vote()
    stale = fresh(referral)
    for discipline in ("physics", "law", "security", "external"):
        cast(referral, members[discipline])
    actions.close_vote(fresh(referral), actor=members["law"], at=now)

    with pytest.raises(Conflict):
        actions.close_vote(stale, actor=members["law"], at=now)
    with pytest.raises(Conflict, match="no vote open"):
        actions.vote(stale, choice="approve", reasons="late", actor=members["ethics"], at=now)

    assert fresh(referral).votes_cast == 4
    verbs = [event.verb for event in events_about(referral)]
    assert verbs.count("council.referral.concluded") == 1


def test_renewed_papers_set_votes_aside_and_ask_again(now):
    referral, members = make_vote()
    cast(referral, members["physics"])

    actions.renew(
        fresh(referral),
        summary="Now 90 qubits.",
        papers=[("new.txt", b"new")],
        reason="Amended.",
        actor=make_officer(),
        at=now,
    )

    assert fresh(referral).state == ReferralState.OPEN
    actions.open_vote(fresh(referral), actor=members["law"], at=now)
    cast(referral, members["physics"], "need_more")
    assert list(Vote.objects.filter(member=members["physics"]).values_list("choice", flat=True).order_by("pk")) == [
        "approve",
        "need_more",
    ]


def test_resume_asks_for_a_quorum_first(now):
    referral, members = make_vote()
    for discipline in ("ethics", "law"):
        actions.recuse(fresh(referral), member=members[discipline], reason="x", actor=members[discipline], at=now)

    with pytest.raises(Conflict, match="no member for law or ethics"):
        actions.resume(fresh(referral), actor=None, at=now)
    seat(referral.council, Discipline.LAW)
    actions.resume(fresh(referral), actor=None, at=now)

    assert fresh(referral).state == ReferralState.OPEN


class TestExpedited:
    """One member reviews alone; never to refuse."""

    def make(self, now, **given):
        council, members = make_full_council()
        referral = make_referral(council, **given)
        declare_none(referral, members["law"], members["physics"])
        actions.name_reviewer(fresh(referral), reviewer=members["physics"], actor=members["law"], at=now)
        return referral, members

    def test_the_reviewer_approves(self, now):
        referral, members = self.make(now)

        actions.approve_alone(fresh(referral), reasons="Routine.", actor=members["physics"], at=now)

        done = fresh(referral)
        assert (done.recommendation, done.unanimous, done.reasons) == (Choice.APPROVE, False, "Routine.")

    def test_the_reviewer_approves_with_conditions(self, now):
        referral, members = self.make(now)

        actions.approve_alone(
            fresh(referral), reasons="Fine.", conditions="Return it.", actor=members["physics"], at=now
        )

        assert fresh(referral).recommendation == Choice.APPROVE_WITH_CONDITIONS
        assert fresh(referral).conditions == "Return it."

    def test_the_reviewer_sends_it_to_the_whole_council(self, now):
        referral, members = self.make(now)

        actions.send_to_council(fresh(referral), reason="Too hard for one.", actor=members["physics"], at=now)

        assert fresh(referral).state == ReferralState.OPEN

    def test_nobody_else_approves_alone(self, now):
        referral, members = self.make(now)

        with pytest.raises(Denied, match="Only the expedited reviewer"):
            actions.approve_alone(fresh(referral), reasons="Mine.", actor=members["law"], at=now)

    def test_a_reviewer_must_be_able_to_take_part(self, now):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, members["law"])

        with pytest.raises(Conflict, match="Declare first"):
            actions.name_reviewer(fresh(referral), reviewer=members["physics"], actor=members["law"], at=now)

    def test_a_reviewer_who_is_recused_hands_it_to_the_council(self, now):
        referral, members = self.make(now)

        actions.recuse(fresh(referral), member=members["physics"], reason="x", actor=members["physics"], at=now)

        assert fresh(referral).state == ReferralState.OPEN


def test_an_equivalent_completion_opens_the_vote(now):
    """The gate asks training, which knows what counts as the course."""
    from tests.factories.training import make_course
    from training.models import Equivalent

    council, members = make_full_council()
    newcomer = seat(council, trained=False).member
    other = make_course("council-course-of-another-place")
    Equivalent.objects.create(course=make_course("council-members"), accepts=other)
    complete(newcomer, other)
    referral = make_referral(council)
    declare_none(referral, members["law"], newcomer)
    actions.open_vote(fresh(referral), actor=members["law"], at=now)

    cast(Referral.objects.get(), newcomer)

    assert Vote.objects.filter(member=newcomer).exists()
