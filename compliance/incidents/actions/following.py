"""
What follows when a decision is final: remedies with an owner and a check, a course, a control plan, restrictions.

What belongs to another capability is done by that capability's own action, in words that tell its readers nothing of
a hearing.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from compliance.incidents import letters, policies
from compliance.incidents.models import Hearing, PanelMeasure, Restriction
from compliance.incidents.states import Part, Response
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation, Case
from compliance.licensing.states import PERMITTED, AuthorisationState
from compliance.plans import actions as plans
from compliance.plans.states import Weight
from compliance.remedies import actions as remedies
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import actions as training

DUE, CHECKED = timedelta(days=30), timedelta(days=120)
LOST = (Response.SELF_CERTIFICATION, Response.PROJECT)
STOPPED = "Stopped by a decision of the institution. The incident team answers questions."
ASKED = "Asked for by the institution."
THEIRS = (Response.TRAINING, Response.GUIDANCE, Response.REVIEW, Response.ACTION_PLAN, Response.CONTROL_PLAN)


@transaction.atomic
def carry_out(hearing: Hearing, *, at: datetime) -> None:
    """
    Carry out a decision that is final. Each measure becomes a remedy with an owner and a check; what is lost becomes
    a restriction; a suspended project loses its authorisations through licensing; a named course is asked of the
    person, and a control plan is drafted for each case of theirs that the incident touches. This will do it once.
    """
    if hearing.decision is None:
        return
    lead = letters.lead_of(hearing.incident)
    for measure in hearing.decision.measures.select_related("course").order_by("pk"):
        if measure.kind in LOST:
            Restriction.objects.get_or_create(
                hearing=hearing, kind=measure.kind, defaults={"person": hearing.subject, "since": as_day(at)}
            )
        if measure.kind == Response.PROJECT:
            _suspend(hearing, at=at)
        if measure.kind == Response.CONTROL_PLAN:
            _draft_plans(hearing, at=at)
        if measure.course is not None:
            training.assign(hearing.subject, course=measure.course, ground=ASKED, actor=None, at=at)
        if lead is not None:
            _remedy(hearing, measure, lead, at=at)
    record_event("incidents.hearing.carried_out", hearing, actor=None, at=at)


def _remedy(hearing: Hearing, measure: PanelMeasure, lead: User, *, at: datetime) -> None:
    theirs = measure.kind in THEIRS
    checker = lead if theirs else next(iter(letters.people_with(hearing.incident, Part.INVESTIGATOR)), None)
    owner = hearing.subject if theirs else lead
    if checker is None or checker == owner:
        checker = hearing.decision.drafted_by if hearing.decision else None
    remedies.open_remedy(
        hearing.incident,
        what=f"{measure.get_kind_display()}{f': {measure.detail}' if measure.detail else ''}",
        owner=owner,
        due_on=as_day(at) + DUE,
        checker=checker,
        check_on=as_day(at) + CHECKED,
        check_how="It is done, and nothing like it has happened since.",
        actor=lead,
        at=at,
    )


def _their_cases(hearing: Hearing) -> QuerySet[Case]:
    """Return the cases of the person that the incident touches, by themselves or by an authorisation."""
    touched = hearing.incident.links.values("case")
    by_paper = Authorisation.objects.filter(pk__in=hearing.incident.links.values("authorisation")).values("case")
    theirs = Case.objects.filter(applicant=hearing.subject)
    return theirs.filter(Q(pk__in=touched) | Q(pk__in=by_paper)).order_by("pk")


def _suspend(hearing: Hearing, *, at: datetime) -> None:
    cases = list(_their_cases(hearing))
    for authorisation in Authorisation.objects.filter(case__in=cases, state=AuthorisationState.IN_FORCE).order_by("pk"):
        licensing.suspend(authorisation, reason=STOPPED, actor=None, at=at)
    for case in cases:
        if case.is_open:
            licensing.place_hold(case, reason=STOPPED, lifter="IncidentHandler", actor=None, at=at)


def _draft_plans(hearing: Hearing, *, at: datetime) -> None:
    for case in _their_cases(hearing).filter(state__in=PERMITTED):
        if plans.draft(case, actor=None, at=at) is None:  # no rule asks for one, or there is one
            plans.draft(case, weight=Weight.MITIGATION, reason=ASKED, actor=None, at=at)


@transaction.atomic
def lift_restriction(restriction: Restriction, *, reason: str, actor: User, at: datetime) -> None:
    """
    Give back what was lost.

    :raises Denied: if the actor does not lead the incident
    :raises Invalid: if no reason is given
    :raises Conflict: if it was given back already
    """
    policies.may_lead(actor, restriction.hearing.incident)
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    given = {"lifted_on": as_day(at), "lifted_by": actor, "lift_reason": reason.strip()}
    if not Restriction.objects.filter(pk=restriction.pk, lifted_on=None).update(**given):
        raise Conflict("It was given back already.")
    restriction.refresh_from_db()
    record_event("incidents.restriction.lifted", restriction.hearing, actor=actor, at=at, kind=restriction.kind)
