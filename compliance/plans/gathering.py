"""What a case tells about its plan: facts for the rules, items with their entries, first words for each part."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from compliance.licensing.models import Case, Condition, TransferDetermination
from compliance.licensing.neighbours import country_name
from compliance.licensing.states import ConditionState, Mode, Outcome, PartyRole, Verdict
from compliance.plans.proposing import PlanFacts
from compliance.plans.states import Part
from portal.accounts.models import Membership, Unit, User
from portal.core import words


@dataclass
class Gathered:
    """What a case brings along."""

    case: Case
    tier: int = 0
    outcomes: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    items: dict[int, Any] = field(default_factory=dict)
    entries: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    conditions: int = 0
    restricted: bool = False
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> PlanFacts:
        """What the rules look at."""
        codes = {code for pairs in self.entries.values() for _, code in pairs}
        return PlanFacts(
            tier=self.tier,
            outcomes=frozenset(self.outcomes),
            entries=frozenset(codes),
            modes=frozenset(self.modes),
            conditions=self.conditions,
            restricted=self.restricted,
        )


def gather(case: Case) -> Gathered:
    """Read what was permitted in the case, and what was said about it."""
    answers = dict(case.answers.values_list("question", "value"))
    found = Gathered(case=case, tier=case.tier or 0, answers=answers)
    latest = case.decisions.order_by("-pk").first()
    refused: Any = latest.transfers.filter(verdict=Verdict.REFUSE).values("transfer") if latest else []
    transfers = case.transfers.exclude(pk__in=refused).select_related("item").order_by("number")
    standing = TransferDetermination.objects.standing().filter(transfer__in=transfers)
    for transfer in transfers:
        found.modes.add(transfer.mode)
        found.outcomes.add(transfer.outcome)
        found.items[transfer.item_id] = transfer.item
    for each in standing.exclude(outcome__in=(Outcome.EXCLUDED, Outcome.NOT_CONTROLLED)).select_related("transfer"):
        pairs = {(each.regime, code.removeprefix(f"{each.regime}:")) for code in each.entries.split()}
        found.entries.setdefault(each.transfer.item_id, set()).update(pairs)
    found.conditions = Condition.objects.filter(authorisation__case=case, state=ConditionState.OPEN).count()
    found.restricted = answers.get("restrictions", "no") == "yes"
    return found


def head_of(unit: Unit | None, *, other_than: User, on: Any) -> User | None:
    """Return the head of the unit, or of the nearest one above it, who is somebody else than the responsible person."""
    while unit is not None:
        held = Membership.objects.on(on).filter(unit=unit, role=Membership.Position.HEAD, user__is_active=True)
        seat = held.exclude(user=other_than).select_related("user").order_by("pk").first()
        if seat is not None:
            return seat.user
        unit = unit.parent
    return None


def first_words(found: Gathered) -> dict[str, str]:
    """Return the first words of every written part, from what the case says. People go on from there."""
    case = found.case
    names = ", ".join(item.name for item in found.items.values()) or case.title
    others = [str(part.party) for part in case.parties.select_related("party").order_by("pk")]
    carriers = case.parties.filter(role=PartyRole.INTERMEDIARY).select_related("party")
    return {
        Part.PHYSICAL: f"{names}: kept in the rooms named in this plan, locked whenever nobody who is active on the "
        "plan is there. Paper and storage media lie in a locked cabinet.",
        Part.MARKING: "“Export controlled, people on the plan only” on the first page of every document, in the name "
        "of every folder, on the thing itself, and on the door while work goes on.",
        Part.TRANSMISSION: _transmission(found, others),
        Part.VISITORS: _visitors(found),
        Part.MEETINGS: "Spoken of only in the rooms of this plan, or in calls that only people on the plan can join. "
        "Group meetings, corridors and open seminars keep to what is published.",
        Part.TRAVEL: "Nothing controlled travels on a device of one's own. Whoever travels borrows a clean device and "
        "asks for a travel certification first.",
        Part.PUBLICATION: _publication(found),
        Part.SUBCONTRACTORS: ", ".join(f"{part.party}" for part in carriers)
        or "None. Nobody outside works on it for us; whoever does later is put on the plan first.",
        Part.DISPOSITION: _disposition(found),
        Part.INCIDENTS: f"At once to the responsible person and to {settings.INSTITUTION['contact']}, also where it is "
        "only a suspicion: something lost, somebody in the room, something sent to the wrong place. Touch nothing, "
        "write down what happened.",
    }


def _transmission(found: Gathered, others: list[str]) -> str:
    to = f"To {', '.join(others)} only" if others else "To nobody outside"
    ways = {
        Mode.PHYSICAL: "by courier with tracking, after the shipping clearance is on paper",
        Mode.ELECTRONIC: "encrypted from end to end, through the systems of this plan",
        Mode.RELEASE: "by showing and explaining in the rooms of this plan",
        Mode.REMOTE: "by a named account on our own system, each use logged",
        Mode.SERVICE: "by help that keeps to what the authorisation names",
    }
    said = "; ".join(ways[Mode(mode)] for mode in sorted(found.modes) if mode in ways)
    return f"{to}, {said or 'within what the authorisation permits'}. What arrives is entered and marked first."


def _visitors(found: Gathered) -> str:
    guests = found.case.parties.filter(role=PartyRole.VISITOR).select_related("party")
    named = ", ".join(str(part.party) for part in guests)
    rule = (
        "Visitors are announced, escorted all the time, and see nothing controlled: screens off, drawings away, "
        "devices covered."
    )
    return (
        f"{named} comes under this plan and is put on it with an account before the first day. {rule}"
        if named
        else rule
    )


def _publication(found: Gathered) -> str:
    steps = (
        "The responsible person compares the manuscript, slides or thesis with the entries of this plan before it "
        "leaves the group. In doubt the export control office looks, within five working days."
    )
    if found.restricted:
        return f"{steps} The sponsor's own review comes after that; what it objects to comes back to the office."
    return f"{steps} What is meant to be published is not held back otherwise."


def _disposition(found: Gathered) -> str:
    case = found.case
    until = f"The work ends on {words.day(case.ends_on)}." if case.ends_on else "No last day is set."
    where = ", ".join(sorted({country_name(each.destination) for each in case.transfers.all() if each.destination}))
    return (
        f"{until} What was lent comes back{f' from {where}' if where else ''}; copies are wiped, and the wiping is "
        "written down. The plan goes on as long as anything is held, whether it is paid for or not."
    )
