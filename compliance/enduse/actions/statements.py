"""What happens to a statement: asked for, sent, filled in, signed, checked, accepted, sent back, excused."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.enduse import matching, policies, statementform, validity
from compliance.enduse.actions import links
from compliance.enduse.models import RecipientLink, Statement, StatementCheck
from compliance.enduse.states import Agreement, StatementRegime, StatementState
from compliance.enduse.workflow import STATEMENT
from compliance.licensing.models import Case
from compliance.parties.models import Party
from portal.core import attachments, outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day

RUNGS = (7, 14, 21)


@transaction.atomic
def want_statement(
    case: Case,
    *,
    party: Party,
    regime: str,
    actor: Any,
    at: datetime,
    many: bool = False,
    official: bool = False,
    due_on: date | None = None,
) -> Statement:
    """
    Ask for a statement of a recipient: on our own form, or on the official one as an upload.

    :raises Denied: if a person asks who is not of the office, or whose case it is
    :raises Invalid: if the party receives nothing in the case, one is asked for already, or there is no such form
    """
    policies.may_want_statement(actor, case)
    if regime not in StatementRegime.values:
        raise Invalid("Choose for whom the statement is.", field="regime")
    if not any(part.receives for part in case.parties.filter(party=party)):
        raise Invalid(f"{party} receives nothing in this case.", field="party")
    form = _official_form(regime) if official else ""
    try:
        with transaction.atomic():
            statement = Statement.objects.create(
                reference=next_reference("ES", as_day(at).year),
                case=case,
                party=party,
                state=StatementState.WANTED,
                state_since=at,
                regime=regime,
                many=many,
                official_form=form,
                form_version=statementform.CURRENT,
                wanted_by=actor,
                wanted_at=at,
                due_on=due_on,
            )
    except IntegrityError:
        raise Invalid("A statement of this recipient is asked for already.", field="party") from None
    record_event("enduse.statement.wanted", statement, actor=actor, at=at, regime=regime, form=form or None)
    return statement


@transaction.atomic
def invite(statement: Statement, *, name: str, email: str, actor: Any, at: datetime) -> RecipientLink:
    """
    Send the recipient the link that grants this one statement. A link before it opens nothing any more.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if there is no name or no address
    :raises Conflict: if it is signed, excused or not needed any more
    """
    values = {"invited_name": name.strip(), "invited_email": email.strip(), "invited_at": at, "rung": None}
    STATEMENT.advance(statement, "invite", actor=actor, at=at, values=values)
    return links.make_link(statement, name=name, email=email, template="enduse/invited", actor=actor, at=at)


@transaction.atomic
def file_official(
    statement: Statement, *, upload: Any, signatory: str, title: str, signed_on: date, actor: Any, at: datetime
) -> None:
    """
    File an official form that reached the office otherwise, signed by hand.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if it is no PDF, nobody has signed, or the day lies ahead
    :raises Conflict: if it is signed already
    """
    policies.may_check_statement(actor, statement)
    if not signatory.strip():
        raise Invalid("Say who has signed.", field="signatory")
    if signed_on > as_day(at):
        raise Invalid("The day of the signature lies ahead.", field="signed_on")
    kept = attachments.store(upload, subject=statement, kind="official", actor=actor, at=at)
    if kept.content_type != "application/pdf":
        raise Invalid("File it as a PDF.", field="upload")
    values = {
        "signatory": signatory.strip(),
        "signatory_title": title.strip(),
        "signed_at": datetime.combine(signed_on, at.timetz()),
        "signed_by_code": False,
        "document": kept,
        "digest": kept.digest,
    }
    STATEMENT.advance(statement, "file", actor=actor, at=at, values=values, digest=kept.digest)
    links.end_links(statement, at=at)


@transaction.atomic
def lay_beside(statement: Statement, *, actor: Any = None, at: datetime) -> None:
    """Compare each field with the case anew, and forget what was decided about a field that has changed."""
    kept = {each.field: each for each in statement.checks.all()}
    fresh = []
    for found in matching.compare(statement):
        before = kept.get(found.field)
        if before and (before.given, before.expected, before.agreement) == (
            found.given,
            found.expected,
            found.agreement,
        ):
            continue
        fresh.append(
            StatementCheck(
                statement=statement,
                field=found.field,
                label=found.label,
                given=found.given,
                expected=found.expected,
                agreement=found.agreement,
                accepted=True if found.agreement == Agreement.AGREES else None,
            )
        )
    StatementCheck.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["statement", "field"],
        update_fields=[
            "label",
            "given",
            "expected",
            "agreement",
            "accepted",
            "note",
            "checked_by",
            "checked_at",
        ],
    )


@transaction.atomic
def check_field(check: StatementCheck, *, accepted: bool, note: str = "", actor: Any, at: datetime) -> None:
    """
    Say whether a field is right, beside the words of the case.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if a difference is accepted, or anything refused, without a word
    :raises Conflict: if the statement is not being checked
    """
    policies.may_check_statement(actor, check.statement)
    if check.statement.state != StatementState.SIGNED:
        raise Conflict(f"{check.statement} is {check.statement.get_state_display().lower()}.")
    if not note.strip() and (not accepted or check.agreement == Agreement.DIFFERS):
        raise Invalid("Say why.", field="note")
    check.accepted, check.note = accepted, note.strip()
    check.checked_by, check.checked_at = actor, at
    check.save(update_fields=["accepted", "note", "checked_by", "checked_at"])


@transaction.atomic
def keep_evidence(
    statement: Statement,
    *,
    authority: str,
    language: str = "",
    translator: str = "",
    translation: Any = None,
    actor: Any,
    at: datetime,
) -> None:
    """
    Keep what shows that the signatory may sign, and the translation of what is not in English.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if a language is named without a translation and its translator
    """
    policies.may_check_statement(actor, statement)
    if language.strip() and not (translator.strip() and (translation or statement.translation)):
        raise Invalid("Add the translation, and say who made it.", field="translator")
    if translation:
        statement.translation = attachments.store(
            translation, subject=statement, kind="translation", actor=actor, at=at
        )
    statement.authority, statement.language = authority.strip(), language.strip()
    statement.translator = translator.strip()
    statement.save(update_fields=["authority", "language", "translator", "translation"])
    record_event("enduse.statement.evidence_kept", statement, actor=actor, at=at)


@transaction.atomic
def accept(statement: Statement, *, actor: Any, at: datetime) -> None:
    """
    Accept a statement every field of which was looked at.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Conflict: if a field was not looked at or is wrong, the evidence is missing, or it counts no more
    """
    ends_on = statement.case.ends_on
    signed_on = as_day(statement.signed_at) if statement.signed_at else as_day(at)
    term = validity.term(statement.regime, many=statement.many, signed_on=signed_on, ends_on=ends_on)
    if term.until is not None and term.until < as_day(at):
        STATEMENT.check(statement, "accept", actor=actor)
        raise Conflict(f"It does not count any more: {term.sentence}")
    values = {"checked_by": actor, "checked_at": at, "valid_until": term.until, "valid_rule": term.rule}
    STATEMENT.advance(statement, "accept", actor=actor, at=at, values=values, valid_until=term.until, rule=term.rule)


@transaction.atomic
def send_back(statement: Statement, *, because: str, actor: Any, at: datetime) -> RecipientLink:
    """
    Send a statement back to the recipient, with a new link and what has to be put right.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if nothing is said
    :raises Conflict: if it is not being checked, or nobody was invited
    """
    if not because.strip():
        raise Invalid("Say what has to be put right; the recipient reads it.", field="because")
    if not statement.invited_email:
        raise Conflict("Nobody was invited by link. Ask for a new form instead.")
    values = {"returned_because": because.strip(), "rung": None, "invited_at": at}
    STATEMENT.advance(statement, "send_back", actor=actor, at=at, values=values)
    return links.make_link(
        statement,
        name=statement.invited_name,
        email=statement.invited_email,
        template="enduse/sent_back",
        actor=actor,
        at=at,
    )


@transaction.atomic
def excuse(statement: Statement, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Record why there is no statement.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if no reason is given
    :raises Conflict: if it is over
    """
    if not reason.strip():
        raise Invalid("Say why there is none; an auditor reads it.", field="reason")
    STATEMENT.advance(statement, "excuse", actor=actor, at=at, values={"excuse": reason.strip()})
    links.end_links(statement, at=at)


