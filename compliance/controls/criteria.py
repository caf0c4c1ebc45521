"""
The criteria of a control entry as a tree.

The tree is written down in reference files and walked by the determination engine. It has two branches (`AllOf`,
`AnyOf`) and three leaves: a comparison (`Leaf`), a reference to the entry that software or technology is for
(`ForItem`), and a question that only a person can answer (`Question`). There is no "not": a paragraph says what it
leaves out in `unless`. How a criterion is written in a file is explained in `notation.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

OPERATORS = {"lt": "<", "lte": "≤", "gt": ">", "gte": "≥", "eq": "=", "in": "one of"}
SPOKEN = {"lt": "below", "lte": "at most", "gt": "above", "gte": "at least", "eq": "is", "in": "is one of"}

Value: TypeAlias = Decimal | bool | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """
    One comparison of a parameter with a value, as the text states it.

    `value` and `unit` are what the law says ("600 uW"); `limit` is the same in the parameter's reference unit, filled
    in when a Book is made. Compare with `limit`, show `stated`.
    """

    parameter: str
    op: str
    value: Value
    unit: str = ""
    qualifier: str = ""
    confidence: str = "verified"
    limit: Value | None = None

    @property
    def stated(self) -> str:
        """The right-hand side as a reader expects it: "≤ 0.001", "≥ 600 µW"."""
        shown = ", ".join(self.value) if isinstance(self.value, tuple) else plain(self.value)
        return " ".join(part for part in (OPERATORS[self.op], shown, pretty_unit(self.unit)) if part)

    @property
    def is_numeric(self) -> bool:
        return isinstance(self.value, Decimal)


@dataclass(frozen=True, slots=True)
class ForItem:
    """Software or technology for one of these entries or paragraphs ("4A906.b")."""

    items: tuple[str, ...]
    confidence: str = "verified"


@dataclass(frozen=True, slots=True)
class Question:
    """A test without a number: answered by a person, kept as the boolean parameter of this name."""

    parameter: str
    confidence: str = "verified"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must be met."""

    parts: "tuple[Criterion, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough."""

    parts: "tuple[Criterion, ...]"


Criterion: TypeAlias = AllOf | AnyOf | Leaf | ForItem | Question


def leaves(criterion: Criterion | None) -> Iterator[Leaf | ForItem | Question]:
    """Every leaf of the tree, from left to right."""
    if criterion is None:
        return
    if isinstance(criterion, AllOf | AnyOf):
        for part in criterion.parts:
            yield from leaves(part)
    else:
        yield criterion


def parameters_of(criterion: Criterion | None) -> tuple[str, ...]:
    """The names of the parameters that the tree asks about, each once, in reading order."""
    names = [leaf.parameter for leaf in leaves(criterion) if not isinstance(leaf, ForItem)]
    return tuple(dict.fromkeys(names))


def plain(value: Value) -> str:
    """A value without exponents that nobody reads: 0.0001, 20,000, yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        if value and abs(value.adjusted()) > 6:
            return f"{value.normalize():e}"
        whole = format(value.normalize(), "f")
        return f"{int(whole):,}" if whole.lstrip("-").isdigit() else whole
    return str(value)


def pretty_unit(unit: str) -> str:
    """The unit as it is printed: µW, Ω·cm, fT/√Hz."""
    for typed, printed in (("rtHz", "√Hz"), ("ohm*cm", "Ω·cm"), ("percent", "%"), ("mm**2", "mm²"), ("uGal", "µGal")):
        unit = unit.replace(typed, printed)
    return f"µ{unit[1:]}" if unit in ("uW", "us", "um", "uK") else unit
