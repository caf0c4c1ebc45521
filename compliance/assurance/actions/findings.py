"""What happens to findings: stated, taken up, remedied, closed, dismissed, cleared by themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from compliance.assurance import policies
from compliance.assurance.fingerprints import fingerprint_of
from compliance.assurance.models import Finding
from compliance.assurance.states import FindingState, Origin, Severity
from compliance.assurance.workflow import FINDING
from compliance.incidents import actions as incidents
from compliance.incidents.models import Report
from compliance.remedies import actions as remedies
from compliance.remedies.models import Remedy
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day


@transaction.atomic
def state_finding(
    *,
    origin: str,
    fingerprint: str,
    title: str,
    detail: str,
    severity: str,
    actor: Any,
    at: datetime,
    check_name: str = "",
    **about: Any,
) -> Finding | None:
    """
    State a finding, unless it has been stated and is not settled. ``about`` names the case, authorisation,
    verification and unit it belongs to, and whom it concerns. Return None for one that is known.
    """
    fields = {
        "origin": origin,
        "check_name": check_name,
        "title": title[:200],
        "detail": detail,
        "severity": severity,
        "found_at": at,
        "last_seen_at": at,
        "found_by": actor,
        "state_since": at,
        **about,
    }
    if Finding.objects.unsettled().filter(fingerprint=fingerprint).exists():
        return None
    reference = next_reference("FD", as_day(at).year)
    # The database decides which of two that state the same at once is the first; the other finds nothing to do.
    found = Finding.objects.bulk_create(
        [Finding(reference=reference, fingerprint=fingerprint, **fields)], ignore_conflicts=True
    )
    finding = Finding.objects.filter(reference=reference).first()
    if not found or finding is None:
        return None
    record_event("assurance.finding.stated", finding, actor=actor, at=at, origin=origin, check=check_name or None)
    return finding


@transaction.atomic
def report(*, title: str, detail: str, severity: str, actor: Any, at: datetime, **about: Any) -> Finding:
    """
    Write down something that a person has found.

    :raises Denied: if the actor does not work on findings
    :raises Invalid: if a text is missing, or the severity is unknown
    """
    policies.may_manage(actor, None)
    if not title.strip():
        raise Invalid("Say in a few words what is not as it should be.", field="title")
    if not detail.strip():
        raise Invalid("Describe what was seen, and where.", field="detail")
    if severity not in Severity.values:
        raise Invalid("Choose how much it weighs.", field="severity")
    finding = state_finding(
        origin=Origin.BY_HAND,
        fingerprint=fingerprint_of("by hand", title.strip(), detail.strip()),
        title=title.strip(),
        detail=detail.strip(),
        severity=severity,
        actor=actor,
        at=at,
        **about,
    )
    if finding is None:
        raise Conflict("Just this has been reported, and is not settled.")
    return finding


@transaction.atomic
def take_up(finding: Finding, *, responsible: Any, actor: Any, at: datetime) -> None:
    """
    Say who sees to it. From now on that person reads the finding.

    :raises Denied: if the actor does not work on findings
    :raises Conflict: if it is settled, or would go to the person it concerns
    """
    _give(finding, responsible=responsible, actor=actor, at=at)
    if responsible != actor:
        outbox.owe(
            f"assurance.finding.{finding.pk}.taken_up.{responsible.pk}.{at.isoformat()}",
            to=responsible,
            template="assurance/finding_given",
            due_at=at,
            reference=finding.reference,
            title=finding.title,
            link=f"{settings.SITE_URL}{finding.get_absolute_url()}",
        )


@transaction.atomic
def take_up_together(findings: Sequence[Finding], *, responsible: Any, actor: Any, at: datetime) -> None:
    """
    Say who sees to all of these; all are given, or none. One mail tells of them.

    :raises Denied: if the actor does not work on findings
    :raises Invalid: if one of them is about the work of this person
    :raises Conflict: if one of them is settled
    """
    for finding in findings:
        _give(finding, responsible=responsible, actor=actor, at=at)
    if responsible != actor and findings:
        outbox.owe(
            f"assurance.findings.{findings[0].pk}.taken_up.{responsible.pk}.{at.isoformat()}",
            to=responsible,
            template="assurance/findings_given",
            due_at=at,
            titles=[f"{finding.reference}: {finding.title}" for finding in findings],
            link=f"{settings.SITE_URL}{reverse('assurance:findings')}",
        )


def _give(finding: Finding, *, responsible: Any, actor: Any, at: datetime) -> None:
    if responsible.pk == finding.concerns_id:
        text = f"{finding} is about the work of {responsible}; choose somebody else."
        raise Invalid(text, field="responsible")
    values = {"responsible": responsible}
    FINDING.advance(finding, "take_up", actor=actor, at=at, values=values, to=responsible.pk)


@transaction.atomic
def open_remedy(finding: Finding, *, actor: Any, at: datetime, **given: Any) -> Remedy:
    """
    Say what is done about it; the finding is in hand then.

    :raises Denied: if the actor does not work on findings, or keeps no remedies
    :raises Conflict: if the finding is settled
    :raises Invalid: as for every remedy
    """
    policies.may_manage(actor, finding)
    if finding.state == FindingState.OPEN:
        FINDING.advance(finding, "take_up", actor=actor, at=at, values={"responsible": actor}, to=actor.pk)
    elif finding.state != FindingState.IN_HAND:
        raise Conflict(f"{finding} is {finding.get_state_display().lower()}.")
    return remedies.open_remedy(finding, actor=actor, at=at, **given)


@transaction.atomic
def report_incident(finding: Finding, *, what: str, actor: Any, at: datetime) -> Report:
    """
    Report a finding to the incident team; whom it concerns is kept away from the report.

    :raises Denied: if the actor does not work on findings, or it is about their own work
    :raises Conflict: if it has been reported
    :raises Invalid: if nothing is said
    """
    policies.may_settle(actor, finding)
    if Report.objects.filter(source="finding", source_reference=finding.reference).exists():
        raise Conflict(f"{finding} has been reported to the incident team already.")
    receipt = incidents.report(
        what=what,
        actor=actor,
        at=at,
        keep_away=[finding.concerns] if finding.concerns else [],
        source="finding",
        source_reference=finding.reference,
        source_path=finding.get_absolute_url(),
    )
    record_event("assurance.finding.reported", finding, actor=actor, at=at)
    return receipt.report


@transaction.atomic
def close(finding: Finding, *, conclusion: str, actor: Any, at: datetime) -> None:
    """
    Close a finding whose remedies have been found effective.

    :raises Denied: if the actor does not work on findings, or it is about their own work
    :raises Conflict: if a remedy is not settled, or none was effective
    :raises Invalid: if no conclusion is given
    """
    _settle(finding, "close", conclusion=conclusion, actor=actor, at=at)


@transaction.atomic
def dismiss(finding: Finding, *, conclusion: str, actor: Any, at: datetime) -> None:
    """
    Say that it is none, and why. A standing check does not state it again while the facts stay the same.

    :raises Denied: if the actor does not work on findings, or it is about their own work
    :raises Conflict: if it is settled, or a remedy is under way
    :raises Invalid: if no reason is given
    """
    _settle(finding, "dismiss", conclusion=conclusion, actor=actor, at=at)


def _settle(finding: Finding, move: str, *, conclusion: str, actor: Any, at: datetime) -> None:
    if not conclusion.strip():
        raise Invalid("Say why; an auditor reads this.", field="conclusion")
    values = {"conclusion": conclusion.strip(), "settled_by": actor, "settled_at": at}
    FINDING.advance(finding, move, actor=actor, at=at, values=values)


@transaction.atomic
def clear(finding: Finding, *, at: datetime) -> None:
    """
    Let the portal settle a finding whose cause is gone. Remedies that are under way go on.

    :raises Conflict: if it is settled already
    """
    values = {"conclusion": "The standing check no longer finds it.", "settled_at": at}
    FINDING.advance(finding, "clear", actor=None, at=at, values=values)