@transaction.atomic
def withdraw_statement(statement: Statement, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Ask for a statement no longer. Its link opens nothing any more.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if no reason is given
    :raises Conflict: if it is over
    """
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    STATEMENT.advance(statement, "withdraw", actor=actor, at=at, reason=reason.strip())
    links.end_links(statement, at=at)


@transaction.atomic
def remind_of_statement(statement: Statement, *, actor: Any = None, at: datetime) -> bool:
    """Owe the recipient the reminder whose day has come, 7, 14 and 21 days after the invitation, once each."""
    link = statement.links.filter(ended_at=None, expires_at__gt=at).first()
    days = (as_day(at) - as_day(statement.invited_at)).days if statement.invited_at else 0
    reached = [rung for rung in RUNGS if rung <= days]
    if link is None or not reached:
        return False
    rung = max(reached)
    fresh = Statement.objects.filter(pk=statement.pk, state=StatementState.INVITED)
    if not fresh.exclude(rung__isnull=False, rung__gte=rung).update(rung=rung):
        return False
    return outbox.owe(
        f"enduse.link.{link.pk}.reminder.{rung}",
        to_address=link.to_address,
        template="enduse/statement_reminder",
        due_at=at,
        name=link.to_name,
        title=statement.case.title,
        uid=link.uid.hex,
        until=f"{link.expires_at:%-d %B %Y}",
    )


def _official_form(regime: str) -> str:
    form = statementform.OFFICIAL.get(regime, "")
    if not form:
        raise Invalid("There is no official form for this. Ask for ours.", field="official")
    return form
