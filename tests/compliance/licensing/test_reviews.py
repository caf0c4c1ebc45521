"""Taking in hand, recommending, the second pair of eyes, the way to the council, more review, determining by hand."""

import pytest

from compliance.council.models import Referral
from compliance.licensing import actions, neighbours, tasks
from compliance.licensing.models import Case
from compliance.licensing.states import CaseState, Outcome, Tier
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import (
    FREE,
    UNKNOWN,
    advise,
    fresh,
    make_case,
    make_officer,
    make_official,
    make_reviewed,
)

TWO = {"item": FREE, "answers": {"military": "unknown"}}


def recommend(case, officer=None, **given):
    given = {"verdict": "approve", "reasons": "It fits.", **given}
    return actions.recommend(case, actor=officer or make_officer(), at=given.pop("at"), **given)


# -- Assigning -------------------------------------------------------------------


def test_assign_puts_all_or_none_into_somebodys_hands(lists, now):
    first, second, recorded = make_case(item=UNKNOWN), make_case(item=UNKNOWN), make_case(item=FREE)
    officer = make_officer()

    assert actions.assign([first, second], officer=officer, actor=make_officer(), at=now) == 2
    assert actions.assign([fresh(first)], officer=officer, actor=officer, at=now) == 0
    with pytest.raises(Conflict, match="is recorded"):
        actions.assign([fresh(first), fresh(recorded)], officer=make_officer(), actor=officer, at=now)

    assert fresh(first).officer == officer
    assert fresh(first).first_contact_at == now


def test_nobody_is_given_their_own_case(lists, now):
    case = make_case(item=UNKNOWN)

    with pytest.raises(Invalid, match=f"{case} cannot go to {case.applicant}") as refused:
        actions.assign([case], officer=case.applicant, actor=make_officer(), at=now)

    assert refused.value.field == "officer"


# -- Recommendation and second review ----------------------------------------------


def test_tier_2_goes_from_the_officer_to_the_second_reviewer_to_a_decision(lists, now):
    case, officer, second = make_case(**TWO), make_officer(), make_official()

    first = recommend(case, officer, conditions="Report every year.", verdict="approve_with_conditions", at=now)
    assert fresh(case).state == CaseState.SECOND_REVIEW

    review = actions.give_second_review(fresh(case), agrees=True, reasons="Yes.", actor=second, at=now)
    assert fresh(case).state == CaseState.AWAITING_DECISION
    assert (review.of, review.order, review.agrees) == (first, 2, True)


def test_a_second_reviewer_who_disagrees_sends_the_case_back(lists, now):
    case = make_case(**TWO)
    recommend(case, at=now)

    actions.give_second_review(fresh(case), agrees=False, reasons="The use is unclear.", actor=make_official(), at=now)

    assert fresh(case).state == CaseState.OFFICER_REVIEW
    again = recommend(fresh(case), verdict="refuse", at=now)
    assert [review.pk for review in case.reviews.standing()] == [again.pk]


def test_nobody_countersigns_their_own_recommendation(lists, now):
    case, official = make_case(**TWO), make_official()
    recommend(case, official, at=now)

    with pytest.raises(Denied, match="made this recommendation yourself"):
        actions.give_second_review(fresh(case), agrees=True, reasons="Of course.", actor=official, at=now)


def test_only_second_reviewers_give_second_reviews(lists, now):
    case = make_case(**TWO)
    recommend(case, at=now)

    with pytest.raises(Denied, match="Only second reviewers"):
        actions.give_second_review(fresh(case), agrees=True, reasons="Yes.", actor=make_officer(), at=now)


def test_a_tier_1_case_needs_no_recommendation(lists, now):
    with pytest.raises(Conflict, match="needs no second review"):
        recommend(make_case(item=UNKNOWN), at=now)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"verdict": "perhaps"}, "verdict"),
        ({"reasons": " "}, "reasons"),
        ({"verdict": "approve_with_conditions"}, "verdict"),
    ],
)
def test_a_recommendation_is_whole(lists, now, given, field):
    with pytest.raises(Invalid) as refused:
        recommend(make_case(**TWO), at=now, **given)

    assert refused.value.field in (field, "conditions")


