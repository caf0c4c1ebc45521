"""Facts that must hold before a plan moves on. Each says what is missing, in words for whoever wants to go on."""

from compliance.licensing.states import AuthorisationState
from compliance.plans import contents, statuses
from compliance.plans.models import ControlPlan, PlanEntry
from compliance.plans.states import Capacity, Disposition, LegalStatus, Weight
from portal.core.errors import Conflict

EAR = "US-EAR"


def regimes_of(plan: ControlPlan) -> set[str]:
    """Return the regimes under whose entries something of the plan falls."""
    return set(PlanEntry.objects.filter(item__plan=plan).values_list("regime", flat=True))


def every_part_is_written(plan: ControlPlan) -> None:
    """
    Send nothing that leaves a question open.

    :raises Conflict: naming the parts
    """
    written = {section.part for section in plan.sections.all() if section.text.strip()}
    missing = [section.part for section in contents.sections_of(plan.weight) if section.part not in written]
    if missing:
        names = ", ".join(str(dict(section_labels())[part]).lower() for part in missing)
        raise Conflict(f"These parts are not written yet: {names}.")
    if not plan.items.exists():
        raise Conflict("The plan names nothing that is controlled.")
    if plan.weight != Weight.LETTER and not plan.rooms.filter(removed_at=None).exists():
        raise Conflict("The plan names no room.")


def section_labels() -> list[tuple[str, str]]:
    """Return every part with its name."""
    from compliance.plans.states import Part

    return list(Part.choices)


def signers_are_named(plan: ControlPlan) -> None:
    """
    Send nothing that nobody could sign.

    :raises Conflict: naming the capacity
    """
    if Capacity.IT_MANAGER in contents.SIGNERS[plan.weight] and has_systems(plan) and plan.it_manager is None:
        raise Conflict("The plan has systems, and nobody is named who answers for them.")
    if Capacity.HEAD in contents.SIGNERS[plan.weight] and plan.head is None:
        raise Conflict("Nobody is named as head of unit.")


def has_systems(plan: ControlPlan) -> bool:
    """Tell whether a system is part of the plan, so that IT signs."""
    return plan.systems.filter(removed_at=None).exists()


def statuses_are_said(plan: ControlPlan) -> None:
    """
    Where a control's text asks who people are, it has been said of everybody.

    :raises Conflict: naming somebody
    """
    asked = statuses.asking(regimes_of(plan))
    if not asked:
        return
    for person in plan.people.on_it().select_related("user", "authorisation"):
        if person.status in ("", LegalStatus.NOT_ASKED):
            raise Conflict(f"The legal status of {person} is not on record. {next(iter(asked.values()))}.")
        if person.status == LegalStatus.AUTHORISED and person.authorisation is None:
            raise Conflict(f"No authorisation is named that covers {person}.")


def clouds_are_judged(plan: ControlPlan) -> None:
    """
    Let nothing under the EAR lie in a cloud where storing it would be an export (15 CFR 734.18(a)(5)).

    :raises Conflict: naming the service
    """
    if EAR not in regimes_of(plan):
        return
    for system in plan.systems.filter(removed_at=None):
        if system.is_cloud and not system.verdict.passes:
            raise Conflict(f"{system}: {system.verdict.sentence}")


def gate_is_signed(plan: ControlPlan) -> None:
    """
    Put a plan in force once those have signed without whom it does not hold.

    :raises Conflict: naming who has not
    """
    owed = plan.signatures.asked().filter(capacity__in=contents.GATES[plan.weight]).select_related("person")
    first = owed.order_by("pk").first()
    if first is not None:
        raise Conflict(f"{first.person} has not signed as {first.get_capacity_display().lower()} yet.")


def nothing_is_held(plan: ControlPlan) -> None:
    """
    Close nothing while something controlled is still there; the plan goes on as long as it is held.

    :raises Conflict: naming the item
    """
    held = plan.items.filter(disposition=Disposition.HELD).order_by("pk").first()
    if held is not None:
        raise Conflict(f"{held} is still held. Say what became of it first; until then the plan goes on.")


def nothing_is_permitted(plan: ControlPlan) -> None:
    """
    Close nothing while an authorisation of the case still permits something.

    :raises Conflict: naming the authorisation
    """
    open_still = plan.case.authorisations.filter(
        state__in=(AuthorisationState.IN_FORCE, AuthorisationState.PENDING, AuthorisationState.SUSPENDED)
    )
    first = open_still.order_by("pk").first()
    if first is not None:
        raise Conflict(f"{first} is {first.get_state_display().lower()}. It is given back or ends first.")


WHOLE = (every_part_is_written, signers_are_named, statuses_are_said, clouds_are_judged)
