"""
Make control plans the way the portal does: drafted when a case that needs one is approved.

    make_plan()                 a draft of the weight mitigation, with a room
    make_sent_plan()            sent to be signed
    make_active_plan()          signed by everybody who has to, so in force
    join(plan)                  somebody on the plan, briefed and signed
"""

from datetime import datetime
from typing import Any

from compliance.licensing import actions as licensing
from compliance.licensing.models import Case
from compliance.plans import actions
from compliance.plans.models import ControlPlan
from compliance.plans.states import LegalStatus, Weight
from portal.accounts.models import User
from tests.factories.licensing import UNKNOWN, make_approved, make_case, make_officer
from tests.factories.people import NOW, make_user
from tests.factories.replay import replayed
from tests.factories.training import complete

ENTRY = ("US-EAR", "4A906.b")


@replayed
def make_reviewed_case(*, at: datetime = NOW, **given: Any) -> Case:
    """Approve a case of tier 2, for which the rules ask for a mitigation plan."""
    officer = make_officer()
    case = make_case(item=given.pop("item", UNKNOWN), at=at, **given)
    licensing.raise_tier(case, tier=2, reason="A first exchange of this kind.", actor=officer, at=at)
    return make_approved(case, officer=officer, at=at)


@replayed
def make_plan(
    *, at: datetime = NOW, weight: str = "", room: bool = True, entry: bool = True, **given: Any
) -> ControlPlan:
    """Make a draft that is whole: one entry, one room, everybody's status on record."""
    case = make_reviewed_case(at=at, **given)
    plan = case.plans.get()
    if weight and weight != plan.weight:
        actions.choose_weight(plan, weight=weight, reason="The sponsor asks for it.", actor=make_officer(), at=at)
    if entry:
        item = plan.items.get()
        item.entries.create(regime=ENTRY[0], code=ENTRY[1])
    if room:
        actions.add_room(plan, building="Hall", room="B12", safeguards="Card lock.", actor=plan.responsible, at=at)
    if plan.weight == Weight.FULL:
        actions.name_signers(plan, deputy=None, it_manager=make_user(), head=make_user(), actor=plan.responsible, at=at)
    officer = make_officer()
    for person in plan.people.on_it():
        actions.say_status(person, status=LegalStatus.CITIZEN, authorisation=None, actor=officer, at=at)
    return fresh(plan)


@replayed
def make_sent_plan(*, at: datetime = NOW, **given: Any) -> ControlPlan:
    """Make a plan that is being signed."""
    plan = make_plan(at=at, **given)
    actions.send(plan, actor=make_officer(), at=at)
    return fresh(plan)


@replayed
def make_active_plan(*, at: datetime = NOW, **given: Any) -> ControlPlan:
    """Make a plan that is in force: everybody has signed who has to."""
    plan = make_sent_plan(at=at, **given)
    sign_all(plan, at=at)
    return fresh(plan)


def sign_all(plan: ControlPlan, *, at: datetime = NOW) -> None:
    """Let everybody sign who owes a signature."""
    for signature in plan.signatures.asked().select_related("person", "plan"):
        actions.sign(signature, agreed=True, actor=signature.person, at=at)


def join(plan: ControlPlan, *, user: User | None = None, at: datetime = NOW, briefed: bool = True, signed: bool = True):
    """Put somebody on the plan; briefed and signed unless said otherwise."""
    user = user or make_user()
    plan = fresh(plan)
    person = actions.add_person(
        plan, user=user, role="Measures qubits", reason="Joins the group.", actor=plan.responsible, at=at
    )
    actions.say_status(person, status=LegalStatus.RESIDENT, authorisation=None, actor=make_officer(), at=at)
    if briefed:
        brief(user, at=at)
    if signed:
        for signature in plan.signatures.asked().filter(person=user).select_related("person", "plan"):
            actions.sign(signature, agreed=True, actor=user, at=at)
    return person


def brief(user: User, *, at: datetime = NOW, **given: Any) -> None:
    """Let somebody do the course of control plans."""
    complete(user, "control-plans", at=at, **given)


def fresh(plan: ControlPlan) -> ControlPlan:
    """Return the plan as the next request reads it."""
    return ControlPlan.objects.get(pk=plan.pk)
