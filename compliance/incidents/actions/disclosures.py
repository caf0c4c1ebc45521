"""Draft the account for an agency, decide with reasons whether to disclose, send it, keep the correspondence."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from compliance.incidents import narrative, policies
from compliance.incidents.actions.clocks import note_fact
from compliance.incidents.models import Correspondence, Disclosure, DisclosurePart, Incident, IncidentFact
from compliance.incidents.states import Agency, DisclosureState, Fact
from compliance.incidents.workflow import DISCLOSURE
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

NOTICE = {Agency.BIS: Fact.BIS_NOTIFIED, Agency.DDTC: Fact.DDTC_NOTIFIED}
FULL = {Agency.BIS: Fact.BIS_NARRATIVE, Agency.DDTC: Fact.DDTC_NARRATIVE, Agency.DPA: Fact.BREACH_NOTIFIED}


@transaction.atomic
def draft_disclosure(incident: Incident, *, agency: str, actor: User, at: datetime) -> Disclosure:
    """
    Begin the account for an agency: nine parts, filled from the records as far as these say something.

    :raises Denied: if the actor is neither of the team nor counsel
    :raises Conflict: if there is one already
    """
    policies.may_draft_disclosure(actor, incident)
    try:
        with transaction.atomic():
            made = Disclosure.objects.create(
                state=DisclosureState.DRAFT,
                state_since=at,
                incident=incident,
                agency=agency,
                drafted_by=actor,
                drafted_at=at,
            )
    except IntegrityError:
        raise Conflict("There is a disclosure to this agency already.") from None
    place = settings.INSTITUTION
    texts = narrative.draft(incident, institution=place["name"], contact=place["contact"])
    DisclosurePart.objects.bulk_create(
        [
            DisclosurePart(disclosure=made, number=number, text=text, edited_by=actor, edited_at=at)
            for number, text in enumerate(texts, start=1)
        ]
    )
    record_event("incidents.disclosure.drafted", incident, actor=actor, at=at, agency=agency)
    return made


@transaction.atomic
def write_part(part: DisclosurePart, *, text: str, actor: User, at: datetime) -> None:
    """
    Write one of the nine parts.

    :raises Denied: if the actor is neither of the team nor counsel
    :raises Conflict: if the account was handed in or sent
    """
    policies.may_edit_disclosure(actor, part.disclosure)
    if part.disclosure.state not in (DisclosureState.DRAFT, DisclosureState.TO_DISCLOSE):
        raise Conflict(f"The account is {part.disclosure.get_state_display().lower()}.")
    part.text, part.edited_by, part.edited_at = text.strip(), actor, at
    part.save(update_fields=["text", "edited_by", "edited_at"])
    record_event("incidents.disclosure.part_written", part.disclosure, actor=actor, at=at, part=part.number)


@transaction.atomic
def hand_in(disclosure: Disclosure, *, actor: User, at: datetime) -> None:
    """
    Hand the account to the official.

    :raises Denied: if the actor is neither of the team nor counsel
    :raises Conflict: if a part is not written yet
    """
    DISCLOSURE.advance(disclosure, "hand_in", actor=actor, at=at)


@transaction.atomic
def send_back(disclosure: Disclosure, *, reason: str, actor: User, at: datetime) -> None:
    """
    Ask for another draft.

    :raises Denied: if the actor does not decide on it
    :raises Invalid: if it is not said what is missing
    """
    if not reason.strip():
        raise Invalid("Say what is missing.", field="reason")
    DISCLOSURE.advance(disclosure, "send_back", actor=actor, at=at, reason=reason.strip())


@transaction.atomic
def decide_disclosure(disclosure: Disclosure, *, disclose: bool, reasons: str, actor: User, at: datetime) -> None:
    """
    Decide whether to disclose, with reasons either way.

    :raises Denied: if the actor is not the named official, investigated, or wrote the account
    :raises Invalid: if there are no reasons
    :raises Conflict: if it was decided already
    """
    if not reasons.strip():
        raise Invalid("Give the reasons, whichever way you decide.", field="reasons")
    values = {"decided_by": actor, "decided_at": at, "reasons": reasons.strip()}
    DISCLOSURE.advance(disclosure, "disclose" if disclose else "decline", actor=actor, at=at, values=values)
    _note_once(disclosure.incident, Fact.DISCLOSURE_DECIDED, actor=actor, at=at)


@transaction.atomic
def notify_agency(disclosure: Disclosure, *, on: date, what: str, actor: User, at: datetime) -> None:
    """
    Enter that the agency received the first notice. This will start the clock of the full account, if any.

    :raises Denied: if the actor is not the named official
    :raises Conflict: if it was not decided to disclose
    :raises Invalid: if the day lies ahead
    """
    policies.may_send(actor, disclosure)
    if disclosure.state != DisclosureState.TO_DISCLOSE:
        raise Conflict("Decide first to disclose it.")
    _write_down(disclosure, "sent", on, what, actor=actor, at=at)
    kind = NOTICE.get(Agency(disclosure.agency))
    if kind:
        _note_once(disclosure.incident, kind, actor=actor, at=at, happened_at=_moment(on, at))


@transaction.atomic
def submit_disclosure(disclosure: Disclosure, *, reference: str, on: date, actor: User, at: datetime) -> None:
    """
    Say that the full account was sent, with the agency's reference where there is one.

    :raises Denied: if the actor is not the named official
    :raises Conflict: if a part is not written, or it was not decided to disclose
    :raises Invalid: if the day lies ahead
    """
    DISCLOSURE.advance(disclosure, "submit", actor=actor, at=at, values={"agency_reference": reference.strip()})
    _write_down(disclosure, "sent", on, "The full account", actor=actor, at=at)
    kind = FULL.get(Agency(disclosure.agency))
    if kind:
        _note_once(disclosure.incident, kind, actor=actor, at=at, happened_at=_moment(on, at))


@transaction.atomic
def keep_letter(disclosure: Disclosure, *, direction: str, on: date, what: str, actor: User, at: datetime) -> None:
    """
    Keep a letter to or from the agency.

    :raises Denied: if the actor is not the named official
    :raises Invalid: if nothing is said, or the day lies ahead
    """
    policies.may_send(actor, disclosure)
    _write_down(disclosure, direction, on, what, actor=actor, at=at)


@transaction.atomic
def conclude_disclosure(disclosure: Disclosure, *, outcome: str, actor: User, at: datetime) -> None:
    """
    Enter what the agency decided.

    :raises Denied: if the actor is not the named official
    :raises Invalid: if nothing is said
    """
    if not outcome.strip():
        raise Invalid("Say what the agency decided.", field="outcome")
    DISCLOSURE.advance(disclosure, "conclude", actor=actor, at=at, values={"outcome": outcome.strip()})


def _write_down(
    disclosure: Disclosure, direction: str, on: date, what: str, *, actor: User, at: datetime
) -> Correspondence:
    if on > as_day(at):
        raise Invalid("The day lies ahead.", field="on")
    if not what.strip():
        raise Invalid("Say what it was.", field="what")
    made = Correspondence.objects.create(
        disclosure=disclosure, direction=direction, on=on, what=what.strip(), entered_by=actor, entered_at=at
    )
    record_event("incidents.disclosure.letter_kept", disclosure, actor=actor, at=at, direction=direction)
    return made


def _moment(on: date, at: datetime) -> datetime:
    """The same hour on that day: a day is what people know of a letter, and a fact lies in the past."""
    return at - (as_day(at) - on)


def _note_once(incident: Incident, kind: str, *, actor: User, at: datetime, happened_at: Any = None) -> None:
    if not IncidentFact.objects.filter(incident=incident, kind=kind).exists():
        note_fact(incident, kind=kind, actor=actor, at=at, happened_at=happened_at)
