"""What follows when a decision is final: remedies with an owner and a check, restrictions, suspensions."""

from datetime import datetime, timedelta

from django.db import transaction

from compliance.incidents import letters, policies
from compliance.incidents.models import Hearing, PanelMeasure, Restriction
from compliance.incidents.states import Part, Response
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation
from compliance.remedies import actions as remedies
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

DUE, CHECKED = timedelta(days=30), timedelta(days=120)
LOST = (Response.SELF_CERTIFICATION, Response.PROJECT)
THEIRS = (Response.TRAINING, Response.GUIDANCE, Response.REVIEW, Response.ACTION_PLAN, Response.CONTROL_PLAN)


@transaction.atomic
def carry_out(hearing: Hearing, *, at: datetime) -> None:
    """
    Carry out a decision that is final. Each measure becomes a remedy with an owner and a check; what is lost becomes
    a restriction; a suspended project loses its authorisations through licensing. This will do it once.
    """
    if hearing.decision is None:
        return
    lead = letters.lead_of(hearing.incident)
    for measure in hearing.decision.measures.order_by("pk"):
        if measure.kind in LOST:
            Restriction.objects.get_or_create(
                hearing=hearing, kind=measure.kind, defaults={"person": hearing.subject, "since": as_day(at)}
            )
        if measure.kind == Response.PROJECT:
            _suspend(hearing, at=at)
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


def _suspend(hearing: Hearing, *, at: datetime) -> None:
    theirs = Authorisation.objects.filter(
        case__applicant=hearing.subject,
        state="in_force",
        pk__in=hearing.incident.links.exclude(authorisation=None).values("authorisation"),
    )
    for authorisation in theirs:
        licensing.suspend(authorisation, reason="Decided after a hearing.", actor=None, at=at)


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
