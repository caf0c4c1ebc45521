"""What happens to audits: planned, drawn, looked at case by case, concluded."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.assurance import policies, population, sampling
from compliance.assurance.actions.findings import state_finding
from compliance.assurance.fingerprints import fingerprint_of
from compliance.assurance.models import Audit, AuditedCase
from compliance.assurance.states import AuditState, Looked, Origin, Severity
from compliance.assurance.workflow import AUDIT
from portal.core import attachments
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day


@transaction.atomic
def plan_audit(
    *,
    title: str,
    from_on: date,
    to_on: date,
    size: int,
    least: int,
    lead: Any,
    report_on: date,
    actor: Any,
    at: datetime,
) -> Audit:
    """
    Plan the audit of a period.

    :raises Denied: if the actor does not plan audits
    :raises Invalid: if the days are upside down, or nothing would be drawn
    """
    policies.may_audit(actor, None)
    if not title.strip():
        raise Invalid("Give the audit a name.", field="title")
    if to_on < from_on:
        raise Invalid("The last day lies before the first.", field="to_on")
    if report_on < to_on:
        raise Invalid("The report cannot be due before the period ends.", field="report_on")
    if size < 1:
        raise Invalid("A sample has at least one case.", field="size")
    audit = Audit.objects.create(
        reference=next_reference("AU", as_day(at).year),
        title=title.strip(),
        from_on=from_on,
        to_on=to_on,
        size=size,
        least=least,
        lead=lead,
        report_on=report_on,
        planned_by=actor,
        planned_at=at,
        state_since=at,
    )
    record_event("assurance.audit.planned", audit, actor=actor, at=at, from_on=from_on, to_on=to_on, size=size)
    return audit


@transaction.atomic
def draw_sample(audit: Audit, *, actor: Any, at: datetime, seed: str = "") -> list[AuditedCase]:
    """
    Draw the sample. The seed, and what it was drawn from, are kept, so that anybody can draw it again.

    :raises Denied: if the actor does not plan audits
    :raises Conflict: if the period has not ended, nothing was decided in it, or it was drawn before
    """
    AUDIT.check(audit, "draw", actor=actor)
    if audit.to_on >= as_day(at):
        raise Conflict(
            f"The period ends on {audit.to_on:%-d %B %Y}. Draw after that, so that nobody knows what is drawn."
        )
    members = population.of_period(audit.from_on, audit.to_on)
    if not members:
        raise Conflict("Nothing was decided in this period.")
    seed = seed or secrets.token_hex(16)
    values = {
        "seed": seed,
        "drawn_at": at,
        "drawn_by": actor,
        "population": len(members),
        "population_digest": sampling.digest_of(members),
    }
    told = {"seed": seed, "population": len(members), "digest": values["population_digest"]}
    AUDIT.advance(audit, "draw", actor=actor, at=at, values=values, **told)
    table = sampling.table_of(members).encode()
    name = f"{audit.reference}-population.csv"
    attachments.store_bytes(table, name=name, subject=audit, kind="population", actor=actor, at=at)
    sample = sampling.draw(members, seed=seed, size=audit.size, least=audit.least)
    ids = population.ids_of([drawn.member.reference for drawn in sample])
    return AuditedCase.objects.bulk_create(
        AuditedCase(
            audit=audit,
            number=number,
            case_id=ids[drawn.member.reference],
            stratum=drawn.member.stratum,
            rank=drawn.rank,
        )
        for number, drawn in enumerate(sample, start=1)
    )


@transaction.atomic
def look_at(audited: AuditedCase, *, looked: str, account: str, actor: Any, at: datetime) -> None:
    """
    Say what the look at one case showed. What is not in order becomes a finding.

    :raises Denied: if the actor does not audit, or had a hand in the case
    :raises Conflict: if the audit is concluded, or a colleague was faster
    :raises Invalid: if nothing is said
    """
    policies.may_look_at(actor, audited)
    if looked not in (Looked.IN_ORDER, Looked.UNCERTAIN, Looked.NOT_IN_ORDER):
        raise Invalid("Choose what the look showed.", field="looked")
    if not account.strip():
        raise Invalid("Say what you looked at, and what it showed.", field="account")
    values = {"looked": looked, "account": account.strip(), "looked_by": actor, "looked_at": at}
    if not Audit.objects.filter(pk=audited.audit_id, state=AuditState.DRAWN).exists():
        raise Conflict("The audit is concluded.")
    if not AuditedCase.objects.filter(pk=audited.pk, looked=Looked.NOT_YET).update(**values):
        raise Conflict("This case has been looked at already.")
    for name, value in values.items():
        setattr(audited, name, value)
    if looked == Looked.NOT_IN_ORDER:
        audited.finding = _state(audited, actor=actor, at=at)
        audited.save(update_fields=["finding"])
    record_event("assurance.audit.case_looked_at", audited.audit, actor=actor, at=at, case=audited.case, looked=looked)


def _state(audited: AuditedCase, *, actor: Any, at: datetime) -> Any:
    return state_finding(
        origin=Origin.SAMPLE,
        fingerprint=fingerprint_of("sample", audited.audit_id, audited.case_id),
        title=f"{audited.case} is not in order, as the audit {audited.audit} found",
        detail=audited.account,
        severity=Severity.MEDIUM,
        actor=actor,
        at=at,
        case=audited.case,
        unit=audited.case.unit,
        concerns=audited.case.decided_by,
    )


@transaction.atomic
def conclude_audit(audit: Audit, *, conclusion: str, actor: Any, at: datetime) -> None:
    """
    Conclude the audit when every case of the sample has been looked at.

    :raises Denied: if the actor does not lead it
    :raises Conflict: if a case is left, or it is concluded already
    :raises Invalid: if no conclusion is given
    """
    if not conclusion.strip():
        raise Invalid("Say what the audit comes to.", field="conclusion")
    AUDIT.advance(audit, "conclude", actor=actor, at=at, values={"conclusion": conclusion.strip(), "concluded_at": at})


@transaction.atomic
def cancel_audit(audit: Audit, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Cancel an audit before it is drawn. One that was drawn is concluded, whatever it shows.

    :raises Denied: if the actor does not plan audits
    :raises Conflict: if it was drawn
    :raises Invalid: if no reason is given
    """
    if not reason.strip():
        raise Invalid("Say why it is not made.", field="reason")
    AUDIT.advance(audit, "cancel", actor=actor, at=at, values={"conclusion": reason.strip()}, reason=reason.strip())