def test_of_two_second_reviewers_one_is_first(lists, now):
    case = make_case(**TWO)
    recommend(case, at=now)
    stale = fresh(case)
    actions.give_second_review(fresh(case), agrees=True, reasons="Yes.", actor=make_official(), at=now)

    with pytest.raises(Conflict):
        actions.give_second_review(stale, agrees=False, reasons="No.", actor=make_official(), at=now)

    assert fresh(case).reviews.count() == 2


# -- The council -----------------------------------------------------------------


def test_agreeing_at_tier_3_sends_the_case_to_the_council_with_its_paper(council, now):
    case = make_reviewed()

    referral = Referral.objects.get(pk=case.referral_id)
    assert case.state == CaseState.COUNCIL_REVIEW
    assert (referral.reference, referral.due_on) == (case.reference, case.target_on)
    assert set(referral.concerned.all()) == {case.applicant}
    assert "The office recommends: approve" in referral.summary


def test_without_a_council_the_second_review_is_refused_whole(lists, now):
    case = make_case()
    recommend(case, at=now)

    with pytest.raises(Conflict, match="No advisory council"):
        actions.give_second_review(fresh(case), agrees=True, reasons="Yes.", actor=make_official(), at=now)

    assert fresh(case).state == CaseState.SECOND_REVIEW
    assert case.reviews.count() == 1


def test_advice_is_taken_up_by_the_clock_hand_once_the_council_has_concluded(council, now):
    case = make_reviewed()
    tasks.take_up_advice()
    assert fresh(case).state == CaseState.COUNCIL_REVIEW
    with pytest.raises(Conflict, match="has not concluded"):
        actions.take_up_advice(fresh(case), actor=make_officer(), at=now)

    case = advise(case)

    assert case.state == CaseState.AWAITING_DECISION
    assert neighbours.advice_on(case).unanimous


def test_what_changes_after_the_advice_asks_for_new_advice(council, now):
    case = advise(make_reviewed())
    request = actions.ask(fresh(case), question="Who else?", actor=make_officer(), at=now)

    actions.answer(request, text="A third partner.", actor=case.applicant, at=now)

    case = fresh(case)
    assert case.referral is None
    assert case.reviews.standing().count() == 0
    again = make_reviewed(case)
    assert Referral.objects.get(pk=again.referral_id).round == 2


# -- More review, and determining by hand ----------------------------------------------


def test_raise_tier_asks_for_more_and_never_for_less(lists, now):
    case, officer = make_case(item=UNKNOWN), make_officer()

    actions.raise_tier(case, tier=Tier.SECOND, reason="An unusual partner.", actor=officer, at=now)

    assert (fresh(case).tier, fresh(case).target_on.isoformat()) == (2, "2026-07-09")
    with pytest.raises(Invalid, match="higher tier"):
        actions.raise_tier(fresh(case), tier=Tier.OFFICER, reason="Never mind.", actor=officer, at=now)
    actions.check_again(fresh(case), actor=officer, at=now)
    assert fresh(case).tier == 2


