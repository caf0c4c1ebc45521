"""
A worker is killed, with no chance to clean up, in the middle of an issue of a thousand control plans.

The promise: each plan is sent once and whole, or is still a draft that the next run sends. Nobody is asked twice
for a signature, and nobody is left out.
"""

import pytest
from django.utils import timezone

from compliance.licensing.models import Case
from compliance.plans import tasks
from compliance.plans.models import ControlPlan, PlanItem, PlanPerson, PlanSection, PlanSignature
from compliance.plans.states import Part, PlanState, Weight
from portal.core.models import Event, Message
from tests.factories.licensing import make_officer
from tests.factories.people import make_user
from tests.faults.stage import kill, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PLANS = 1000


def make_drafts(officer, at):
    """Lay a thousand whole drafts ready, each of a case of its own, and ask for their issue."""
    author = make_user(name="Ada Ferncliff")
    cases = Case.objects.bulk_create(
        Case(
            reference=f"FL-2026-9{number:04d}",
            title=f"Loan number {number}",
            activity="share",
            state="approved",
            state_since=at,
            applicant=author,
            opened_by=author,
            opened_at=at,
            changed_at=at,
            exporting_country="US",
            tier=2,
        )
        for number in range(PLANS)
    )
    plans = ControlPlan.objects.bulk_create(
        ControlPlan(
            reference=f"CP-2026-9{number:04d}",
            case=case,
            title=case.title,
            state=PlanState.DRAFT,
            state_since=at,
            weight=Weight.LETTER,
            proposed_weight=Weight.LETTER,
            rule="P3.1",
            rule_reason="Conditions.",
            responsible=author,
            drafted_at=at,
            issue_asked_by=officer,
            issue_asked_at=at,
        )
        for number, case in enumerate(cases)
    )
    parts = (Part.PHYSICAL, Part.PUBLICATION, Part.DISPOSITION, Part.INCIDENTS)
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, part=part, text="As usual.") for plan in plans for part in parts
    )
    PlanItem.objects.bulk_create(PlanItem(plan=plan, name="A device", kind="hardware", added_at=at) for plan in plans)
    PlanPerson.objects.bulk_create(PlanPerson(plan=plan, user=author, role="Leads", added_at=at) for plan in plans)


def sent():
    return ControlPlan.objects.filter(state=PlanState.SIGNING).count()


def whole():
    """Whether everything that a sent plan owes is there once, and nothing of one that is not sent."""
    return (
        PlanSignature.objects.count()
        == Message.objects.filter(template="plans/signature_asked").count()
        == Event.objects.filter(verb="plans.plan.sent").count()
        == sent()
    )


def test_killed_worker_sends_no_plan_twice_and_leaves_none_behind(stage):
    make_drafts(make_officer(), timezone.now())
    first = stage.worker(pool=2)
    stage.call("plans.issue")

    wait_until(lambda: sent() >= PLANS // 10, seconds=120)
    kill(first)
    assert PLANS // 10 <= sent() < PLANS, "the worker was to be killed in the middle"
    assert whole()

    left = ControlPlan.objects.filter(state=PlanState.DRAFT).count()
    assert tasks.issue() == left
    assert (sent(), tasks.issue()) == (PLANS, 0)
    assert whole()
    assert not ControlPlan.objects.exclude(version=1).exists()
