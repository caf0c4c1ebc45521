"""Criteria fit the parameters they ask about, and some item form asks for each of these parameters."""

from collections.abc import Iterator
from decimal import Decimal

from compliance.controls import units
from compliance.controls.checks.placed import Placed, of_kind
from compliance.controls.criteria import Criterion, ForItem, Leaf, Question, leaves
from compliance.controls.reading import Problem
from compliance.controls.rows import Entry, Parameter

ORDERED = ("lt", "lte", "gt", "gte")


def bounds_make_sense(placed: list[Placed]) -> Iterator[Problem]:
    """A parameter has a known unit and bounds between which a value can lie; a choice offers some."""
    for place, parameter in of_kind(placed, Parameter):
        low, high = parameter.minimum, parameter.maximum
        if parameter.kind not in ("number", "boolean", "choice", "text"):
            yield place.problem("kind", f'"{parameter.kind}" is not number, boolean, choice or text.')
        if low is not None and high is not None and low > high:
            yield place.problem("minimum", f"{low} is above the maximum of {high}.")
        if parameter.kind == "choice" and not parameter.choices:
            yield place.problem("choices", "a choice needs something to choose from.")
        if parameter.unit and not parameter.plain_unit and not units.known(parameter.unit):
            yield place.problem("unit", f'"{parameter.unit}" is not a unit that the portal knows.')


def fit_their_parameters(placed: list[Placed]) -> Iterator[Problem]:
    """Every comparison names a parameter of the catalogue and a value that it can have."""
    catalogue = {row.code: row for _, row in of_kind(placed, Parameter)}
    for place, entry in of_kind(placed, Entry):
        for at, criterion in criteria_of(entry):
            for leaf in leaves(criterion):
                if not isinstance(leaf, ForItem) and (fault := _misfit(leaf, catalogue.get(leaf.parameter))):
                    yield place.problem(at, fault)


def borrow_from_somebody(placed: list[Placed]) -> Iterator[Problem]:
    """What a paragraph is read like exists and can be computed."""
    shelves: dict[str, list[Entry]] = {}
    for _, entry in of_kind(placed, Entry):
        shelves.setdefault(entry.code, []).append(entry)
    for place, entry in of_kind(placed, Entry):
        for number, paragraph in enumerate(entry.paragraphs, 1):
            code, _, part = paragraph.same_as.partition(".")
            lent = [each for lender in shelves.get(code, []) for each in lender.paragraphs_under(part)]
            if paragraph.same_as and not any(each.criterion for each in lent):
                yield place.problem(
                    f"paragraphs[{number}].same_as", f'"{paragraph.same_as}" has no criterion to borrow.'
                )


def are_asked_for(placed: list[Placed]) -> Iterator[Problem]:
    """Some item form of the entry's basket and kind asks for every parameter that its criteria need."""
    catalogue = {row.code: row for _, row in of_kind(placed, Parameter)}
    for place, entry in of_kind(placed, Entry):
        for at, baskets, criterion in _with_baskets(entry):
            for leaf in leaves(criterion):
                parameter = None if isinstance(leaf, ForItem) else catalogue.get(leaf.parameter)
                if parameter is not None and not _asked(parameter, baskets, entry.kind):
                    where = " or ".join(baskets)
                    yield place.problem(at, f'no item form of {where} asks for "{parameter.code}".')


def conditions_are_asked_for(placed: list[Placed]) -> Iterator[Problem]:
    """Where a reason for control applies under conditions, a yes or no question of the item form tells."""
    catalogue = {row.code: row for _, row in of_kind(placed, Parameter)}
    for place, entry in of_kind(placed, Entry):
        for number, reason in enumerate(entry.reasons, 1):
            if reason.asks:
                parameter = catalogue.get(reason.asks)
                fault = _misfit(Question(reason.asks), parameter)
                if not fault and parameter and not _asked(parameter, (entry.basket, *entry.also_baskets), entry.kind):
                    fault = f'no item form of {entry.basket} asks for "{reason.asks}".'
                if fault:
                    yield place.problem(f"reasons[{number}].asks", fault)


def criteria_of(entry: Entry) -> Iterator[tuple[str, Criterion]]:
    """Every criterion of the entry with the field it stands in."""
    for at, _, criterion in _with_baskets(entry):
        yield at, criterion


def _with_baskets(entry: Entry) -> Iterator[tuple[str, tuple[str, ...], Criterion]]:
    own = (entry.basket, *entry.also_baskets)
    if entry.unless is not None:
        yield "unless", own, entry.unless
    for number, paragraph in enumerate(entry.paragraphs, 1):
        at = f"paragraphs[{number}]"
        for field, criterion in (("criterion", paragraph.criterion), ("unless", paragraph.unless)):
            if criterion is not None:
                yield f"{at}.{field}", paragraph.baskets or own, criterion


def _asked(parameter: Parameter, baskets: tuple[str, ...], kind: str) -> bool:
    fits = kind == "any" or not parameter.kinds or kind in parameter.kinds
    return fits and any(basket in parameter.baskets for basket in baskets)


def _misfit(leaf: Leaf | Question, parameter: Parameter | None) -> str:
    if parameter is None:
        return f'there is no parameter "{leaf.parameter}".'
    if isinstance(leaf, Question):
        return "" if parameter.kind == "boolean" else f'"{leaf.parameter}" is not a yes or no question.'
    if parameter.kind == "boolean":
        return "" if isinstance(leaf.value, bool) else f'"{leaf.parameter}" is yes or no, not {leaf.stated}.'
    if parameter.kind == "choice":
        return _wrong_choice(leaf, parameter)
    return _wrong_number(leaf, parameter)


def _wrong_choice(leaf: Leaf, parameter: Parameter) -> str:
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    codes = {code for code, _ in parameter.choices}
    strange = [str(value) for value in values if value not in codes]
    return f'"{parameter.code}" has no choice {", ".join(strange)}.' if strange else ""


def _wrong_number(leaf: Leaf, parameter: Parameter) -> str:
    if not isinstance(leaf.value, Decimal) or leaf.op not in (*ORDERED, "eq"):
        return f'"{parameter.code}" is a number, which {leaf.stated} is not.'
    if parameter.plain_unit or not parameter.unit or not leaf.unit:
        return "" if leaf.unit == parameter.unit else _wrong_unit(leaf, parameter)
    if not units.known(leaf.unit) or units.dimension(leaf.unit) != units.dimension(parameter.unit):
        return _wrong_unit(leaf, parameter)
    return ""


def _wrong_unit(leaf: Leaf, parameter: Parameter) -> str:
    return f'"{parameter.code}" is given in {parameter.unit or "plain numbers"}, "{leaf.unit}" does not fit.'
