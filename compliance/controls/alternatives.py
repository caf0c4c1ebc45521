"""A criterion as its alternatives: each a set of bounds, one per parameter, of which meeting one set is enough."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from compliance.controls import wording
from compliance.controls.book import Book
from compliance.controls.criteria import AllOf, AnyOf, Criterion, ForItem, Leaf, Question, plain, pretty_unit

Alternative = dict[str, "Bound"]


@dataclass(frozen=True, slots=True)
class End:
    """One end of an interval, with the words the text uses for it; two ends are the same if their limits are."""

    limit: Decimal
    included: bool
    stated: str = field(compare=False)
    unit: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Bound:
    """What an alternative asks of one parameter: an interval, or a value."""

    low: End | None = None
    high: End | None = None
    value: str = ""

    @property
    def text(self) -> str:
        """The bound as it is printed: "34 to below 100", "≤ 0.001", "yes"."""
        low, high = self.low, self.high
        if low and high:
            joiner = "up to" if high.included else "to below"
            return f"{'' if low.included else 'above '}{low.stated} {joiner} {high.stated} {high.unit}".strip()
        if low:
            return f"{'≥' if low.included else '>'} {low.stated} {low.unit}".strip()
        if high:
            return f"{'≤' if high.included else '<'} {high.stated} {high.unit}".strip()
        return self.value

    def position(self) -> tuple[Decimal, Decimal]:
        """Where it stands among its like, from the smallest to the largest."""
        low = self.low.limit if self.low else Decimal("-Infinity")
        return low, self.high.limit if self.high else Decimal("Infinity")

    def and_also(self, other: "Bound") -> "Bound":
        """The tighter of two bounds on one parameter."""
        lows = [end for end in (self.low, other.low) if end]
        highs = [end for end in (self.high, other.high) if end]
        low = max(lows, key=lambda end: (end.limit, not end.included), default=None)
        high = min(highs, key=lambda end: (end.limit, end.included), default=None)
        return Bound(low, high, self.value or other.value)


def alternatives(criterion: Criterion, book: Book) -> list[Alternative]:
    """The criterion as a list of alternatives."""
    if isinstance(criterion, AnyOf):
        return [each for part in criterion.parts for each in alternatives(part, book)]
    if isinstance(criterion, AllOf):
        return [_joined(parts) for parts in product(*(alternatives(part, book) for part in criterion.parts))]
    return [_bound(criterion, book)]


def _joined(parts: Iterable[Alternative]) -> Alternative:
    found: Alternative = {}
    for part in parts:
        for name, bound in part.items():
            found[name] = found[name].and_also(bound) if name in found else bound
    return found


def _bound(leaf: Leaf | Question | ForItem, book: Book) -> Alternative:
    if isinstance(leaf, ForItem):
        return {"for_item": Bound(value=", ".join(leaf.items))}
    if isinstance(leaf, Question):
        return {leaf.parameter: Bound(value="yes")}
    if not isinstance(leaf.limit, Decimal):
        return {leaf.parameter: Bound(value=wording.spoken(leaf, book))}
    end = End(leaf.limit, leaf.op in ("gte", "lte", "eq"), plain(leaf.value), pretty_unit(leaf.unit))
    low = end if leaf.op in ("gt", "gte", "eq") else None
    return {leaf.parameter: Bound(low, end if leaf.op in ("lt", "lte", "eq") else None)}