def test_determine_by_hand_stands_beside_the_rules(lists, now):
    case, officer = make_case(item=UNKNOWN), make_officer()
    transfer = case.transfers.get()

    actions.determine(transfer, regime="US-EAR", outcome=Outcome.NO_LICENCE, reasons="Measured.", actor=officer, at=now)

    transfer.refresh_from_db()
    standing = transfer.determinations.standing().get()
    assert transfer.outcome == Outcome.NO_LICENCE
    assert (standing.determined_by, standing.verified) == (officer, False)
    assert transfer.determinations.filter(stands=False, determination__isnull=False).count() == 1
    actions.check_again(fresh(case), actor=officer, at=now)
    transfer.refresh_from_db()
    assert transfer.outcome == Outcome.NO_LICENCE


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "needs_person"}, "outcome"),
        ({"outcome": "maybe"}, "outcome"),
        ({"reasons": " "}, "reasons"),
        ({"outcome": "exception"}, "permitted_by"),
        ({"outcome": "licence_required"}, "entries"),
        ({"regime": ""}, "regime"),
    ],
)
def test_determining_by_hand_needs_an_answer_and_reasons(lists, now, given, field):
    transfer = make_case(item=UNKNOWN).transfers.get()
    given = {"regime": "US-EAR", "outcome": "no_licence_required", "reasons": "Measured.", **given}

    with pytest.raises(Invalid) as refused:
        actions.determine(transfer, actor=make_officer(), at=now, **given)

    assert refused.value.field == field


def test_determining_anew_overtakes_the_reviews(council, now):
    case = make_case(**TWO)
    recommend(case, at=now)

    actions.determine(
        fresh(case).transfers.get(),
        regime="US-EAR",
        outcome="licence_required",
        entries="4A906.b, 4A506",
        reasons="It is more than it seems.",
        actor=make_officer(),
        at=now,
    )

    assert case.reviews.standing().count() == 0
    assert case.reviews.count() == 1
    assert fresh(case).state == CaseState.OFFICER_REVIEW
    assert case.transfers.get().determinations.standing().get().entries == "4A906.b 4A506"
    assert "licensing.transfer.determined" in [event.verb for event in events_about(case)]


def test_an_officers_own_answer_raises_the_review_and_never_lowers_it(council, now):
    low, high, officer = make_case(item=UNKNOWN), make_case(), make_officer()
    assert (low.tier, high.tier) == (1, 3)
    by_hand = {"regime": "US-EAR", "reasons": "Read again.", "actor": officer, "at": now}

    actions.determine(low.transfers.get(), outcome="licence_required", entries="4A001", **by_hand)
    actions.determine(high.transfers.get(), outcome="no_licence_required", **by_hand)

    assert (low.tier, fresh(low).tier) == (2, 2)
    assert (high.tier, fresh(high).tier) == (3, 3)


def test_a_case_that_changes_before_the_council_comes_back_and_is_recommended_anew(council, now):
    case = make_reviewed()
    first = Referral.objects.get(pk=case.referral_id)

    actions.determine(
        case.transfers.get(), regime="US-EAR", outcome="licence_required", entries="4A906.b", reasons="Read again.",
        actor=make_officer(), at=now,
    )  # fmt: skip

    first.refresh_from_db()
    assert (first.state, fresh(case).state, fresh(case).referral) == ("withdrawn", "officer_review", None)
    again = make_reviewed(case)
    assert (again.state, Referral.objects.get(pk=again.referral_id).round) == ("council_review", 2)


def test_more_review_before_the_decision_begins_the_review_anew(council, now):
    case = make_reviewed(make_case(**TWO))
    assert case.state == CaseState.AWAITING_DECISION

    actions.raise_tier(case, tier=Tier.COUNCIL, reason="An unusual use.", actor=make_officer(), at=now)

    assert fresh(case).state == CaseState.OFFICER_REVIEW
    assert make_reviewed(fresh(case)).state == CaseState.COUNCIL_REVIEW


# -- Sending back ------------------------------------------------------------------


def test_send_back_says_what_to_do_and_stops_the_clock(lists, now):
    case = make_case(item=UNKNOWN)

    actions.send_back(case, reason="Name the partner in full.", actor=make_officer(), at=now)

    assert Case.objects.get(pk=case.pk).state == CaseState.RETURNED
    assert case.clock_entries.order_by("-pk").first().side == "stopped"
    assert Message.objects.filter(template="licensing/returned", to=case.applicant).count() == 1
    with pytest.raises(Conflict, match="returned without a decision"):
        actions.send_back(fresh(case), reason="Again.", actor=make_officer(), at=now)
