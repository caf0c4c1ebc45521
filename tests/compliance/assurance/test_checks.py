"""Standing checks: each finds what it is for, and nothing in a house that is in order."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.assurance.checks import CHECKS
from compliance.classification.models import ExclusionAnswer
from compliance.enduse import actions as enduse
from compliance.enduse.models import Verification
from compliance.incidents import actions as incidents
from compliance.licensing import actions as licensing
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Case, CaseItem, Review, UsageEntry
from compliance.parties.models import Party
from compliance.plans import actions as plans
from compliance.plans.models import ControlPlan
from compliance.screening import actions as screening
from compliance.screening.models import ListVersion, ScreeningRun
from tests.factories.assurance import make_remedy
from tests.factories.incidents import again, lead_of, make_incident
from tests.factories.licensing import (
    CONTROLLED,
    FREE,
    UNKNOWN,
    make_approved,
    make_authorisation,
    make_case,
    make_officer,
    make_official,
    make_refused,
)
from tests.factories.people import make_user
from tests.factories.plans import join, make_active_plan, make_sent_plan
from tests.factories.screening import csl_row, fill, import_csl
from tests.factories.statements import make_statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
DAY = timedelta(days=1)
OPEN_ENDED = Terms(valid_from=date(2026, 7, 1), valid_to=date(2027, 6, 30))


def found(name, at):
    return list(CHECKS[name].find(at))


def make_countersigned(at):
    case = make_case(item=UNKNOWN)
    licensing.raise_tier(case, tier=2, reason="A first exchange.", actor=make_officer(), at=at)
    return make_approved(Case.objects.get(pk=case.pk), at=at)


# -- What each finds -----------------------------------------------------------


def test_nothing_is_found_in_a_house_that_is_in_order(now):
    make_approved(terms=OPEN_ENDED)
    make_case(item=FREE)

    assert {name: troubles for name in CHECKS if (troubles := found(name, now + DAY))} == {}


def test_a_decision_of_tier_two_with_one_signature(now):
    case = make_countersigned(now)
    assert found("second-reviewer", now) == []
    Review.objects.filter(case=case, of__isnull=False).update(at=now + DAY)

    (trouble,) = found("second-reviewer", now)
    assert (trouble.case_id, trouble.concerns_id) == (case.pk, case.decided_by_id)


def test_the_same_person_twice_is_one_signature(now):
    case = make_countersigned(now)
    first = Review.objects.get(case=case, of__isnull=True)
    Review.objects.filter(case=case, of__isnull=False).update(reviewer=first.reviewer)

    assert len(found("second-reviewer", now)) == 1


def test_an_approval_on_lists_that_had_been_replaced(now):
    case = make_approved()
    assert found("screening-stale", now) == []
    ListVersion.objects.update(in_force_to=case.decided_at - 3 * DAY)

    assert {trouble.case_id for trouble in found("screening-stale", now)} == {case.pk}


def test_an_approval_before_anybody_was_screened(now):
    case = make_approved()
    ScreeningRun.objects.update(ran_at=case.decided_at + DAY)

    assert len(found("screening-stale", now)) == 1


def test_a_recorded_case_whose_party_was_cleared_until_a_day_that_has_passed(now, tmp_path):
    case, officer, later = make_case(item=FREE), make_officer(), now + DAY
    party = case.parties.get().party
    import_csl(tmp_path, [csl_row(party.name, uid="a"), *fill(40)], at=later)
    screening.rescreen(actor=None, at=later)
    hit = party.hits.get(uid="a")
    screening.adjudicate(hit, "propose_clearing", reason="x", actor=officer, at=later, expires_on=date(2026, 7, 5))
    screening.adjudicate(hit, "confirm_clearing", reason="x", actor=make_official(), at=later)

    assert found("tier-zero-changed", now + 4 * DAY) == []
    (trouble,) = found("tier-zero-changed", now + 5 * DAY)
    assert (trouble.case_id, trouble.key[-1]) == (case.pk, "hit")


def test_a_recorded_case_whose_party_was_changed(now):
    case = make_case(item=FREE)
    Party.objects.update(changed_at=now + DAY)

    (trouble,) = found("tier-zero-changed", now + DAY)
    assert trouble.case_id == case.pk
    licensing.revoke(case.authorisations.get(), reason="No longer used.", actor=make_officer(), at=now + DAY)
    assert found("tier-zero-changed", now + DAY) == []


def test_a_recorded_case_that_todays_facts_answer_more_strictly(now):
    case = make_case(item=FREE)
    paper = make_case(activity="publish")
    assert paper.state == case.state == "recorded"
    assert found("tier-zero-stricter", now) == []
    CaseItem.objects.filter(case=case).update(parameters=CONTROLLED["parameters"])
    ExclusionAnswer.objects.filter(
        session__in=CaseItem.objects.filter(case=paper).values("exclusion"), node="p1"
    ).update(answer=False)

    troubles = {trouble.case_id: trouble for trouble in found("tier-zero-stricter", now)}

    assert set(troubles) == {case.pk, paper.pk}
    assert "“not controlled”" in troubles[case.pk].detail and "“licence required”" in troubles[case.pk].detail
    licensing.revoke(case.authorisations.get(), reason="No longer used.", actor=make_officer(), at=now)
    assert {trouble.case_id for trouble in found("tier-zero-stricter", now)} == {paper.pk}


def test_ten_recorded_cases_are_determined_anew_in_as_many_statements_as_two(now):
    counts = []
    for more in (2, 8):
        for _ in range(more):
            make_case(activity="publish")
        with CaptureQueriesContext(connection) as queries:
            found("tier-zero-stricter", now)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def use(authorisation, on, at):
    return UsageEntry.objects.create(
        authorisation=authorisation, key=str(on), used_on=on, quantity=Decimal("1.50"), what="A loan",
        entered_by=authorisation.case.applicant, entered_at=at,
    )  # fmt: skip


def test_a_use_outside_the_days(now):
    authorisation = make_authorisation(terms=OPEN_ENDED)
    use(authorisation, date(2026, 8, 1), now)
    assert found("authorisation-over-scope", now) == []
    use(authorisation, date(2027, 7, 1), now)

    (trouble,) = found("authorisation-over-scope", now)
    assert "1 July 2027" in trouble.detail and "1.5 " in trouble.detail


def test_what_has_ended_and_is_still_in_use(now):
    late, used = make_authorisation(terms=OPEN_ENDED), make_authorisation()
    licensing.revoke(used, reason="Given back.", actor=make_officer(), at=now)
    use(used, date(2026, 8, 1), now + 40 * DAY)

    names = {trouble.authorisation_id for trouble in found("authorisation-expired-in-use", now + 400 * DAY)}

    assert names == {late.pk, used.pk}


def test_in_force_and_nobody_will_verify_it(now):
    authorisation = make_authorisation()
    Verification.objects.all().delete()

    assert found("authorisation-unverified", now + DAY) == [], "the nightly plan has not had its turn"
    assert [t.authorisation_id for t in found("authorisation-unverified", now + 3 * DAY)] == [authorisation.pk]


def test_a_verification_two_weeks_late(now):
    verification = make_authorisation(terms=OPEN_ENDED).verifications.get()
    due = datetime(2027, 6, 30, 12, tzinfo=now.tzinfo)

    assert found("verification-overdue", due + 14 * DAY) == []
    assert [t.verification_id for t in found("verification-overdue", due + 15 * DAY)] == [verification.pk]


def test_a_condition_a_week_late(now):
    obligation = Obligation("Report who has used it.", "by_date", date(2026, 8, 1))
    make_approved(conditions=(obligation,))

    assert found("condition-overdue", now + 38 * DAY) == []
    assert len(found("condition-overdue", now + 39 * DAY)) == 1


def test_a_case_of_tier_two_without_the_recipients_statement(now):
    case = make_countersigned(now)
    authorisation = case.authorisations.get()
    assert [t.authorisation_id for t in found("statement-missing", now)] == [authorisation.pk]

    statement = make_statement(case=case, at=now)
    assert len(found("statement-missing", now)) == 1, "to ask for one is not to have one"
    enduse.excuse(statement, reason="The agency holds the original.", actor=make_officer(), at=now)
    assert found("statement-missing", now) == []


def test_a_remedy_two_weeks_late(now):
    make_remedy()

    assert found("remedy-overdue", now + 28 * DAY) == []
    assert len(found("remedy-overdue", now + 29 * DAY)) == 1


def test_what_is_kept_too_long_is_one_finding_a_class(now):
    plan = make_sent_plan()
    plans.withdraw(plan, reason="Not needed.", actor=make_officer(), at=now)
    authorisation = plan.case.authorisations.get()
    licensing.revoke(authorisation, reason="Given back.", actor=make_officer(), at=now)
    seven_years, eleven_years = now.replace(year=2033), now.replace(year=2037)

    assert found("retention-due", now.replace(year=2031)) == [], "five years from the end of the calendar year"
    assert {t.key[0] for t in found("retention-due", seven_years)} == {"cases", "plans"}
    assert {t.key[0] for t in found("retention-due", eleven_years)} == {"screenings", "cases", "plans"}


def test_sheets_are_kept_as_long_as_single_screenings(now, tmp_path):
    officer, sheet = make_officer(), tmp_path / "sheet.csv"
    sheet.write_text("Name\nQuiet Meadow\n")
    job = screening.take_sheet(sheet, name="sheet.csv", actor=officer, at=now)
    assert found("retention-due", now.replace(year=2045)) == [], "nothing was screened yet"

    screening.map_sheet(job, mapping={"name": "Name"}, actor=officer, at=now)
    screening.work_on(job, at=now)

    assert found("retention-due", now.replace(year=now.year + 10)) == []
    assert [t.key[0] for t in found("retention-due", now.replace(year=now.year + 10) + DAY)] == ["sheets"]


def test_what_an_incident_preserves_is_not_past_its_retention(now):
    case, later = make_refused(), now.replace(year=2037)
    incident = make_incident(at=now)
    assert {t.key[0] for t in found("retention-due", later)} == {"screenings", "cases"}

    held = incidents.preserve(incident, records=[case], reason="A court asks.", actor=lead_of(incident), at=now)
    assert found("retention-due", later) == [], "the screenings of its parties are kept with the case"
    incidents.lift_measure(held, reason="The court is done.", actor=again(lead_of(incident)), at=now)
    assert len(found("retention-due", later)) == 2


def test_what_is_in_use_is_never_past_its_retention(now):
    make_approved()

    assert [t.key[0] for t in found("retention-due", now.replace(year=2045))] == ["screenings"]


def test_trouble_that_no_listener_heard_of_is_found_at_night(now):
    verification = make_authorisation(terms=OPEN_ENDED).verifications.get()
    values = {
        "state": "recorded",
        "finding": "discrepancy",
        "account": "Lent on.",
        "follow_up": "Ask.",
        "method": "visit",
    }
    Verification.objects.filter(pk=verification.pk).update(recorded_at=now, carried_out_by=make_officer(), **values)

    assert [t.verification_id for t in found("verification-trouble", now)] == [verification.pk]


def test_people_and_items_that_a_live_plan_does_not_name(now):
    plan, stranger = make_active_plan(), make_user(name="Stray Visitor")
    assert found("people-not-on-plan", now) == found("items-not-on-plan", now) == []
    plans.bring_access_list(building="Hall", room="B12", people=[stranger], actor=make_officer(), at=now)
    plan.items.get().entries.all().delete()
    plan.items.all().delete()

    assert [t.title for t in found("people-not-on-plan", now)] == [
        f"Stray Visitor can open Hall B12 and is not on {plan}"
    ]
    assert [t.case_id for t in found("items-not-on-plan", now)] == [plan.case_id]


def test_somebody_on_a_live_plan_whose_training_has_lapsed(now):
    plan = make_active_plan()
    person = join(plan)
    assert person.user_id not in {t.concerns_id for t in found("training-lapsed", now)}

    assert person.user_id in {t.concerns_id for t in found("training-lapsed", now + 1000 * DAY)}


def test_an_attestation_two_weeks_late_and_a_signature_four_weeks_late(now):
    plan = make_active_plan()
    person = join(plan, signed=False)
    due = plan.attestations.get().due_on
    year = now.replace(year=due.year, month=due.month, day=due.day)

    def owing(days):
        return {t.concerns_id for t in found("plan-signature-owed", now + days * DAY)}

    assert owing(27) == set()
    assert owing(28) == {person.user_id, plan.responsible_id}, "the newcomer, and who answers for the change"
    assert found("plan-attestation-overdue", year + 14 * DAY) == []
    assert [t.concerns_id for t in found("plan-attestation-overdue", year + 15 * DAY)] == [plan.responsible_id]


def test_a_controlled_case_without_a_plan(now):
    case = make_countersigned(now)
    assert found("case-without-plan", now) == []
    ControlPlan.objects.filter(case=case).update(case=make_case(item=FREE))

    assert [t.case_id for t in found("case-without-plan", now)] == [case.pk]
