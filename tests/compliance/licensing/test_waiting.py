"""What waits for whom at the home page."""

from datetime import date

from compliance.licensing import actions
from compliance.licensing.actions import appeals
from compliance.licensing.deciding import Obligation
from compliance.licensing.waiting import counts, waiting
from portal.accounts import actions as accounts
from tests.factories.licensing import (
    FREE,
    UNKNOWN,
    fresh,
    make_approved,
    make_case,
    make_draft,
    make_officer,
    make_official,
    make_refused,
)
from tests.factories.people import make_user


def said(user, now):
    return {(item.detail, item.who) for item in waiting(user, now)}


def test_the_researcher_sees_whose_move_it_is(lists, now):
    applicant = make_user()
    make_draft(applicant=applicant)
    make_case(applicant=applicant, item=UNKNOWN)
    asked = make_case(applicant=applicant, item=UNKNOWN)
    actions.ask(asked, question="Why?", actor=make_officer(), at=now)
    make_case(applicant=applicant, item=FREE)

    assert said(applicant, now) == {
        ("Finish the draft and sign it", "you"),
        ("Answer the office's question", "you"),
        ("With the export control office", "the export control office"),
    }


def test_a_signature_waits_for_the_researcher_also_in_the_delegates_list(lists, now):
    applicant, delegate = make_user(), make_user()
    days = {"from_on": date(2026, 1, 1), "to_on": date(2099, 1, 1)}
    accounts.delegate_to(applicant, delegate=delegate, actor=applicant, at=now, **days)
    case = make_case(applicant=applicant, actor=delegate, submitted=False)
    actions.hand_over(case, actor=delegate, at=now)

    assert said(applicant, now) == {("Read it and sign it", "you")}
    assert said(delegate, now) == {("Read it and sign it", applicant.name)}


def test_the_office_sees_what_nobody_else_has_in_hand(lists, now):
    officer, other, official = make_officer(), make_officer(), make_official()
    make_case(item=UNKNOWN)
    taken = make_case(item=UNKNOWN)
    actions.assign([taken], officer=other, actor=other, at=now)
    second = make_case(item=FREE, answers={"military": "unknown"})
    actions.recommend(second, verdict="approve", reasons="Yes.", actor=official, at=now)

    assert [item.reference for item in waiting(officer, now)] == ["FL-2026-00001"]
    assert len(list(waiting(other, now))) == 2
    assert "Give the second review" not in {item.detail for item in waiting(official, now)}
    assert "Give the second review" in {item.detail for item in waiting(make_official(), now)}


def test_conditions_and_appeals_wait_with_their_day(lists, now):
    case = make_approved(conditions=(Obligation("Report.", "by_date", date(2026, 8, 1)),))
    refused = make_refused()
    appeals.lodge(refused, grounds="No.", actor=refused.applicant, at=now)

    item = next(iter(waiting(case.applicant, now)))
    assert (item.title, item.due_at) == ("Report.", date(2026, 8, 1))
    assert ("Decide the appeal", "you") in said(make_official(), now)


def test_each_source_asks_a_constant_number_of_queries(lists, now, django_assert_num_queries):
    official = make_official()
    for expected in (6, 6):
        make_case(item=UNKNOWN)
        official = type(official).objects.get(pk=official.pk)
        official.has_perm("compliance.review_case")
        with django_assert_num_queries(expected):
            list(waiting(official, now))


def test_counts_are_for_the_office(lists, now):
    case = make_case(item=UNKNOWN)

    assert [(each.label, each.figure) for each in counts(make_officer(), now.replace(month=8))] == [
        ("Cases with the office", 1),
        ("Past their answer day", 1),
    ]
    assert list(counts(fresh(case).applicant, now)) == []
