"""Contain: stop what goes on, as a precaution and no sanction; review it every thirty days; lift it with a reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction

from compliance.incidents import letters, policies, queries
from compliance.incidents.actions.clocks import note_fact
from compliance.incidents.models import Incident, IncidentFact, Measure, MeasureReview, Preserved
from compliance.incidents.states import Fact, MeasureKind, MeasureState, Part
from compliance.incidents.workflow import MEASURE
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation, Case
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

REVIEW_DAYS = 30
PRECAUTION = "A precaution while something is looked into. It is no finding about anybody."


@transaction.atomic
def stop_work(
    incident: Incident, *, what: str, reason: str, actor: User, at: datetime, person: User | None = None
) -> Measure:
    """
    Stop an activity. Whoever it meets is told that this is a precaution.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if it is not said what stops, or why
    """
    return _impose(incident, MeasureKind.STOP_WORK, what=what, reason=reason, person=person, actor=actor, at=at)


@transaction.atomic
def suspend_access(incident: Incident, *, what: str, reason: str, person: User, actor: User, at: datetime) -> Measure:
    """
    Suspend somebody's access to a room, a machine or data.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if it is not said to what, or why
    """
    return _impose(incident, MeasureKind.ACCESS, what=what, reason=reason, person=person, actor=actor, at=at)


@transaction.atomic
def suspend_authorisation(
    incident: Incident, *, authorisation: Authorisation, reason: str, actor: User, at: datetime
) -> Measure:
    """
    Suspend an authorisation through licensing. The office cannot reinstate it while the precaution stands.

    :raises Denied: if the actor does not work on the incident, or the case is their own
    :raises Conflict: if the authorisation is not in force
    """
    measure = _impose(
        incident,
        MeasureKind.SUSPEND,
        what=f"Authorisation {authorisation}",
        reason=reason,
        authorisation=authorisation,
        actor=actor,
        at=at,
    )
    licensing.suspend(authorisation, reason=PRECAUTION, actor=actor, at=at)
    return measure


@transaction.atomic
def hold_case(incident: Incident, *, case: Case, reason: str, actor: User, at: datetime) -> Measure:
    """
    Hold a case through licensing. The incident team lifts the hold.

    :raises Denied: if the actor does not work on the incident, or the case is their own
    :raises Conflict: if the case is closed
    """
    policies.may_contain(actor, incident)
    hold = licensing.place_hold(case, reason=PRECAUTION, lifter="IncidentHandler", actor=actor, at=at)
    return _impose(incident, MeasureKind.HOLD_CASE, what=f"Case {case}", reason=reason, hold=hold, actor=actor, at=at)


@transaction.atomic
def preserve(incident: Incident, *, records: Sequence[models.Model], reason: str, actor: User, at: datetime) -> Measure:
    """
    Mark records that may not be destroyed while the precaution stands, whatever their retention says.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if no record is named, or no reason given
    """
    if not records:
        raise Invalid("Name at least one record.", field="records")
    what = ", ".join(str(record) for record in records)[:300]
    measure = _impose(incident, MeasureKind.PRESERVE, what=what, reason=reason, actor=actor, at=at)
    Preserved.objects.bulk_create(
        [Preserved(measure=measure, record=queries.key_of(record), label=str(record)[:200]) for record in records]
    )
    return measure


def _impose(
    incident: Incident, kind: str, *, what: str, reason: str, actor: User, at: datetime, **given: Any
) -> Measure:
    policies.may_contain(actor, incident)
    if not what.strip():
        raise Invalid("Say what stops.", field="what")
    if not reason.strip():
        raise Invalid("Say why this is needed now.", field="reason")
    measure = Measure.objects.create(
        state=MeasureState.IN_FORCE,
        state_since=at,
        incident=incident,
        kind=kind,
        what=what.strip(),
        reason=reason.strip(),
        imposed_by=actor,
        imposed_at=at,
        review_on=as_day(at) + timedelta(days=REVIEW_DAYS),
        **given,
    )
    record_event("incidents.measure.imposed", incident, actor=actor, at=at, kind=kind, measure=measure.pk)
    if measure.person:
        _tell_person(measure, at=at)
    return measure


def _tell_person(measure: Measure, *, at: datetime) -> None:
    letters.tell(
        measure.incident,
        measure.person,
        "precaution",
        at=at,
        once=f"{measure.pk}.{measure.state}",
        path="/incidents/mine/",
        stopped=measure.what,
        lifted=measure.state == MeasureState.LIFTED,
    )


@transaction.atomic
def review_measure(measure: Measure, *, reason: str, actor: User, at: datetime) -> MeasureReview:
    """
    Look at whether a precaution is still needed, and let it stand. The next review is in thirty days.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if no reason is given
    :raises Conflict: if it was lifted, or reviewed today
    """
    policies.may_contain(actor, measure.incident)
    if not reason.strip():
        raise Invalid("Say why it is still needed.", field="reason")
    following = as_day(at) + timedelta(days=REVIEW_DAYS)
    if not Measure.objects.in_force().filter(pk=measure.pk).update(review_on=following):
        raise Conflict("This precaution was lifted already.")
    try:
        with transaction.atomic():
            review = MeasureReview.objects.create(measure=measure, on=as_day(at), reason=reason.strip(), by=actor)
    except IntegrityError:
        raise Conflict("It was reviewed today already.") from None
    measure.review_on = following
    record_event("incidents.measure.reviewed", measure.incident, actor=actor, at=at, measure=measure.pk)
    return review


@transaction.atomic
def lift_measure(measure: Measure, *, reason: str, actor: User, at: datetime) -> None:
    """
    Lift a precaution, and undo through its owner what it stopped.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if no reason is given
    :raises Conflict: if it was lifted already
    """
    if not reason.strip():
        raise Invalid("Say why it is not needed any more.", field="reason")
    values = {"lifted_by": actor, "lifted_at": at, "lift_reason": reason.strip()}
    MEASURE.advance(measure, "lift", actor=actor, at=at, values=values)
    if measure.hold is not None and measure.hold.lifted_at is None:
        licensing.lift_hold(measure.hold, reason="The precaution is not needed any more.", actor=actor, at=at)
    if measure.authorisation is not None and measure.authorisation.state == "suspended":
        licensing.reinstate(measure.authorisation, reason="The precaution is not needed any more.", actor=actor, at=at)
    if measure.person:
        _tell_person(measure, at=at)


@transaction.atomic
def declare_contained(incident: Incident, *, actor: User, at: datetime) -> None:
    """
    Say that it is contained: nothing of it goes on.

    :raises Denied: if the actor does not work on the incident
    :raises Conflict: if this was said already
    """
    policies.may_contain(actor, incident)
    if IncidentFact.objects.filter(incident=incident, kind=Fact.CONTAINED).exists():
        raise Conflict(f"{incident} is contained already.")
    note_fact(incident, kind=Fact.CONTAINED, actor=actor, at=at)


def remind_of_reviews(*, at: datetime) -> int:
    """Owe a mail three days before a precaution's review, and on the day; return how many were owed."""
    owed = 0
    due = Measure.objects.review_due(on=as_day(at) + timedelta(days=3)).select_related("incident")
    for measure in due.order_by("pk"):
        rung = 3 if measure.review_on > as_day(at) else 0
        for person in letters.people_with(measure.incident, Part.LEAD):
            owed += letters.tell(
                measure.incident,
                person,
                "review",
                at=at,
                once=f"{measure.pk}.{measure.review_on}.{rung}",
                path=measure.get_absolute_url(),
                stopped=measure.what,
                on=f"{measure.review_on:%-d %B %Y}",
            )
    return owed
