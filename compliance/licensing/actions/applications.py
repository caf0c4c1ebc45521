"""Apply to a government agency for the licence that an authorisation waits for, and record what it says."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from compliance.licensing import applying, policies
from compliance.licensing.actions.authorisations import put_in_force, revoke
from compliance.licensing.agencies import agency_of
from compliance.licensing.models import AgencyQuery, Authorisation, GovernmentApplication
from compliance.licensing.states import (
    ApplicationState,
    AuthorisationKind,
    AuthorisationState,
    QueryKind,
)
from compliance.licensing.workflow import APPLICATION
from portal.core import attachments, outbox, words
from portal.core.calendar import institution_calendar
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.pdf import render_pdf
from portal.core.references import next_reference
from portal.core.words import as_day

REMINDERS = (7, 2, 0)  # days before an answer to the agency is due


@transaction.atomic
def prepare(
    authorisation: Authorisation, *, regime: str, actor: Any, at: datetime, end_use: str = "", additional: str = ""
) -> GovernmentApplication:
    """
    Begin the application for a licence. This will take the end use from the case unless another is given.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Conflict: if the authorisation waits for no licence, or an application is under way already
    :raises Invalid: if no transfer needs a licence under the regime
    """
    policies.may_manage_authorisation(actor, authorisation)
    if authorisation.kind != AuthorisationKind.LICENCE or authorisation.state != AuthorisationState.PENDING:
        raise Conflict(f"{authorisation} waits for no licence.")
    if regime not in applying.regimes_of(authorisation):
        raise Invalid("No transfer of this authorisation needs a licence under this regime.", field="regime")
    try:
        with transaction.atomic():
            application = GovernmentApplication.objects.create(
                reference=next_reference("GA", as_day(at).year),
                authorisation=authorisation,
                regime=regime,
                end_use=end_use.strip() or authorisation.case.end_use,
                additional=additional.strip(),
                prepared_by=actor,
                prepared_at=at,
                state=ApplicationState.PREPARED,
                state_since=at,
            )
    except IntegrityError:
        raise Conflict("An application for this licence is under way already.") from None
    record_event("licensing.application.prepared", application, actor=actor, at=at, regime=regime)
    return application


@transaction.atomic
def describe(application: GovernmentApplication, *, end_use: str, additional: str, actor: Any, at: datetime) -> None:
    """
    Change what the application says in words, until it is filed.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if the end use is empty
    :raises Conflict: if it was filed already
    """
    policies.may_apply(actor, application)
    if not end_use.strip():
        raise Invalid("Describe the specific end use.", field="end_use")
    fresh = {"end_use": end_use.strip(), "additional": additional.strip()}
    open_still = GovernmentApplication.objects.filter(pk=application.pk, state=ApplicationState.PREPARED)
    if not open_still.update(**fresh):
        raise Conflict("It was filed already; what the agency has is not changed any more.")
    application.refresh_from_db()
    record_event("licensing.application.described", application, actor=actor, at=at)


@transaction.atomic
def file(
    application: GovernmentApplication, *, agency_reference: str, filed_on: date, actor: Any, at: datetime
) -> None:
    """
    Record that the application was filed. This will keep the pack as it went out, as PDF and as JSON.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if the agency's reference is missing, or the day lies in the future
    :raises Conflict: if something that the form asks for is missing, or it was filed already
    """
    if not agency_reference.strip():
        raise Invalid("Give the reference under which the agency keeps it.", field="agency_reference")
    _has_come(filed_on, "filed_on", at=at)
    application.authorisation.case.looked_at(at)
    values = {"agency_reference": agency_reference.strip(), "filed_on": filed_on, "filed_by": actor}
    APPLICATION.advance(application, "file", actor=actor, at=at, values=values, agency_reference=agency_reference)
    contents = applying.contents(application)
    files = ((render_pdf("application", {"pack": contents}), "pdf"), (applying.as_json(contents), "json"))
    for content, ending in files:
        name = f"{application.reference}.{ending}"
        attachments.store_bytes(content, name=name, subject=application, kind="pack", actor=actor, at=at)


@transaction.atomic
def ask(
    application: GovernmentApplication,
    *,
    text: str,
    asked_on: date,
    actor: Any,
    at: datetime,
    due_on: date | None = None,
    kind: str = QueryKind.QUESTION,
) -> AgencyQuery:
    """
    Record what the agency wants from us before it goes on. Its clock stands from that day on.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if nothing is asked, or the days are upside down
    :raises Conflict: if it is not with the agency
    """
    if not text.strip():
        raise Invalid("Write what the agency asks.", field="text")
    if kind not in QueryKind.values:
        raise Invalid("Choose what it is.", field="kind")
    _has_come(asked_on, "asked_on", at=at)
    if application.filed_on and asked_on < application.filed_on:
        raise Invalid("This lies before the application.", field="asked_on")
    agency = agency_of(application.regime)
    usual = agency.intent_days if kind == QueryKind.INTENT_TO_DENY else agency.query_days
    due_on = due_on or asked_on + timedelta(days=usual)
    if due_on < asked_on:
        raise Invalid("The answer is due before the question came.", field="due_on")
    number = application.queries.count() + 1
    APPLICATION.advance(application, "query", actor=actor, at=at, query=number, kind=kind, due_on=due_on)
    query = AgencyQuery.objects.create(
        application=application, number=number, kind=kind, text=text.strip(), asked_on=asked_on, due_on=due_on
    )
    _owe_reminders(query, at=at)
    return query


@transaction.atomic
def answer(query: AgencyQuery, *, text: str, answered_on: date, actor: Any, at: datetime) -> None:
    """
    Record our answer to the agency. Its clock goes on from that day.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if the answer is empty, or lies before the question
    :raises Conflict: if the query was answered already
    """
    if not text.strip():
        raise Invalid("Write what we answered.", field="text")
    _has_come(answered_on, "answered_on", at=at)
    if answered_on < query.asked_on:
        raise Invalid("The answer lies before the question.", field="answered_on")
    APPLICATION.advance(query.application, "answer", actor=actor, at=at, query=query.number)
    outbox.withdraw(f"licensing.application.{query.application_id}.", at=at)
    query.answer, query.answered_on, query.answered_by = text.strip(), answered_on, actor
    query.save(update_fields=["answer", "answered_on", "answered_by"])


@transaction.atomic
def grant(
    application: GovernmentApplication,
    *,
    licence: str,
    decided_on: date,
    valid_from: date,
    valid_to: date | None,
    actor: Any,
    at: datetime,
    outcome: str = "",
) -> None:
    """
    Record the licence. This will put the authorisation in force and write its letter anew.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if the licence has no number, or the days are upside down
    :raises Conflict: if it is not with the agency, or the authorisation waits for it no longer
    """
    if not licence.strip():
        raise Invalid("Give the number of the licence.", field="licence")
    values = _answered(application, decided_on, outcome, at=at) | {"licence": licence.strip()}
    _settle_queries(application, decided_on, at=at)
    APPLICATION.advance(application, "grant", actor=actor, at=at, values=values, licence=licence.strip())
    put_in_force(
        Authorisation.objects.get(pk=application.authorisation_id),
        licence=licence,
        valid_from=valid_from,
        valid_to=valid_to,
        actor=actor,
        at=at,
    )


@transaction.atomic
def deny(application: GovernmentApplication, *, decided_on: date, outcome: str, actor: Any, at: datetime) -> None:
    """
    Record that the agency denied the licence. This will revoke the authorisation that waited for it.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if nothing is said, or the day lies before the application
    :raises Conflict: if it is not with the agency
    """
    _says_something(outcome)
    values = _answered(application, decided_on, outcome, at=at)
    _settle_queries(application, decided_on, at=at)
    APPLICATION.advance(application, "deny", actor=actor, at=at, values=values)
    waiting = Authorisation.objects.get(pk=application.authorisation_id)
    if waiting.state == AuthorisationState.PENDING:
        agency = agency_of(application.regime).name
        reason = f"The {agency} denied the licence on {words.day(decided_on)}."
        revoke(waiting, reason=reason, actor=actor, at=at)


@transaction.atomic
def hand_back(application: GovernmentApplication, *, decided_on: date, outcome: str, actor: Any, at: datetime) -> None:
    """
    Record that the agency returned the application without action. Another one can be prepared.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if nothing is said, or the day lies before the application
    :raises Conflict: if it is not with the agency
    """
    _says_something(outcome)
    values = _answered(application, decided_on, outcome, at=at)
    _settle_queries(application, decided_on, at=at)
    APPLICATION.advance(application, "hand_back", actor=actor, at=at, values=values)


@transaction.atomic
def take_back(application: GovernmentApplication, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Withdraw an application, filed or not.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if no reason is given
    :raises Conflict: if the agency has answered already
    """
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    values = {"outcome": reason.strip(), "decided_on": as_day(at) if application.filed_on else None}
    _settle_queries(application, as_day(at), at=at)
    APPLICATION.advance(application, "withdraw", actor=actor, at=at, values=values, reason=reason.strip())


