"""What waits for whom at the home page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from compliance.assurance.checks import CHECKS
from compliance.assurance.models import Audit, Finding
from compliance.assurance.states import AuditState, FindingState
from portal.core.policy import holds
from portal.core.waiting import Count, WaitingItem, register, register_counts

TAKEN_UP_WITHIN = timedelta(days=7)
FEW = 3  # findings of one check that are named one by one


@register("assurance")
def waiting(user: Any, at: datetime):
    """Name findings to be taken up or seen to, and audits to be drawn or concluded."""
    mine = Finding.objects.filter(responsible=user, state=FindingState.IN_HAND)
    for each in mine.order_by("found_at")[:50]:
        yield _finding(each, "See to it", None)
    if holds(user, "compliance.manage_finding"):
        yield from _to_be_taken_up()
    for audit in Audit.objects.filter(lead=user, state__in=(AuditState.PLANNED, AuditState.DRAWN)).order_by(
        "report_on"
    ):
        yield WaitingItem(
            title=audit.title,
            url=audit.get_absolute_url(),
            kind="Audit",
            due_at=audit.report_on,
            reference=audit.reference,
            detail="Draw the sample" if audit.state == AuditState.PLANNED else "Look at its cases, and conclude",
        )


def _to_be_taken_up() -> Iterator[WaitingItem]:
    """Name each finding, but what one check found in many places once: it is taken up in the list."""
    open_ = Finding.objects.filter(state=FindingState.OPEN)
    groups = open_.values_list("check_name").annotate(models.Count("pk"), models.Min("found_at")).order_by("check_name")
    alike = {name: (count, since) for name, count, since in groups if name in CHECKS and count > FEW}
    for name, (count, since) in alike.items():
        yield WaitingItem(
            title=f"{CHECKS[name].title}: {count} findings",
            url=f"{reverse('assurance:findings')}?{urlencode({'state': FindingState.OPEN, 'check_name': name})}",
            kind="Findings",
            due_at=since + TAKEN_UP_WITHIN,
            detail="Take them up",
        )
    for each in open_.exclude(check_name__in=alike).order_by("found_at")[:50]:
        yield _finding(each, "Take it up", each.found_at + TAKEN_UP_WITHIN)


def _finding(finding: Finding, detail: str, due_at: datetime | None) -> WaitingItem:
    return WaitingItem(
        title=finding.title,
        url=finding.get_absolute_url(),
        kind="Finding",
        due_at=due_at,
        reference=finding.reference,
        detail=detail,
    )


@register_counts("assurance")
def counts(user: Any, at: datetime):
    """Count open findings for the office."""
    if holds(user, "compliance.manage_finding"):
        yield Count(label="Findings open", figure=Finding.objects.unsettled().count(), url="/findings/?state=open")
