"""Submit, check, check again, withdraw."""

import pytest

from compliance.licensing import actions, tasks
from compliance.licensing.models import Case, TransferDetermination
from compliance.licensing.queries import clock_of, due
from compliance.licensing.states import CaseState, Outcome, Tier
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import (
    FREE,
    PAPER,
    UNKNOWN,
    fresh,
    make_case,
    make_draft,
    make_officer,
    make_reviewed,
)
from tests.factories.people import make_user

LISTED = "Zephyrine Cryogenic Works"


def verbs(case):
    return [event.verb for event in events_about(case) if event.verb.startswith("licensing.case")]


def test_submit_turns_answers_into_rows_and_starts_the_clock(lists, now):
    case = make_case(checked=False)

    assert case.state == CaseState.CHECKING
    assert (case.summary, case.military, case.starts_on.isoformat()) == (
        "We compare error rates of two devices with a partner.",
        "no",
        "2026-07-06",
    )
    assert [(each.item.name, str(each.party), each.mode) for each in case.transfers.all()] == [
        ("Falcon-120 processor", "Quiet Meadow Observatory", "physical")
    ]
    assert clock_of(case, at=now).running == "with_us"
    assert verbs(case) == ["licensing.case.opened", "licensing.case.submitted"]


def test_submit_twice_is_one_submission(lists, now):
    case = make_case(submitted=False)
    second_tab = fresh(case)
    actions.submit(case, actor=case.applicant, at=now, attested=True)

    with pytest.raises(Conflict, match="just moved"):
        actions.submit(second_tab, actor=case.applicant, at=now, attested=True)

    assert case.transfers.count() == 1
    assert case.clock_entries.count() == 1


def test_submit_needs_everything_the_statement_and_the_researcher(lists, now):
    empty, whole = make_draft(), make_case(submitted=False)

    with pytest.raises(Conflict, match="things are still missing"):
        actions.submit(empty, actor=empty.applicant, at=now, attested=True)
    with pytest.raises(Invalid) as refused:
        actions.submit(whole, actor=whole.applicant, at=now, attested=False)
    with pytest.raises(Denied, match="can sign and submit"):
        actions.submit(whole, actor=make_user(), at=now, attested=True)
    assert refused.value.field == "attested"
    assert fresh(whole).is_draft


def test_warning_signs_become_red_flags(lists):
    case = make_case(answers={"signs": "vague_use\nsecrecy", "sign_details": "They would not say."})

    assert {flag.code for flag in case.flags.all()} == {"vague_use", "secrecy"}
    assert case.flags.first().evidence == "They would not say."
    assert case.tier >= Tier.SECOND


# -- Checking -------------------------------------------------------------------


def test_check_routes_a_controlled_device_to_the_council(lists, now):
    case = make_case()

    assert (case.state, case.tier, case.queue) == (CaseState.OFFICER_REVIEW, Tier.COUNCIL, "council")
    determination = TransferDetermination.objects.standing().get(transfer__case=case)
    assert determination.outcome == Outcome.LICENCE
    assert "4A906.a.2" in determination.entries.split()
    assert {effect.rule for effect in case.routing_effects.all()} >= {"R2.1", "R3.1"}
    assert case.target_on.isoformat() == "2026-07-23"  # 15 working days, without 3 July
    assert Message.objects.get(key=f"licensing.case.{case.pk}.submitted").to == case.applicant


def test_check_records_what_is_free_at_once(lists, now):
    case = make_case(item=FREE)

    authorisation = case.authorisations.get()
    assert (case.state, case.tier) == (CaseState.RECORDED, Tier.RECORDED)
    assert (authorisation.kind, authorisation.state) == ("no_licence_required", "in_force")
    assert authorisation.letters.get().attachment.content_type == "application/pdf"
    assert case.decisions.get().decided_by is None
    assert clock_of(case, at=now).running == "stopped"


def test_check_records_a_publication_as_excluded(lists):
    case = make_case(activity="publish", item=PAPER)

    assert case.state == CaseState.RECORDED
    assert case.authorisations.get().kind == "exclusion"


def test_an_item_nobody_can_place_goes_to_a_person(lists):
    case = make_case(item=UNKNOWN)

    assert (case.tier, case.transfers.get().outcome) == (Tier.OFFICER, Outcome.NEEDS_PERSON)


