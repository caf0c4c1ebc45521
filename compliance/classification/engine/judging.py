"""
Three-valued judgement of criteria: met, not met, or unknown with the parameters that would settle it.

Kleene's logic. An unknown parameter makes a paragraph unknown only where its value could still decide: 20 qubits are
below every band whatever the error is, and 2 500 qubits are caught whatever it is.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from compliance.classification.engine.facts import Item
from compliance.controls.criteria import AllOf, AnyOf, Criterion, ForItem, Leaf, Question

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"

COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "lt": lambda value, limit: value < limit,
    "lte": lambda value, limit: value <= limit,
    "gt": lambda value, limit: value > limit,
    "gte": lambda value, limit: value >= limit,
    "eq": lambda value, limit: value == limit,
}


class Verdict(NamedTuple):
    """A judgement, what would settle it if it is unknown, and whether it rests on words that nobody could read."""

    truth: str
    settles: tuple[str, ...] = ()
    recalled: bool = False


def judge(criterion: Criterion | None, item: Item) -> Verdict:
    """How the item stands to the criterion. No criterion is a question for a person: unknown, settled by nothing."""
    if criterion is None:
        return Verdict(UNKNOWN)
    if isinstance(criterion, AllOf):
        return every([judge(part, item) for part in criterion.parts])
    if isinstance(criterion, AnyOf):
        return some([judge(part, item) for part in criterion.parts])
    truth, missing = _leaf(criterion, item)
    return Verdict(truth, (missing,) if missing else (), criterion.confidence != "verified")


def every(verdicts: list[Verdict]) -> Verdict:
    """Met when all are, not met as soon as one is not."""
    return _combined(verdicts, decides=NOT_MET, otherwise=MET)


def some(verdicts: list[Verdict]) -> Verdict:
    """Met as soon as one is, not met when none is."""
    return _combined(verdicts, decides=MET, otherwise=NOT_MET)


def but_not(verdict: Verdict, exemption: Verdict) -> Verdict:
    """The first, unless the exemption is met. An exemption has to be shown: while it is unknown it does not help."""
    if exemption.truth == MET:
        return Verdict(NOT_MET, (), exemption.recalled)
    if verdict.truth == UNKNOWN and not verdict.settles and exemption.truth == UNKNOWN:
        return verdict._replace(settles=exemption.settles)  # nothing but the exemption can settle it
    return verdict


def _combined(verdicts: list[Verdict], *, decides: str, otherwise: str) -> Verdict:
    deciding = [each for each in verdicts if each.truth == decides]
    if deciding:
        return Verdict(decides, (), all(each.recalled for each in deciding))
    unknown = [each for each in verdicts if each.truth == UNKNOWN]
    recalled = any(each.recalled for each in verdicts)
    if unknown:
        return Verdict(UNKNOWN, unique(name for each in unknown for name in each.settles), recalled)
    return Verdict(otherwise, (), recalled)


def _leaf(leaf: Leaf | ForItem | Question, item: Item) -> tuple[str, str]:
    """The truth of a leaf, and the name of what is missing where it is unknown."""
    if isinstance(leaf, ForItem):
        return _for_item(leaf, item)
    value = item.values.get(leaf.parameter)
    if value is None:
        return UNKNOWN, leaf.parameter
    if isinstance(leaf, Question):
        return (MET if value is True else NOT_MET), ""
    limit = leaf.value if leaf.limit is None else leaf.limit
    if leaf.op == "in":
        return (MET if value in limit else NOT_MET), ""  # type: ignore[operator]
    return (MET if COMPARE[leaf.op](value, limit) else NOT_MET), ""  # type: ignore[arg-type]


def _for_item(leaf: ForItem, item: Item) -> tuple[str, str]:
    if not item.for_item:
        return UNKNOWN, "for_item"
    if any(covers(wanted, item.for_item) for wanted in leaf.items):
        return MET, ""
    if any(covers(item.for_item, wanted) for wanted in leaf.items):
        return UNKNOWN, "for_item"  # "4A906" was said, and the entry asks for 4A906.b or .c
    return NOT_MET, ""


def covers(whole: str, part: str) -> bool:
    """Whether a paragraph lies in an entry or in a wider paragraph: 4A906.b lies in 4A906, but not the reverse."""
    return part == whole or part.startswith(f"{whole}.")


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order in which they come."""
    return tuple(dict.fromkeys(names))
