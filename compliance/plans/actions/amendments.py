"""Changing what a plan says. In a draft nobody signs; later each change is signed by those it touches."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.licensing.models import Authorisation
from compliance.plans import cloud, contents, duties, policies
from compliance.plans.models import ControlPlan, PlanEntry, PlanItem, PlanPerson, PlanRoom, PlanSection, PlanSystem
from compliance.plans.states import UNFINISHED, Capacity, LegalStatus, Part, SystemKind
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


def _may_change(plan: ControlPlan, actor: Any, *, items: bool = False) -> None:
    (policies.may_change_items if items else policies.may_write)(actor, plan)
    if plan.state not in UNFINISHED:
        raise Conflict(f"{plan} is {plan.get_state_display().lower()}.")


def _filled(given: dict[str, str]) -> None:
    for name, value in given.items():
        if not value.strip():
            raise Invalid("Fill this in.", field=name)


@transaction.atomic
def write_section(plan: ControlPlan, *, part: str, text: str, actor: Any, at: datetime, reason: str = "") -> None:
    """
    Write a part anew. The same words again change nothing.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if nothing is written, the plan has no such part, or a live plan is changed without a reason
    :raises Conflict: if the plan is over, or changed at the same time
    """
    _may_change(plan, actor)
    _filled({"text": text})
    if part not in {section.part for section in contents.sections_of(plan.weight)}:
        raise Invalid(f"A {plan.get_weight_display().lower()} has no such part.", field="text")
    section = PlanSection.objects.filter(plan=plan, part=part).first() or PlanSection(plan=plan, part=part)
    before, section.text = section.text, text.strip()
    if before == section.text:
        return
    what = f"{Part(part).label} written anew."
    duties.changed(plan, part, what=what, reason=reason, before=before, actor=actor, at=at)
    section.version = plan.version
    section.save()


@transaction.atomic
def name_signers(
    plan: ControlPlan,
    *,
    deputy: User | None,
    it_manager: User | None,
    head: User | None,
    actor: Any,
    at: datetime,
    reason: str = "",
) -> None:
    """
    Name who stands in, who answers for the systems, and who heads the unit. In a live plan only whoever is new signs.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if one person would be two, or a live plan is changed without a reason
    """
    _may_change(plan, actor)
    for name, person in (("deputy", deputy), ("head", head)):
        if person is not None and person == plan.responsible:
            raise Invalid("This is the responsible person already. Name somebody else.", field=name)
    before = (plan.it_manager_id, plan.head_id)
    plan.deputy, plan.it_manager, plan.head = deputy, it_manager, head
    plan.save(update_fields=["deputy", "it_manager", "head"])
    if plan.is_draft:
        record_event("plans.plan.signers_named", plan, actor=actor, at=at)
        return
    if not reason.strip():
        raise Invalid("Say why; whoever signs reads it.", field="reason")
    fresh = []
    for capacity, old, person in (
        (Capacity.IT_MANAGER, before[0], it_manager),
        (Capacity.HEAD, before[1], head),
    ):
        if person is None or person.pk != old:
            duties.end(plan, at=at, capacity=capacity)
            fresh += [pair for pair in duties.signers(plan, (capacity,)) if capacity in contents.SIGNERS[plan.weight]]
    record_event("plans.plan.signers_named", plan, actor=actor, at=at, reason=reason.strip())
    duties.ask(plan, fresh, at=at)


@transaction.atomic
def add_person(plan: ControlPlan, *, user: User, role: str, actor: Any, at: datetime, reason: str = "") -> PlanPerson:
    """
    Put somebody on a plan. They are active once briefed and signed.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if nothing is said about what they do, or they are on it already
    """
    _may_change(plan, actor)
    _filled({"role": role})
    try:
        with transaction.atomic():
            person = PlanPerson.objects.create(plan=plan, user=user, role=role.strip(), added_by=actor, added_at=at)
    except IntegrityError:
        raise Invalid(f"{user} is on this plan already.", field="user") from None
    duties.changed(
        plan, Part.PEOPLE, what=f"{user} joins: {role.strip()}.", reason=reason, newcomers=[user], actor=actor, at=at
    )
    return person


@transaction.atomic
def remove_person(person: PlanPerson, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Take somebody off a plan. From now on they must not come near what it controls.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if no reason is given, or it is the responsible person
    :raises Conflict: if they were taken off already
    """
    plan = person.plan
    _may_change(plan, actor)
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    if person.user_id == plan.responsible_id:
        raise Invalid("The responsible person stays on the plan for as long as they answer for it.", field="reason")
    gone = {"removed_at": at, "removed_by": actor, "removed_because": reason.strip()}
    if not PlanPerson.objects.on_it().filter(pk=person.pk).update(**gone):
        raise Conflict(f"{person} is not on this plan any more.")
    duties.end(plan, at=at, person=person.user, capacity=Capacity.PARTICIPANT)
    duties.changed(plan, Part.PEOPLE, what=f"{person} leaves.", reason=reason, actor=actor, at=at)


