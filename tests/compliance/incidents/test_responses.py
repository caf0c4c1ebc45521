"""Proportionate responses: what the matrix proposes, and what follows from a decision that is final."""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance.incidents import actions, matrix
from compliance.incidents.models import Restriction
from compliance.incidents.queries import (
    may_self_certify,
    project_is_suspended,
)
from compliance.incidents.states import Fact, Nature, Response
from compliance.licensing import dossier
from compliance.licensing.models import Authorisation
from compliance.plans.models import ControlPlan
from portal.accounts.roles import Officer, Overseer
from portal.core.errors import Conflict, Invalid
from tests.factories.incidents import (
    again,
    decide,
    lead_of,
    make_answered_hearing,
)
from tests.factories.licensing import FREE, UNKNOWN, make_approved, make_authorisation, make_case
from tests.factories.people import make_user
from tests.factories.training import make_course
from training.models import Requirement
from training.queries import gaps

pytestmark = pytest.mark.django_db


class TestMatrix:
    def test_every_nature_and_column_has_one_row(self, now):
        for nature in Nature:
            for repeat in (False, True):
                for self_reported in (False, True):
                    for deliberate in (False, True):
                        row = matrix.propose(
                            nature,
                            repeat=repeat,
                            self_reported=self_reported,
                            deliberate=deliberate,
                            on=now.date(),
                        )
                        assert row.measures
                        assert set(row.measures) <= set(Response.values)

    def test_education_comes_first_where_it_says_so(self, now):
        for row in matrix.all_rows(now.date()):
            if row.education_first:
                assert set(row.measures) & (matrix.EDUCATION | {Response.ACTION_PLAN})

    def test_what_was_self_reported_is_answered_more_mildly(self, now):
        own, found = (
            matrix.propose(Nature.DEEMED_EXPORT, repeat=False, self_reported=own, deliberate=False, on=now.date())
            for own in (True, False)
        )

        assert set(own.measures) < set(found.measures)

    def test_before_its_day_there_is_no_row(self, now):
        with pytest.raises(LookupError):
            matrix.propose(
                Nature.OTHER, repeat=False, self_reported=True, deliberate=False, on=now.date().replace(year=2020)
            )


