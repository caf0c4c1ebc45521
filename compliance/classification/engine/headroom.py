"""How far an item is from each threshold, so that a group sees that its next device will cross the line."""

from dataclasses import dataclass
from decimal import Decimal

from compliance.classification.engine.facts import Item
from compliance.classification.engine.judging import COMPARE
from compliance.controls.criteria import Criterion, Leaf, leaves, plain, pretty_unit

CAUGHT_ABOVE = frozenset({"gt", "gte"})


@dataclass(frozen=True)
class Headroom:
    """One numeric criterion and the item's value beside it, both in the reference unit of the parameter."""

    leaf: Leaf
    limit: Decimal
    value: Decimal
    inside: bool  # the criterion is met

    @property
    def parameter(self) -> str:
        return self.leaf.parameter

    @property
    def distance(self) -> Decimal:
        """What is left before the criterion is met; nothing or less once it is."""
        gap = self.limit - self.value
        return gap if self.leaf.op in CAUGHT_ABOVE else -gap

    @property
    def factor(self) -> Decimal | None:
        """How many times the value fits into the limit, or the limit into the value: above one there is room left."""
        above, below = (self.limit, self.value) if self.leaf.op in CAUGHT_ABOVE else (self.value, self.limit)
        return above / below if below > 0 and above >= 0 else None

    def says(self, unit: str = "") -> str:
        """The distance as a reader wants it, in the reference unit: "14 left · a factor of 1.7"."""
        shown = f"{plain(abs(self.distance))} {pretty_unit(unit)}".strip() if self.distance else ""
        if self.inside:
            return f"inside the criterion by {shown}" if shown else "inside the criterion"
        if not shown:
            return "exactly on the line, which is outside"
        factor = f" · a factor of {spoken(self.factor)}" if self.factor is not None else ""
        return f"{shown} left{factor}"


def spoken(factor: Decimal) -> str:
    """A factor in three figures, more where it is close to one: 1.67, 16.7, 1,670, 1.0005."""
    share = float(factor)
    if share >= 1000:
        return f"{share:,.0f}"
    return f"{share:.3g}" if abs(share - 1) >= 0.01 else f"{share:.5g}"


def of(criterion: Criterion | None, item: Item) -> tuple[Headroom, ...]:
    """The headroom at every numeric leaf of which the item's value is known."""
    found = []
    for leaf in leaves(criterion):
        if isinstance(leaf, Leaf) and leaf.is_numeric and leaf.op in COMPARE:
            value = item.values.get(leaf.parameter)
            limit = leaf.value if leaf.limit is None else leaf.limit
            if isinstance(value, Decimal) and isinstance(limit, Decimal):
                found.append(Headroom(leaf, limit, value, COMPARE[leaf.op](value, limit)))
    return tuple(found)
