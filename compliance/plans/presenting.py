"""Finished things that the pages of a plan show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from compliance.plans import policies, questions
from compliance.plans.models import ControlPlan
from compliance.plans.states import PlanState
from portal.core.events import events_about
from portal.core.interface import Entry, Row, Tab

TABS = (("Plan", "plan"), ("People", "people"), ("Places", "places"), ("Record", "record"))
TITLES = {
    "plans.plan.drafted": "Drafted from the case",
    "plans.plan.written": "Draft changed",
    "plans.plan.weight_chosen": "Another weight chosen",
    "plans.plan.signers_named": "Signers named",
    "plans.plan.issue_asked": "Asked to be sent",
    "plans.plan.not_issued": "Not sent: something is missing",
    "plans.plan.sent": "Sent to be signed",
    "plans.plan.began": "In force",
    "plans.plan.amended": "Amended",
    "plans.plan.followed": "Follows the case's newer version",
    "plans.plan.closing_asked": "Asked to be closed out",
    "plans.plan.went_on": "Goes on",
    "plans.plan.closed": "Closed out",
    "plans.plan.withdrawn": "Taken back",
    "plans.signature.given": "Signed",
    "plans.person.status_kept": "Legal status of a person kept",
    "plans.item.disposed_of": "What became of an item",
    "plans.access.brought": "Access list of a room brought",
    "core.attachment.stored": "File added",
}


@dataclass(frozen=True)
class Whose:
    """Whose move it is, and until when."""

    who: str
    what: str
    until: date | None
    tone: str


def facts(plan: ControlPlan) -> list[Row]:
    """Return what the first page says about a plan."""
    weight = plan.get_weight_display()
    if plan.weight != plan.proposed_weight:
        weight = f"{weight}, instead of {plan.get_proposed_weight_display().lower()}: {plan.weight_reason}"
    found = [
        Row(key="Case", value=f"{plan.case}: {plan.case.title}", url=plan.case.get_absolute_url()),
        Row(key="Weight", value=weight, hint=f"{plan.rule_reason} (rule {plan.rule})"),
        Row(key="Responsible", value=plan.responsible),
        Row(key="Deputy", value=plan.deputy or "Nobody"),
        Row(key="IT manager", value=plan.it_manager or "Nobody"),
        Row(key="Head of unit", value=plan.head or "Nobody"),
        Row(key="Unit", value=plan.unit),
        Row(key="Sponsor", value=plan.sponsor),
        Row(key="Paid for until", value=plan.funded_until),
        Row(key="In force since", value=plan.active_at),
    ]
    return [row for row in found if row.value not in (None, "")]


def tabs(plan: ControlPlan, current: str) -> list[Tab]:
    """Return the tabs of a plan."""
    owed = plan.signatures.asked().count()
    return [
        Tab(
            label=label,
            url=reverse(f"plans:{name}", args=[plan.reference]),
            current=name == current,
            count=owed if name == "record" and owed else None,
        )
        for label, name in TABS
    ]


def whose_move(plan: ControlPlan) -> Whose:
    """Return whose move it is."""
    if plan.state == PlanState.DRAFT:
        return Whose("The export control office", "to read the draft and send it to be signed", None, "waiting")
    if plan.state == PlanState.CLOSING:
        return Whose("The export control office", "to close the plan out", None, "waiting")
    owed = list(plan.signatures.asked().select_related("person").order_by("pk")[:4])
    if owed:
        names = ", ".join(dict.fromkeys(str(each.person) for each in owed[:3])) + (
            " and others" if len(owed) > 3 else ""
        )
        return Whose(names, "to sign", None, "waiting")
    due = plan.attestations.due().first()
    if plan.is_live and due is not None:
        return Whose(str(plan.responsible), "to say that it is still true", due.due_on, "moving")
    return Whose("Nobody", "", None, "quiet")


def timeline(plan: ControlPlan) -> list[Entry]:
    """Return what happened, newest first."""
    return [
        Entry(
            at=event.at,
            title=TITLES.get(event.verb, event.verb),
            who=str(event.actor or "The portal"),
            text=event.data.get("why") or event.data.get("reason") or "",
        )
        for event in events_about(plan)
    ][::-1]


def sheets(plan: ControlPlan, *, actor: Any) -> list[questions.Sheet]:
    """Return the certificates that the person may ask for."""
    allowed = policies.may_ask_certificate.allows(actor, plan.case)
    return questions.fitting(plan.case.activity) if allowed else []