class TestFollowing:
    def test_what_is_lost_is_lost_when_final_and_given_back_with_a_reason(self, lists, now):
        subject = make_user()
        authorisation = make_authorisation(applicant=subject, at=now)
        hearing = make_answered_hearing(at=now, subject=subject, nature=Nature.SCREENING_LAPSE)
        lead = lead_of(hearing.incident)
        actions.link(hearing.incident, authorisation=authorisation, actor=lead, at=now)
        hearing = decide(
            hearing,
            measures={"self_certification": "", "project": ""},
            deviation="It is the third time.",
            at=now,
        )
        assert may_self_certify(subject, now.date())
        actions.accept_decision(hearing, actor=again(subject), at=now)

        assert not may_self_certify(subject, now.date())
        assert project_is_suspended(subject, now.date())
        assert Authorisation.objects.get().state == "suspended"
        lost = Restriction.objects.get(kind=Response.SELF_CERTIFICATION)
        with pytest.raises(Invalid):
            actions.lift_restriction(lost, reason="", actor=lead, at=now)
        actions.lift_restriction(lost, reason="A year without a lapse.", actor=lead, at=now)
        assert may_self_certify(subject, now.date())

    def test_without_self_certification_an_officer_reads_what_would_be_recorded_at_once(self, lists, client, now):
        subject, other, day = make_user(), make_user(), now + timedelta(days=1)
        hearing = make_answered_hearing(at=now, subject=subject, nature=Nature.SCREENING_LAPSE)
        hearing = decide(hearing, measures={"self_certification": ""}, deviation="It is the third time.", at=now)
        before = make_case(item=FREE, applicant=subject, at=now)
        actions.accept_decision(hearing, actor=again(subject), at=now)

        read, others = (make_case(item=FREE, applicant=one, at=day) for one in (subject, other))

        assert [case.state for case in (before, read, others)] == ["recorded", "officer_review", "recorded"]
        assert not read.authorisations.exists()
        effect = read.routing_effects.get(rule="R1.10")
        assert (effect.tier, effect.facts) == (1, {"always_read": True})
        inside = reverse("licensing:review", args=[read.reference])
        for reader, told in ((make_user(Officer), True), (make_user(Overseer), False)):
            client.force_login(reader)
            assert ("R1.10" in client.get(inside).content.decode()) is told
        assert "R1.10" not in str(dossier.contents(read))
        lost = Restriction.objects.get()
        actions.lift_restriction(lost, reason="A year without a lapse.", actor=lead_of(hearing.incident), at=day)
        assert make_case(item=FREE, applicant=subject, at=day).state == "recorded"

    def test_an_incident_goes_on_only_when_everybody_was_heard_to_the_end(self, now):
        hearing = make_answered_hearing(at=now)
        incident, lead = hearing.incident, lead_of(hearing.incident)
        with pytest.raises(Conflict, match="finds it unfounded first"):
            actions.find_unfounded(incident, reason="Nothing.", actor=lead, at=now)
        assert incident.facts.filter(kind=Fact.ANSWERED, subject=hearing.subject).exists()

    def test_a_course_is_asked_of_the_person_and_of_nobody_else(self, now):
        subject, course = make_user(), make_course("deemed-exports", title="Deemed exports")
        hearing = make_answered_hearing(at=now, subject=subject)
        told = {"measures": {"training": "", "control_plan": ""}, "course": course, "deviation": "Both are needed."}
        hearing = decide(hearing, at=now, **told)
        in_two_months = now.date() + timedelta(days=60)
        assert not gaps(subject, in_two_months)
        actions.accept_decision(hearing, actor=again(subject), at=now)

        assert [gap.course for gap in gaps(subject, in_two_months)] == [course]
        assert not gaps(make_user(), in_two_months)
        asked = Requirement.objects.get(audience="person")
        assert "hearing" not in f"{asked.code} {asked.ground}".lower()
        assert hearing.incident.remedies.filter(what="A course: Deemed exports").count() == 1

    def test_a_control_plan_is_drafted_for_the_case_that_the_incident_touches(self, lists, now):
        subject = make_user()
        case, _beside = (make_approved(applicant=subject, at=now) for _ in range(2))
        assert not ControlPlan.objects.exists()
        hearing = make_answered_hearing(at=now, subject=subject)
        actions.link(hearing.incident, case=case, actor=lead_of(hearing.incident), at=now)
        hearing = decide(hearing, measures={"control_plan": ""}, deviation="That is what was missing.", at=now)
        actions.accept_decision(hearing, actor=again(subject), at=now)

        plan = ControlPlan.objects.get()
        assert (plan.case, plan.state, plan.weight) == (case, "draft", "mitigation")
        assert "hearing" not in plan.weight_reason.lower()

    def test_a_suspended_project_stops_every_authorisation_of_its_cases_and_holds_what_is_open(self, lists, now):
        subject = make_user()
        done, beside = (make_approved(applicant=subject, at=now) for _ in range(2))
        going_on = make_case(applicant=subject, item=UNKNOWN, at=now)
        hearing = make_answered_hearing(at=now, subject=subject)
        for case in (done, going_on):
            actions.link(hearing.incident, case=case, actor=lead_of(hearing.incident), at=now)
        hearing = decide(hearing, measures={"project": ""}, deviation="It goes on.", at=now)
        actions.accept_decision(hearing, actor=again(subject), at=now)

        stopped = done.authorisations.get()
        assert (stopped.state, beside.authorisations.get().state) == ("suspended", "in_force")
        hold = going_on.holds.get()
        assert (hold.lifter, hold.placed_by) == ("IncidentHandler", None)
        assert "hearing" not in f"{stopped.end_reason} {hold.reason}".lower()
