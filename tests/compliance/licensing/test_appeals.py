"""Appeals: in time, by somebody who was not involved, uphold, vary or remit once."""

from datetime import timedelta

import pytest

from compliance.licensing.actions import appeals
from compliance.licensing.deciding import Obligation
from compliance.licensing.models import Appeal
from compliance.licensing.queries import clock_of
from compliance.licensing.states import CaseState
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Message
from tests.factories.licensing import (
    FREE,
    UNKNOWN,
    determine_by_hand,
    fresh,
    make_approved,
    make_case,
    make_officer,
    make_official,
    make_refused,
)


def lodged(now, case=None):
    case = case or make_refused()
    return appeals.lodge(case, grounds="The use is civil.", actor=case.applicant, at=now)


def test_lodge_within_28_calendar_days(lists, now):
    case = make_refused()

    with pytest.raises(Conflict, match="ended on 29 July 2026"):
        appeals.lodge(case, grounds="Late.", actor=case.applicant, at=now + timedelta(days=29))
    appeal = appeals.lodge(case, grounds="In time.", actor=case.applicant, at=now + timedelta(days=28))

    assert appeal.state == "lodged"
    with pytest.raises(Conflict, match="already"):
        appeals.lodge(case, grounds="Twice.", actor=case.applicant, at=now)


def test_lodge_is_for_the_researcher_with_grounds_against_something(lists, now):
    refused, recorded = make_refused(), make_case(item=FREE)

    with pytest.raises(Denied, match="appeals in this case"):
        appeals.lodge(refused, grounds="No.", actor=make_officer(), at=now)
    with pytest.raises(Invalid, match="should be different"):
        appeals.lodge(refused, grounds=" ", actor=refused.applicant, at=now)
    with pytest.raises(Conflict, match="nothing to appeal against"):
        appeals.lodge(recorded, grounds="Why.", actor=recorded.applicant, at=now)


def test_uphold_lets_the_decision_stand(lists, now):
    appeal = lodged(now)

    appeals.uphold(appeal, reasons="It was right.", actor=make_official(), at=now)

    assert (appeal.state, fresh(appeal.case).state) == ("upheld", CaseState.REFUSED)
    assert Message.objects.get(template="licensing/appeal_decided").to == appeal.lodged_by


def test_whoever_took_part_decides_no_appeal(lists, now):
    official = make_official()
    appeal = lodged(now, make_refused(officer=official))

    with pytest.raises(Denied, match="took part in this case"):
        appeals.uphold(appeal, reasons="I was right.", actor=official, at=now)
    with pytest.raises(Denied, match="Only the empowered official"):
        appeals.uphold(appeal, reasons="Yes.", actor=make_officer(), at=now)


def test_remit_sends_the_case_back_once(lists, now):
    appeal = lodged(now)

    appeals.remit(appeal, reasons="Look again.", actor=make_official(), at=now)

    case = fresh(appeal.case)
    assert (case.state, case.decided_at, clock_of(case, at=now).running) == (
        CaseState.OFFICER_REVIEW,
        None,
        "with_us",
    )
    second = lodged(now, make_refused(case))
    with pytest.raises(Conflict, match="sent back once already"):
        appeals.remit(second, reasons="Again.", actor=make_official(), at=now)
    assert case.decisions.order_by("-pk").first().replaces == appeal.decision


def test_vary_approves_what_was_refused(lists, now):
    case = make_case(item=UNKNOWN)
    determine_by_hand(case, actor=make_officer())
    appeal = lodged(now, make_refused(case))

    decision = appeals.vary(appeal, reasons="The use is civil.", actor=make_official(), at=now)

    assert (appeal.state, fresh(case).state) == ("varied", CaseState.APPROVED)
    assert decision.replaces == appeal.decision
    assert case.authorisations.get().state == "in_force"


def test_vary_with_conditions(lists, now):
    case = make_case(item=UNKNOWN)
    determine_by_hand(case, actor=make_officer())
    appeal = lodged(now, make_refused(case))

    appeals.vary(appeal, reasons="Yes, but.", conditions=[Obligation("Report.")], actor=make_official(), at=now)

    assert fresh(case).state == CaseState.APPROVED_WITH_CONDITIONS


def test_vary_stops_where_an_approval_would(lists, now):
    appeal = lodged(now)

    with pytest.raises(Conflict, match="not determined yet"):
        appeals.vary(appeal, reasons="Yes.", actor=make_official(), at=now)

    assert Appeal.objects.get(pk=appeal.pk).state == "lodged"


def test_an_appeal_is_decided_once_and_can_be_taken_back(lists, now):
    appeal = lodged(now)
    stale = Appeal.objects.get(pk=appeal.pk)
    with pytest.raises(Denied, match="takes this appeal back"):
        appeals.take_back(stale, actor=make_official(), at=now)
    appeals.take_back(appeal, actor=appeal.lodged_by, at=now)

    with pytest.raises(Conflict, match="just moved"):
        appeals.uphold(stale, reasons="Late.", actor=make_official(), at=now)


def test_conditions_can_be_appealed_too(lists, now):
    case = make_approved(conditions=(Obligation("Report every week."),))

    appeal = appeals.lodge(case, grounds="Every week is too often.", actor=case.applicant, at=now)

    assert appeal.decision == case.decisions.get()
