"""Two people at once: one wins, the other is told, nothing is doubled. Real threads and real transactions."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from compliance.licensing import actions
from compliance.licensing.actions import applications
from compliance.licensing.deciding import Terms
from compliance.licensing.models import Authorisation, Case, Decision, GovernmentApplication
from compliance.parties import actions as parties
from portal.core.errors import Conflict
from tests.factories.licensing import (
    FREE,
    NOW,
    UNKNOWN,
    determine_by_hand,
    fresh,
    make_authorisation,
    make_case,
    make_officer,
    make_official,
    make_waiting,
)
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lists(transactional_db, tmp_path):
    """Reference data and a list, committed."""
    load_reference()
    return import_small_list(tmp_path)


def at_once(*attempts):
    """Run each in a thread with a connection of its own, all starting together; return what each came to."""
    gate, results, faults = threading.Barrier(len(attempts)), [None] * len(attempts), []

    def run(number, attempt):
        try:
            connection.ensure_connection()
            gate.wait()
            attempt()
            results[number] = "done"
        except Conflict as no:
            results[number] = str(no)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return results


def test_two_officers_decide_and_one_is_told(lists):
    case = make_case(item=UNKNOWN)
    determine_by_hand(case, actor=make_officer())
    copies, officers = [fresh(case), fresh(case)], [make_officer(), make_officer()]

    results = at_once(
        *[
            lambda copy=copy, officer=officer: actions.decide(
                copy, verdict="approve", reasons="Mine.", actor=officer, at=NOW
            )
            for copy, officer in zip(copies, officers, strict=True)
        ]
    )

    assert results.count("done") == 1
    assert any("just moved" in result or "is approved" in result for result in results)
    assert Decision.objects.filter(case=case).count() == 1
    assert Authorisation.objects.filter(case=case).count() == 1


def test_a_double_click_submits_once(lists):
    case = make_case(submitted=False)
    copies = [fresh(case), fresh(case), fresh(case)]

    results = at_once(
        *[lambda copy=copy: actions.submit(copy, actor=copy.applicant, at=NOW, attested=True) for copy in copies]
    )

    assert results.count("done") == 1
    assert Case.objects.get(pk=case.pk).transfers.count() == 1
    assert case.clock_entries.count() == 1


def test_two_checks_of_one_case_leave_one_routing(lists):
    case = make_case(checked=False)

    results = at_once(*[lambda copy=copy: actions.check(copy, at=NOW) for copy in (fresh(case), fresh(case))])

    assert results == ["done", "done"]
    assert case.routing_effects.values("run").distinct().count() == 1
    assert fresh(case).state == "officer_review"


def test_two_officers_who_determine_at_once_leave_one_answer_each_and_the_last_stands(lists):
    case = make_case(item=UNKNOWN)
    transfer = case.transfers.get()
    copies, officers = [case.transfers.get(), case.transfers.get()], [make_officer(), make_officer()]

    results = at_once(
        *[
            lambda copy=copy, officer=officer: actions.determine(
                copy, regime="US-EAR", outcome="not_controlled", reasons="Measured.", actor=officer, at=NOW
            )
            for copy, officer in zip(copies, officers, strict=True)
        ],
        lambda: actions.check_again(fresh(case), actor=make_officer(), at=NOW),
    )

    by_hand = transfer.determinations.filter(determined_by__in=officers)
    assert results == ["done", "done", "done"]
    assert (by_hand.count(), by_hand.standing().filter(regime="US-EAR").count()) == (2, 1)


def test_two_second_reviewers_leave_one_review(lists):
    case = make_case(item=FREE, answers={"military": "unknown"})
    actions.recommend(case, verdict="approve", reasons="Yes.", actor=make_officer(), at=NOW)
    copies, officials = [fresh(case), fresh(case)], [make_official(), make_official()]

    results = at_once(
        *[
            lambda copy=copy, official=official: actions.give_second_review(
                copy, agrees=True, reasons="Yes.", actor=official, at=NOW
            )
            for copy, official in zip(copies, officials, strict=True)
        ]
    )

    assert results.count("done") == 1
    assert case.reviews.filter(kind="second_review").count() == 1


def test_the_last_of_an_authorisation_is_used_once(lists):
    found = make_authorisation(terms=Terms(limit=Decimal(1), limit_unit="chips"))
    copies = [Authorisation.objects.get(pk=found.pk) for _ in range(3)]

    results = at_once(
        *[
            lambda copy=copy, number=number: actions.enter_usage(
                copy,
                quantity=Decimal(1),
                used_on=NOW.date(),
                what="The last chip.",
                key=str(number),
                actor=copy.case.applicant,
                at=NOW,
            )
            for number, copy in enumerate(copies)
        ]
    )

    found.refresh_from_db()
    assert results.count("done") == 1
    assert (found.used, found.state) == (1, "exhausted")


def test_two_officers_record_the_agencys_answer_and_one_is_told(lists):
    officer = make_officer()
    waiting = make_waiting(officer=officer)
    for part in waiting.case.parties.select_related("party"):
        parties.amend_party(part.party, addresses=[("Kade 1, Delft", "NL")], actor=officer, at=NOW)
    made = applications.prepare(waiting, regime="US-EAR", actor=officer, at=NOW)
    applications.file(made, agency_reference="Z1", filed_on=NOW.date(), actor=officer, at=NOW)
    one, two = [GovernmentApplication.objects.get(pk=made.pk) for _ in range(2)]
    day = NOW.date()

    results = at_once(
        lambda: applications.grant(
            one, licence="D1", decided_on=day, valid_from=day, valid_to=None, actor=make_officer(), at=NOW
        ),
        lambda: applications.deny(two, decided_on=day, outcome="No.", actor=make_officer(), at=NOW),
    )

    made.refresh_from_db()
    waiting.refresh_from_db()
    assert results.count("done") == 1
    assert (made.state, waiting.state) in {("granted", "in_force"), ("denied", "revoked")}
