"""Deciding: what follows from it, and everything that stands in the way."""

from datetime import date
from decimal import Decimal

import pytest

from compliance.licensing import actions, hooks, neighbours
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Case
from compliance.licensing.queries import clock_of
from compliance.licensing.states import CaseState, Outcome, Tier
from compliance.licensing.workflow import CASE
from portal.accounts.roles import Officer, Overseer, Researcher
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import (
    FREE,
    UNKNOWN,
    add_item,
    advise,
    determine_by_hand,
    fresh,
    make_approved,
    make_case,
    make_officer,
    make_official,
    make_refused,
    make_reviewed,
)
from tests.factories.people import make_user

LISTED = "Zephyrine Cryogenic Works"
YEARLY = Obligation("Report who used the device.", "yearly", date(2027, 7, 1))


def ready(now, **given):
    """A case of tier 1 in which every transfer is determined."""
    case = make_case(item=UNKNOWN, **given)
    determine_by_hand(case, actor=make_officer())
    return fresh(case)


def decide(case, now, **given):
    given = {"verdict": "approve", "reasons": "Everything was looked at.", "actor": make_officer(), **given}
    return actions.decide(case, at=now, **given)


# -- What follows ------------------------------------------------------------------


def test_approve_issues_an_authorisation_a_letter_and_a_mail(lists, now):
    case = ready(now)

    decision = decide(case, now)

    authorisation = case.authorisations.get()
    assert (fresh(case).state, fresh(case).decided_at) == (CaseState.APPROVED, now)
    assert (authorisation.state, authorisation.valid_from, authorisation.valid_to) == (
        "in_force",
        date(2026, 7, 1),
        date(2027, 6, 30),
    )
    assert list(authorisation.transfers.all()) == list(case.transfers.all())
    assert authorisation.letters.get().decision == decision
    assert Message.objects.get(template="licensing/decided").to == case.applicant
    assert clock_of(case, at=now).running == "stopped"
    assert "licensing.case.approved" in [event.verb for event in events_about(case)]


def test_approve_with_conditions_makes_obligations_with_owners(lists, now):
    case = ready(now)

    decide(case, now, verdict="approve_with_conditions", conditions=[YEARLY])

    condition = case.authorisations.get().conditions.get()
    assert (condition.obligation, condition.owner, condition.due_on) == (YEARLY.text, case.applicant, YEARLY.due_on)
    assert fresh(case).state == CaseState.APPROVED_WITH_CONDITIONS


def test_refuse_issues_nothing_but_a_letter(lists, now):
    case = make_refused()

    assert case.state == CaseState.REFUSED
    assert not case.authorisations.exists()
    assert case.letters.get().kind == "refusal"
    assert {each.verdict for each in case.decisions.get().transfers.all()} == {"refuse"}


def test_a_case_is_decided_transfer_by_transfer(lists, now):
    case = make_case(submitted=False, item=UNKNOWN)
    add_item(case, **FREE)
    actions.submit(case, actor=case.applicant, at=now, attested=True)
    actions.check(case, at=now)
    determine_by_hand(case, actor=make_officer())

    decide(fresh(case), now, refused={1: "The device is not needed for this."})

    decision = case.decisions.get()
    assert fresh(case).state == CaseState.APPROVED_IN_PART
    assert {each.transfer.number: each.verdict for each in decision.transfers.all()} == {1: "refuse", 2: "approve"}
    assert [each.number for each in case.authorisations.get().transfers.all()] == [2]
    assert {letter.kind for letter in case.letters.all()} == {"authorisation", "refusal"}


def test_a_licence_that_has_not_arrived_leaves_the_authorisation_pending(council, now):
    case = advise(make_reviewed())

    decide(case, now)

    assert case.authorisations.get().state == "pending"
    assert case.authorisations.get().valid_from is None


