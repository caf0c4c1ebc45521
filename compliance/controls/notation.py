"""
How a criterion is written in a reference file.

    physical_qubits >= 34                 a comparison; the unit follows the number: cooling_power >= 600 uW
    squid_sensitivity <= 50 fT/rtHz @ 1 Hz    what comes after @ qualifies the figure and is shown, never computed
    technology = cmos_ic                  a choice; several: element in silicon, germanium
    superconductive = yes                 a boolean
    for 4A906.b, 4A906.c                  software or technology for one of these
    ? specially_designed_for_4a906a       a question that a person answers, by the name of its parameter
    {all_of: [...]}  {any_of: [...]}      branches
    {recalled: ...}                       the same, from knowledge and not from the text
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from compliance.controls.criteria import AllOf, AnyOf, Criterion, ForItem, Leaf, Question, Value

SIGNS = {"<=": "lte", ">=": "gte", "<": "lt", ">": "gt", "=": "eq", "in": "in"}
COMPARISON = re.compile(r"^([a-z]\w*)\s*(<=|>=|<|>|=|\bin\b)\s*([^@]+?)(?:\s*@\s*(.+))?$")
NUMBER = re.compile(r"^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?:\s+(\S.*))?$")


def parse(written: object) -> Criterion:
    """
    Read one criterion.

    :raises ValueError: with a sentence, if it is not written as the module says
    """
    if isinstance(written, str):
        return _leaf(written.strip())
    if isinstance(written, list):
        return AllOf(tuple(parse(part) for part in written))
    if isinstance(written, Mapping) and len(written) == 1:
        [(key, parts)] = written.items()
        if key == "recalled":
            return recalled(parse(parts))
        if key in ("all_of", "any_of") and isinstance(parts, list) and parts:
            branch = AllOf if key == "all_of" else AnyOf
            return branch(tuple(parse(part) for part in parts))
    raise ValueError(
        f"{written!r} is not a criterion. Write a comparison, a question, or all_of or any_of with a list."
    )


def recalled(criterion: Criterion) -> Criterion:
    """The same criterion with every leaf marked as recalled."""
    if isinstance(criterion, AllOf | AnyOf):
        return replace(criterion, parts=tuple(recalled(part) for part in criterion.parts))
    return replace(criterion, confidence="recalled")


def _leaf(written: str) -> Criterion:
    if written.startswith("?"):
        return Question(parameter=written[1:].strip())
    if written.startswith("for "):
        return ForItem(items=tuple(part.strip() for part in written[4:].split(",")))
    found = COMPARISON.match(written)
    if not found:
        raise ValueError(f'"{written}" is not a criterion. An example of one: "cooling_power >= 600 uW".')
    parameter, sign, right, qualifier = found.groups()
    value, unit = _value(right, several=sign == "in")
    return Leaf(parameter=parameter, op=SIGNS[sign], value=value, unit=unit, qualifier=qualifier or "")


def _value(right: str, *, several: bool) -> tuple[Value, str]:
    if several:
        return tuple(part.strip() for part in right.split(",")), ""
    if right in ("yes", "no"):
        return right == "yes", ""
    number = NUMBER.match(right)
    if number:
        return Decimal(number[1]), number[2] or ""
    return right, ""