@transaction.atomic
def say_status(
    person: PlanPerson, *, status: str, authorisation: Authorisation | None, actor: Any, at: datetime
) -> None:
    """
    Keep what a control's text makes of a person. Neither the event log nor the printed plan says it.

    :raises Denied: if the actor is not of the office, or has a part in the plan
    :raises Invalid: if there is no such status, or the authorisation that covers the person is missing
    """
    policies.may_say_status(actor, person.plan)
    if status not in LegalStatus.values:
        raise Invalid("Choose a status.", field="status")
    if status == LegalStatus.AUTHORISED and authorisation is None:
        raise Invalid("Name the authorisation that covers this person.", field="authorisation")
    person.status = status
    person.authorisation = authorisation if status == LegalStatus.AUTHORISED else None
    person.save(update_fields=["status", "authorisation"])
    record_event("plans.person.status_kept", person.plan, actor=actor, at=at)


@transaction.atomic
def add_room(
    plan: ControlPlan, *, building: str, room: str, safeguards: str, actor: Any, at: datetime, reason: str = ""
) -> PlanRoom:
    """
    Add a room.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if something is missing, or the plan has it already
    """
    _may_change(plan, actor)
    _filled({"building": building, "room": room, "safeguards": safeguards})
    given = {"building": building.strip(), "room": room.strip(), "safeguards": safeguards.strip()}
    try:
        with transaction.atomic():
            added = PlanRoom.objects.create(plan=plan, added_at=at, **given)
    except IntegrityError:
        raise Invalid("The plan has this room already.", field="room") from None
    duties.changed(plan, Part.ROOMS, what=f"{added} is added.", reason=reason, actor=actor, at=at)
    return added


@transaction.atomic
def remove_room(room: PlanRoom, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Take a room out.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Conflict: if it was taken out already
    """
    _may_change(room.plan, actor)
    if not PlanRoom.objects.filter(pk=room.pk, removed_at=None).update(removed_at=at):
        raise Conflict(f"{room} is not part of the plan any more.")
    duties.changed(room.plan, Part.ROOMS, what=f"{room} is taken out.", reason=reason, actor=actor, at=at)


@transaction.atomic
def add_system(
    plan: ControlPlan,
    *,
    name: str,
    kind: str,
    location: str,
    safeguards: str,
    actor: Any,
    at: datetime,
    provider: str = "",
    reason: str = "",
    **parts: str,
) -> PlanSystem:
    """
    Add a system. For a cloud service, ``parts`` are the four answers of 15 CFR 734.18(a)(5).

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if something is missing, or the plan has it already
    """
    _may_change(plan, actor)
    _filled({"name": name, "location": location, "safeguards": safeguards})
    if kind not in SystemKind.values:
        raise Invalid("Choose what it is.", field="kind")
    given = {"name": name.strip(), "location": location.strip(), "safeguards": safeguards.strip()}
    answers = {part.field: parts.get(part.field, "") for part in cloud.PARTS} if kind == SystemKind.CLOUD else {}
    try:
        with transaction.atomic():
            added = PlanSystem.objects.create(
                plan=plan, kind=kind, provider=provider.strip(), added_at=at, **given, **answers
            )
    except IntegrityError:
        raise Invalid("The plan has a system of this name already.", field="name") from None
    duties.changed(plan, Part.SYSTEMS, what=f"{added} is added.", reason=reason, actor=actor, at=at)
    return added


@transaction.atomic
def judge_system(system: PlanSystem, *, actor: Any, at: datetime, reason: str = "", **parts: str) -> cloud.Verdict:
    """
    Answer the four parts for a cloud service, and return what follows.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Conflict: if it is no cloud service
    """
    _may_change(system.plan, actor)
    if not system.is_cloud:
        raise Conflict(f"{system} is no cloud service; the four parts speak of those.")
    before = system.verdict.sentence
    for part in cloud.PARTS:
        setattr(system, part.field, parts.get(part.field, ""))
    system.save(update_fields=[part.field for part in cloud.PARTS])
    what = f"{system}: {system.verdict.sentence}"
    duties.changed(system.plan, Part.SYSTEMS, what=what, reason=reason, before=before, actor=actor, at=at)
    return system.verdict


@transaction.atomic
def remove_system(system: PlanSystem, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Take a system out.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Conflict: if it was taken out already
    """
    _may_change(system.plan, actor)
    if not PlanSystem.objects.filter(pk=system.pk, removed_at=None).update(removed_at=at):
        raise Conflict(f"{system} is not part of the plan any more.")
    duties.changed(system.plan, Part.SYSTEMS, what=f"{system} is taken out.", reason=reason, actor=actor, at=at)


@transaction.atomic
def add_item(
    plan: ControlPlan,
    *,
    name: str,
    kind: str,
    entries: Iterable[tuple[str, str]],
    actor: Any,
    at: datetime,
    reason: str = "",
) -> PlanItem:
    """
    Add something controlled that the case does not name, with its entries by regime. Everybody signs it.

    :raises Denied: if a live plan is changed by somebody who is not of the office
    :raises Invalid: if it has no name
    """
    _may_change(plan, actor, items=True)
    _filled({"name": name})
    item = PlanItem.objects.create(plan=plan, name=name.strip(), kind=kind, added_at=at)
    for regime, code in sorted(set(entries)):
        PlanEntry.objects.create(item=item, regime=regime, code=code)
    duties.changed(plan, Part.ITEMS, what=f"Added: {item}.", reason=reason, actor=actor, at=at)
    return item