def test_a_licence_that_is_there_puts_it_in_force(council, now):
    case = advise(make_reviewed())
    terms = Terms(licence="D1234567", valid_to=date(2028, 6, 30), limit=Decimal(2), limit_unit="devices")

    decide(case, now, terms=terms)

    found = case.authorisations.get()
    assert (found.kind, found.basis, found.state, found.left) == ("government_licence", "D1234567", "in_force", 2)


@pytest.mark.parametrize(("code", "kind"), [("IEC", "exception"), ("EU-GEA", "general_authorisation")])
def test_authorisations_follow_the_paper_they_rest_on(lists, now, code, kind):
    case = make_case(submitted=False, item=UNKNOWN)
    add_item(case, **FREE)
    actions.submit(case, actor=case.applicant, at=now, attested=True)
    actions.check(case, at=now)
    determine_by_hand(case, actor=make_officer(), outcome=Outcome.EXCEPTION, permitted_by=code)

    decide(make_reviewed(case), now)

    assert {(each.kind, each.basis) for each in case.authorisations.all()} == {
        (kind, code),
        ("no_licence_required", "No licence required"),
    }


def test_the_new_versions_approval_replaces_the_old_ones_authorisation(lists, now):
    case = make_approved()
    newer = actions.amend_case(case, reason="For another year.", actor=case.applicant, at=now)
    for kind in ("agreement", "end_use_statement"):
        actions.excuse_document(newer, kind=kind, reason="As before.", actor=case.applicant, at=now)
    actions.submit(newer, actor=case.applicant, at=now, attested=True)
    actions.check(newer, at=now)
    assert fresh(case).state == CaseState.APPROVED

    newer = make_approved(fresh(newer))

    assert case.authorisations.get().state == "replaced"
    assert newer.authorisations.get().replaces == case.authorisations.get()


def test_higher_storeys_are_told_in_the_same_transaction(lists, now, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "_on_issued", {"test": lambda authorisation, at: told.append((authorisation, at))})

    case = make_approved(officer=make_officer())

    assert told == [(case.authorisations.get(), now)]


# -- What stands in the way -----------------------------------------------------------


def test_nobody_approves_while_a_match_is_open(lists, now):
    case = make_case(item=FREE, party=LISTED)
    case = make_reviewed(case)

    for actor in (make_officer(), make_official()):
        with pytest.raises(Conflict, match=f"{LISTED} still has an open screening match"):
            decide(fresh(case), now, actor=actor)


def test_nobody_approves_a_party_that_was_not_screened(lists, now, monkeypatch):
    case = ready(now)
    monkeypatch.setattr(neighbours, "screening_of", lambda case: {"Somebody": neighbours.NOT_SCREENED})

    with pytest.raises(Conflict, match="has not been screened against current lists"):
        decide(case, now)


def test_a_hold_a_flag_and_an_open_transfer_stand_in_the_way(lists, now):
    officer, case = make_officer(), make_case(item=UNKNOWN)
    hold = actions.place_hold(case, reason="Wait.", actor=officer, at=now)
    with pytest.raises(Conflict, match="There is a hold"):
        decide(fresh(case), now)
    actions.lift_hold(hold, reason="Settled.", actor=officer, at=now)

    flag = actions.raise_flag(case, title="An odd route", actor=officer, at=now)
    with pytest.raises(Conflict, match="red flag is not settled: An odd route"):
        decide(fresh(case), now)
    actions.settle_flag(flag, settlement="A strike in Rotterdam.", actor=officer, at=now)

    with pytest.raises(Conflict, match="Transfer 1 is not determined yet"):
        decide(fresh(case), now)
    decide(fresh(case), now, verdict="refuse")


def test_an_open_question_stands_in_the_way_of_every_decision(lists, now):
    case = ready(now)
    actions.ask(case, question="Why?", actor=make_officer(), at=now)

    for verdict in ("approve", "refuse"):
        with pytest.raises(Conflict, match="is waiting for an answer"):
            decide(fresh(case), now, verdict=verdict)


