"""Questions to the applicant: they stop the clock, and the answer overtakes earlier reviews."""

from datetime import date, timedelta

import pytest

from compliance.licensing import actions
from compliance.licensing.models import InformationRequest
from compliance.licensing.queries import clock_of
from compliance.licensing.states import CaseState
from portal.accounts import actions as accounts
from portal.accounts.roles import Officer, Researcher
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Message
from tests.factories.licensing import FREE, UNKNOWN, fresh, make_case, make_officer, make_reviewed
from tests.factories.people import make_user


def asked(now, case=None):
    case = case or make_case(item=UNKNOWN)
    return actions.ask(fresh(case), question="Which gates were measured?", actor=make_officer(), at=now)


def test_ask_stops_the_clock_and_tells_the_applicant(lists, now):
    request = asked(now)
    case = fresh(request.case)

    reading = clock_of(case, at=now + timedelta(days=7))

    assert case.state == CaseState.INFORMATION_REQUESTED
    assert (reading.with_us, reading.with_you, reading.paused) == (0, 4, True)
    assert request.due_on == date(2026, 7, 16)  # ten working days, without 3 July
    assert Message.objects.filter(to=case.applicant, template="licensing/asked", due_at=now).count() == 1


def test_chasers_are_owed_before_the_due_day_and_withdrawn_with_the_answer(lists, now):
    request = asked(now)
    chasers = Message.objects.filter(template="licensing/asked_again")
    assert sorted(each.due_at.date().isoformat() for each in chasers) == ["2026-07-09", "2026-07-14", "2026-07-16"]

    actions.answer(request, text="All of them.", actor=request.case.applicant, at=now)

    assert not chasers.filter(withdrawn_at=None).exists()


def test_answer_brings_the_case_back_and_the_clock_goes_on(lists, now):
    request = asked(now)
    later = now + timedelta(days=7)

    actions.answer(request, text=" All of them. ", actor=request.case.applicant, at=later)

    case = fresh(request.case)
    assert (request.answer, request.state) == ("All of them.", "answered")
    assert case.state == CaseState.OFFICER_REVIEW
    assert clock_of(case, at=later).running == "with_us"
    assert case.target_on == date(2026, 7, 13)


def test_a_second_question_keeps_the_case_with_the_applicant(lists, now):
    first = asked(now)
    second = actions.ask(fresh(first.case), question="And where?", actor=make_officer(), at=now)

    actions.answer(first, text="All.", actor=first.case.applicant, at=now)
    assert fresh(first.case).state == CaseState.INFORMATION_REQUESTED

    actions.answer(second, text="In Delft.", actor=first.case.applicant, at=now)
    assert fresh(first.case).state == CaseState.OFFICER_REVIEW


def test_an_answer_overtakes_the_recommendation(lists, now):
    case = make_reviewed(make_case(item=FREE, answers={"military": "unknown"}))
    request = asked(now, case)

    actions.answer(request, text="It is civil.", actor=case.applicant, at=now)

    assert [review.invalidated_because for review in case.reviews.all()] == ["The applicant answered a question."] * 2


def test_a_delegate_answers_as_long_as_they_are_one(lists, now):
    request = asked(now)
    delegate, principal = make_user(), request.case.applicant
    with pytest.raises(Denied, match="Only the researcher and their delegate"):
        actions.answer(request, text="All.", actor=delegate, at=now)
    days = {"from_on": date(2026, 1, 1), "to_on": date(2099, 1, 1)}
    accounts.delegate_to(principal, delegate=delegate, actor=principal, at=now, **days)

    actions.answer(request, text="All.", actor=delegate, at=now)

    assert request.answered_by == delegate


def test_close_goes_on_without_an_answer(lists, now):
    request = asked(now)

    actions.close(request, reason="The partner told us.", actor=make_officer(), at=now)

    assert (request.state, request.closed_reason) == ("closed", "The partner told us.")
    assert fresh(request.case).state == CaseState.OFFICER_REVIEW


@pytest.mark.parametrize(
    ("given", "field"), [({"question": " "}, "question"), ({"question": "Why?", "due_on": date(2026, 6, 30)}, "due_on")]
)
def test_ask_refuses_what_is_no_question(lists, now, given, field):
    with pytest.raises(Invalid) as refused:
        actions.ask(make_case(item=UNKNOWN), actor=make_officer(), at=now, **given)

    assert refused.value.field == field


def test_empty_answers_and_reasons_are_refused(lists, now):
    request = asked(now)

    with pytest.raises(Invalid, match="Write your answer"):
        actions.answer(request, text=" ", actor=request.case.applicant, at=now)
    with pytest.raises(Invalid, match="no answer is needed"):
        actions.close(request, reason="", actor=make_officer(), at=now)


def test_the_second_of_two_answers_is_refused(lists, now):
    request = asked(now)
    stale = InformationRequest.objects.get(pk=request.pk)
    actions.answer(request, text="All.", actor=request.case.applicant, at=now)

    with pytest.raises(Conflict, match="just moved"):
        actions.answer(stale, text="Some.", actor=request.case.applicant, at=now)

    assert InformationRequest.objects.get(pk=request.pk).answer == "All."


def test_nobody_asks_in_their_own_case_or_a_closed_one(lists, now):
    recorded = make_case(item=FREE)
    own = make_case(item=UNKNOWN, applicant=make_user(Researcher, Officer))

    with pytest.raises(Conflict, match="is recorded"):
        asked(now, recorded)
    with pytest.raises(Denied, match="your own case"):
        actions.ask(own, question="Why?", actor=own.applicant, at=now)
