"""What the responsible person attests once a year, for as long as anything is held."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Max

from compliance.plans.models import ControlPlan, PlanAttestation
from compliance.plans.workflow import ATTESTATION
from portal.core import ladder, outbox
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.core.words import as_day

RUNGS = (30, 7, 0)
QUESTIONS = ("people_right", "places_right", "items_held", "nothing_happened")


@transaction.atomic
def plan_attestation(plan: ControlPlan, *, actor: Any = None, at: datetime) -> PlanAttestation | None:
    """Plan the next attestation a year from now, unless one is owed or the plan is over."""
    if not plan.is_live or plan.attestations.due().exists():
        return None
    last = plan.attestations.aggregate(last=Max("number"))["last"] or 0
    planned = PlanAttestation.objects.create(
        plan=plan, number=last + 1, state_since=at, due_on=as_day(at) + relativedelta(years=1)
    )
    record_event("plans.attestation.planned", planned, actor=actor, at=at, due_on=planned.due_on)
    return planned


@transaction.atomic
def attest(
    attestation: PlanAttestation,
    *,
    people_right: bool,
    places_right: bool,
    items_held: bool,
    nothing_happened: bool,
    note: str = "",
    actor: Any,
    at: datetime,
) -> None:
    """
    Attest to a plan, and plan the next attestation. A no is welcome and needs a word about it.

    :raises Denied: if the actor is neither the responsible person nor their deputy
    :raises Invalid: if something is not right and nothing is said about it
    :raises Conflict: if it was given already
    """
    answers = dict(zip(QUESTIONS, (people_right, places_right, items_held, nothing_happened), strict=True))
    if not all(answers.values()) and not note.strip():
        raise Invalid("Say what is not right. The office helps to put it right.", field="note")
    values = {**answers, "note": note.strip(), "attested_by": actor, "attested_at": at}
    wrong = [question for question, yes in answers.items() if not yes]
    ATTESTATION.advance(attestation, "attest", actor=actor, at=at, values=values, not_right=wrong or None)
    outbox.withdraw(f"plans.attestation.{attestation.pk}.", at=at)
    plan_attestation(attestation.plan, at=at)


def remind_of_attestations(*, actor: Any = None, at: datetime) -> int:
    """Owe every reminder whose day has come: 30 and 7 days before, and on the day, once each. Return of how many."""
    waiting = PlanAttestation.objects.due().select_related("plan")
    return ladder.climb(waiting, rungs=RUNGS, at=at, owes=lambda reached: _reminders(reached, at=at))


def _reminders(reached: ladder.Reached, *, at: datetime) -> Iterator[outbox.Owed]:
    """Tell the responsible person each time, the deputy on the day itself, and nobody of what was given meanwhile."""
    owed = PlanAttestation.objects.due().filter(pk__in=[each.pk for each, _ in reached])
    still = set(owed.values_list("pk", flat=True))
    for attestation, rung in reached:
        plan = attestation.plan
        people = [plan.responsible_id, plan.deputy_id if rung == 0 else None]
        for person in dict.fromkeys(filter(None, people if attestation.pk in still else [])):
            yield outbox.Owed(
                key=f"plans.attestation.{attestation.pk}.{attestation.due_on}.{rung}.{person}",
                to_id=person,
                template="plans/attestation_due",
                due_at=at,
                context={
                    "reference": plan.reference,
                    "title": plan.title,
                    "due_on": f"{attestation.due_on:%-d %B %Y}",
                    "days_left": (attestation.due_on - as_day(at)).days,
                    "link": f"{settings.SITE_URL}{attestation.get_absolute_url()}",
                },
            )