def test_a_party_on_a_list_is_never_recorded_at_once(lists):
    case = make_case(item=FREE, party=LISTED)

    assert case.state == CaseState.OFFICER_REVIEW
    assert case.tier >= Tier.SECOND
    assert "R2.2" in {effect.rule for effect in case.routing_effects.all()}


def test_check_twice_changes_nothing(lists, now):
    case = make_case()
    rows = (case.routing_effects.count(), TransferDetermination.objects.count())

    actions.check(case, at=now)

    assert (case.routing_effects.count(), TransferDetermination.objects.count()) == rows


def test_a_check_that_was_cut_off_is_finished_by_the_clock_hand(lists, now):
    case = make_case(submitted=False)
    actions.submit(case, actor=case.applicant, at=now, attested=True)
    assert list(due.left_unchecked(at=now)) == []

    tasks.finish_checks()
    tasks.finish_checks()

    assert fresh(case).state == CaseState.OFFICER_REVIEW
    assert verbs(case).count("licensing.case.routed") == 1


def test_check_again_follows_what_has_changed(lists, now):
    case = make_case(item=UNKNOWN)
    officer = make_officer()
    item = case.items.get()
    item.parameters = {"physical_qubits": "5", "cnot_error": "0.02"}
    item.save()

    actions.check_again(case, actor=officer, at=now)

    assert case.transfers.get().outcome == Outcome.NOT_CONTROLLED
    assert case.routing_effects.order_by("-run").first().run == 2
    assert TransferDetermination.objects.filter(transfer__case=case, stands=False).count() == 1


def test_check_again_overtakes_reviews_only_where_the_result_differs(lists, now):
    case = make_case(answers={"military": "unknown"}, item=FREE)
    assert case.tier == Tier.SECOND
    case = make_reviewed(case)

    actions.check_again(case, actor=make_officer(), at=now)
    assert case.reviews.standing().count() == 2

    case.items.update(parameters={"physical_qubits": "120"})
    actions.check_again(fresh(case), actor=make_officer(), at=now)
    assert case.reviews.standing().count() == 0
    assert case.reviews.count() == 2


def test_check_again_is_for_officers_and_open_cases(lists, now):
    recorded, open_case = make_case(item=FREE), make_case(item=UNKNOWN)

    with pytest.raises(Conflict, match="is recorded"):
        actions.check_again(recorded, actor=make_officer(), at=now)
    with pytest.raises(Denied, match="Only export control officers"):
        actions.check_again(open_case, actor=open_case.applicant, at=now)


# -- Withdrawing -----------------------------------------------------------------


def test_withdraw_stops_the_clock_and_closes_questions(lists, now):
    case = make_case(item=UNKNOWN)
    actions.ask(case, question="Which gates?", actor=make_officer(), at=now)

    actions.withdraw(fresh(case), reason="Not needed.", actor=case.applicant, at=now)

    assert fresh(case).state == CaseState.WITHDRAWN
    assert clock_of(case, at=now).running == "stopped"
    assert case.requests.get().state == "closed"
    assert not Message.objects.waiting(at=now.replace(year=2027)).filter(key__startswith="licensing.request").exists()


def test_withdraw_takes_the_case_back_from_the_council(council, now):
    case = make_reviewed()

    actions.withdraw(case, actor=case.applicant, at=now)

    case.referral.refresh_from_db()
    assert case.referral.state == "withdrawn"


def test_withdraw_is_the_researchers_own_and_ends_with_the_decision(lists, now):
    open_case, recorded = make_case(item=UNKNOWN), make_case(item=FREE)

    with pytest.raises(Denied, match="withdraws this case"):
        actions.withdraw(open_case, actor=make_officer(), at=now)
    with pytest.raises(Conflict, match="is recorded"):
        actions.withdraw(recorded, actor=recorded.applicant, at=now)


def test_a_draft_is_thrown_away_without_a_trace_in_the_office(lists, now):
    case = make_case(submitted=False)

    actions.withdraw(case, actor=case.applicant, at=now)

    assert not Case.objects.visible_to(make_officer()).filter(pk=case.pk).exists()
    assert not case.clock_entries.exists()
