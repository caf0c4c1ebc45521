"""Precautions: what they stop through its owner, how long they stand, and that they are no sanction."""

from datetime import timedelta

import pytest

from compliance.incidents import actions
from compliance.incidents.models import Measure
from compliance.incidents.queries import is_preserved, preserved_among
from compliance.incidents.states import Fact, MeasureState
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation, Case, Hold
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Event, Message
from tests.factories.incidents import fresh, lead_of, make_handler, make_incident
from tests.factories.licensing import UNKNOWN, make_authorisation, make_case, make_officer
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def stopped(incident, at, **given):
    given = {"what": "Tours of the cold lab", "reason": "Drawings hang there.", **given}
    return actions.stop_work(incident, actor=lead_of(incident), at=at, **given)


def test_a_precaution_is_reviewed_in_thirty_days_and_lifted_with_a_reason(now):
    incident = make_incident(at=now)
    lead, measure = lead_of(incident), stopped(incident, now)
    assert measure.review_on == now.date() + timedelta(days=30)

    later = now + timedelta(days=30)
    actions.review_measure(measure, reason="The drawings still hang there.", actor=lead, at=later)
    with pytest.raises(Conflict, match="today"):
        actions.review_measure(measure, reason="Again.", actor=lead, at=later)
    assert measure.review_on == later.date() + timedelta(days=30)
    with pytest.raises(Invalid):
        actions.lift_measure(measure, reason="", actor=lead, at=later)
    stale = fresh(measure)
    actions.lift_measure(measure, reason="They were taken down.", actor=lead, at=later)

    assert fresh(measure).state == MeasureState.LIFTED
    with pytest.raises(Conflict):
        actions.lift_measure(stale, reason="Too late.", actor=lead, at=later)


def test_reviews_are_asked_for_before_their_day_and_once(now):
    incident = make_incident(at=now)
    stopped(incident, now)

    owed = [actions.remind_of_reviews(at=now + timedelta(days=day)) for day in (20, 27, 28, 30, 30, 31)]

    assert owed == [0, 1, 0, 1, 0, 0]


def test_whoever_it_meets_is_told_that_it_is_a_precaution(now):
    person = make_user()
    stopped(make_incident(at=now), now, person=person)

    message = Message.objects.get(to=person)
    assert message.template == "incidents/precaution"
    assert "drawings" not in str(message.context).lower()


@pytest.mark.parametrize("name", ["stop_work", "suspend_access"])
def test_only_the_team_contains(name, now):
    with pytest.raises(Denied):
        getattr(actions, name)(
            make_incident(), what="It", reason="Why", person=make_user(), actor=make_handler(), at=now
        )


def test_it_says_what_stops_and_why(now):
    incident = make_incident(at=now)
    for field in ("what", "reason"):
        with pytest.raises(Invalid):
            stopped(incident, now, **{field: " "})


def test_contained_is_said_once(now):
    incident = make_incident(at=now)
    actions.declare_contained(incident, actor=lead_of(incident), at=now)

    assert incident.facts.filter(kind=Fact.CONTAINED).count() == 1
    with pytest.raises(Conflict):
        actions.declare_contained(incident, actor=lead_of(incident), at=now)


class TestThroughLicensing:
    def test_an_authorisation_is_suspended_and_the_office_cannot_put_it_back(self, lists, now):
        authorisation = make_authorisation(at=now)
        incident = make_incident(at=now)
        measure = actions.suspend_authorisation(
            incident, authorisation=authorisation, reason="It covers the drawings.", actor=lead_of(incident), at=now
        )
        assert Authorisation.objects.get().state == "suspended"

        with pytest.raises(Conflict, match="precaution keeps it suspended"):
            licensing.reinstate(fresh(authorisation), reason="We need it.", actor=make_officer(), at=now)
        actions.lift_measure(fresh(measure), reason="It did not.", actor=lead_of(incident), at=now)

        assert Authorisation.objects.get().state == "in_force"

    def test_what_licensing_says_names_neither_incident_nor_reason(self, lists, now):
        authorisation = make_authorisation(at=now)
        incident = make_incident(at=now)
        actions.suspend_authorisation(
            incident, authorisation=authorisation, reason="SECRET", actor=lead_of(incident), at=now
        )

        said = [str(event.data) + event.subject_label for event in events_about(authorisation)]
        assert not [each for each in said if "SECRET" in each or incident.reference in each]

    def test_a_case_is_held_and_the_office_cannot_lift_it(self, lists, now):
        case = make_case(item=UNKNOWN, at=now)
        incident = make_incident(at=now)
        measure = actions.hold_case(incident, case=case, reason="Look first.", actor=lead_of(incident), at=now)
        hold = Hold.objects.get()
        assert (hold.case, hold.lifter) == (case, "IncidentHandler")

        with pytest.raises(Denied):
            licensing.lift_hold(hold, reason="We need it.", actor=make_officer(), at=now)
        actions.lift_measure(measure, reason="Nothing wrong.", actor=lead_of(incident), at=now)

        assert fresh(hold).lifted_at == now


class TestPreserved:
    def test_a_record_may_not_be_destroyed_while_it_stands(self, lists, now):
        case, other = make_case(item=UNKNOWN, at=now), make_case(item=UNKNOWN, at=now)
        incident = make_incident(at=now)
        measure = actions.preserve(
            incident, records=[case], reason="Needed for the account.", actor=lead_of(incident), at=now
        )

        assert (is_preserved(case), is_preserved(other)) == (True, False)
        assert preserved_among(Case.objects.all()) == {case.pk}
        actions.lift_measure(measure, reason="Done.", actor=lead_of(incident), at=now)
        assert not is_preserved(case)

    def test_nothing_is_no_record(self, now):
        incident = make_incident(at=now)
        with pytest.raises(Invalid):
            actions.preserve(incident, records=[], reason="Why", actor=lead_of(incident), at=now)


def test_an_incident_is_not_closed_or_sealed_over_a_precaution(now):
    incident = make_incident(at=now)
    stopped(incident, now)

    with pytest.raises(Conflict, match="precaution still stands"):
        actions.find_unfounded(incident, reason="Nothing there.", actor=lead_of(incident), at=now)
    assert Measure.objects.in_force().exists()
    assert not Event.objects.filter(verb="incidents.incident.found_unfounded").exists()