def test_tier_2_waits_for_the_second_reviewer_and_tier_3_for_the_council(council, now):
    second, third = make_case(item=FREE, answers={"military": "unknown"}), make_case()

    for case in (second, third):
        with pytest.raises(Conflict, match="second reviewer has not given"):
            decide(case, now)
    with pytest.raises(Conflict, match="is with the advisory council"):
        decide(make_reviewed(third), now)


def test_a_prohibited_transfer_can_only_be_refused(lists, now):
    case = ready(now)
    case.transfers.update(outcome=Outcome.PROHIBITED)

    with pytest.raises(Conflict, match="is prohibited"):
        decide(fresh(case), now)
    decide(fresh(case), now, verdict="refuse")


def test_nobody_decides_their_own_case(lists, now):
    case = ready(now, applicant=make_user(Researcher, Officer))

    with pytest.raises(Denied, match="cannot decide your own case"):
        decide(case, now, actor=case.applicant)


def test_decide_loses_to_a_faster_colleague(lists, now):
    case = ready(now)
    stale = fresh(case)
    decide(case, now)

    with pytest.raises(Conflict, match="just moved"):
        decide(stale, now, verdict="refuse")

    assert case.decisions.count() == 1
    assert Case.objects.get(pk=case.pk).state == CaseState.APPROVED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"verdict": "perhaps"}, "verdict"),
        ({"reasons": " "}, "reasons"),
        ({"verdict": "approve_with_conditions"}, "conditions"),
        ({"conditions": [YEARLY]}, "verdict"),
        ({"verdict": "approve_with_conditions", "conditions": [Obligation(" ")]}, "conditions"),
        ({"verdict": "approve_with_conditions", "conditions": [Obligation("Report.", "by_date")]}, "conditions"),
        ({"terms": Terms(valid_from=date(2026, 8, 1), valid_to=date(2026, 7, 1))}, "valid_to"),
        ({"terms": Terms(limit=Decimal(0))}, "limit"),
        ({"terms": Terms(licence="D1")}, "licence"),
    ],
)
def test_a_decision_is_whole(lists, now, given, field):
    case = ready(now)

    with pytest.raises(Invalid) as refused:
        decide(case, now, **given)

    assert refused.value.field == field
    assert not case.decisions.exists()


# -- Against the council ----------------------------------------------------------------


def test_only_the_empowered_official_decides_against_a_unanimous_council_with_reasons(council, now):
    case = advise(make_reviewed(), choice="approve")
    overseer, colleague, official = make_user(Overseer), make_official(), make_official()

    with pytest.raises(Denied, match="Only the empowered official decides otherwise"):
        decide(fresh(case), now, verdict="refuse")
    with pytest.raises(Invalid, match="Say why you decide otherwise"):
        decide(fresh(case), now, verdict="refuse", actor=official)
    decision = decide(
        fresh(case), now, verdict="refuse", actor=official, against_council="The partner was listed today."
    )

    assert decision.against_council == "The partner was listed today."
    assert events_about(case).get(verb="licensing.case.refused").data["against_council"] is True
    told = {each.to for each in Message.objects.filter(template="licensing/against_council")}
    assert {overseer, colleague} <= told and official not in told


def test_dropping_the_councils_conditions_is_deciding_against_it(council, now):
    case = advise(make_reviewed(), choice="approve_with_conditions")

    with pytest.raises(Denied, match="The council was unanimous"):
        decide(fresh(case), now)
    decide(fresh(case), now, verdict="approve_with_conditions", conditions=[YEARLY])

    assert fresh(case).state == CaseState.APPROVED_WITH_CONDITIONS


def test_closed_moves_say_why(lists, now):
    case = make_case()
    officer = make_officer()

    offers = {offer.move.name: offer.refusal for offer in CASE.offers(case.looked_at(now), actor=officer)}

    assert offers["ask"] is None
    assert offers["approve"] == "A second reviewer has not given their review yet."
    assert offers["withdraw"] == f"Only {case.applicant} withdraws this case."
    assert case.tier == Tier.COUNCIL