def _answered(application: GovernmentApplication, decided_on: date, outcome: str, *, at: datetime) -> dict[str, Any]:
    _has_come(decided_on, "decided_on", at=at)
    if application.filed_on and decided_on < application.filed_on:
        raise Invalid("This lies before the application.", field="decided_on")
    return {"decided_on": decided_on, "outcome": outcome.strip()}


def _owe_reminders(query: AgencyQuery, *, at: datetime) -> None:
    """Owe whoever prepared the application a mail some days before the agency's answer is due, and on the day."""
    application = query.application
    for days in REMINDERS:
        day = query.due_on - timedelta(days=days)
        moment = datetime.combine(day, time(9), tzinfo=institution_calendar().zone)
        outbox.owe(
            f"licensing.application.{application.pk}.query.{query.number}.{days}",
            to=application.prepared_by,
            template="licensing/agency_query_due",
            due_at=max(moment, at),
            reference=application.reference,
            agency=agency_of(application.regime).name,
            due_on=words.day(query.due_on),
            path=application.get_absolute_url(),
        )


def _settle_queries(application: GovernmentApplication, on: date, *, at: datetime) -> None:
    """Close what the agency asked and decided without; its days still count as ours."""
    outbox.withdraw(f"licensing.application.{application.pk}.", at=at)
    for query in application.queries.filter(answered_on=None):
        query.answered_on, query.answer = max(on, query.asked_on), "The agency decided without an answer."
        query.save(update_fields=["answered_on", "answer"])


def _has_come(day: date, field: str, *, at: datetime) -> None:
    if day > as_day(at):
        raise Invalid("This day has not come yet.", field=field)


def _says_something(outcome: str) -> None:
    if not outcome.strip():
        raise Invalid("Write what the agency said.", field="outcome")
