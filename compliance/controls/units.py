"""
Quantities with units, exactly.

Everything is a Decimal, so 0.6 mW, 600 µW and 6e-4 W are the same number and the edge of a threshold is an edge. Bare
numbers are in the parameter's reference unit.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from pint import UnitRegistry
from pint.errors import PintError

from compliance.controls.rows import Parameter
from portal.core.errors import Invalid

NUMBER = re.compile(r"^\s*([+-]?\d[\d\s_]*(?:[.,]\d+)?(?:\s*(?:[eE]|[x×]\s*10\^?)\s*[+-]?\d+)?)\s*(.*?)\s*$")
SPOKEN = {
    "µ": "u",
    "μ": "u",
    "Ω": "ohm",
    "√": "rt",
    "·": "*",
    "²": "**2",
    "³": "**3",
    "%": "percent",
    "ohm-cm": "ohm*cm",
}


@lru_cache(maxsize=1)
def registry() -> Any:
    """The one unit registry of the portal."""
    units: Any = UnitRegistry(non_int_type=Decimal, cache_folder=None)
    units.define("sps = 1 / second = samples_per_second = Sps = SPS")
    units.define("rtHz = hertz ** 0.5")
    return units


@lru_cache(maxsize=4096)
def convert(number: Decimal, unit: str, reference: str) -> Decimal:
    """
    The number in the reference unit.

    :raises Invalid: if the unit is unknown or measures something else
    """
    if _tidy(unit) == _tidy(reference):
        return number
    try:
        return _factor(_tidy(unit), _tidy(reference), number)
    except (PintError, AttributeError, ValueError, TypeError, InvalidOperation) as fault:
        raise Invalid(f'"{unit}" is not a unit in which {measures(reference)} is given.') from fault


@lru_cache(maxsize=1024)
def dimension(unit: str) -> str:
    """What the unit measures, as pint names it ("[time]"); "" for a plain number."""
    measured = registry().parse_units(_tidy(unit)).dimensionality if unit else ""
    return "" if not measured else str(measured)


def known(unit: str) -> bool:
    """Whether the registry knows the unit."""
    try:
        dimension(unit)
    except Exception:  # pint raises its own, tokenize's and Python's errors for a malformed unit
        return False
    return True


def measures(unit: str) -> str:
    """What a reader calls the thing that this unit measures."""
    measured = dimension(unit)
    if not measured:
        return "a plain number"
    return next((name for example, name in MEASURES if dimension(example) == measured), f"a quantity in {unit}")


MEASURES = (
    ("W", "a power"),
    ("K", "a temperature"),
    ("s", "a duration"),
    ("Hz", "a frequency or a rate"),
    ("m", "a length"),
    ("J", "an energy"),
    ("m/s**2", "an acceleration"),
    ("kg", "a mass"),
    ("T", "a magnetic field"),
    ("T/rtHz", "a magnetic noise density"),
    ("V", "a voltage"),
)


def read_number(written: object, parameter: Parameter) -> Decimal:
    """
    The number that was written for this parameter, in its reference unit: 8e-4, "650 uW", "0.65 mW".

    :raises Invalid: if it is no number, has the wrong unit, or lies outside what is possible; names the parameter
    """
    number, unit = _split(written, parameter)
    if unit and parameter.plain_unit:
        if _tidy(unit) != _tidy(parameter.unit):
            raise _wrong_unit(parameter, unit)
    elif unit:
        try:
            number = convert(number, unit, parameter.unit)
        except Invalid:
            raise _wrong_unit(parameter, unit) from None
    _check_bounds(number, parameter)
    return number


def _split(written: object, parameter: Parameter) -> tuple[Decimal, str]:
    if isinstance(written, bool):
        raise Invalid(f"{parameter.title}: a number is expected, not yes or no.", field=parameter.code)
    if isinstance(written, int | float | Decimal):
        written = str(written)
    found = NUMBER.match(str(written))
    try:
        if found is None:
            raise InvalidOperation
        digits = re.sub(r"\s*[x×]\s*10\^?\s*", "e", found[1])
        number = Decimal(re.sub(r"[\s_]", "", digits).replace(",", "."))
    except InvalidOperation:
        text = f'{parameter.title}: "{written}" is not a number{_in_unit(parameter)}.'
        raise Invalid(text, field=parameter.code) from None
    return number, found[2]


def _check_bounds(number: Decimal, parameter: Parameter) -> None:
    low, high = parameter.minimum, parameter.maximum
    if parameter.whole and number != number.to_integral_value():
        raise Invalid(f"{parameter.title}: {number} is not a whole number.", field=parameter.code)
    if low is not None and (number < low or (parameter.above_minimum and number == low)):
        bound = "more than" if parameter.above_minimum else "at least"
        text = f"{parameter.title}: {number} is not possible; {bound} {low}{_in_unit(parameter)} is expected."
        raise Invalid(text, field=parameter.code)
    if high is not None and number > high:
        text = f"{parameter.title}: {number} is not possible; at most {high}{_in_unit(parameter)} is expected."
        raise Invalid(text, field=parameter.code)


def _wrong_unit(parameter: Parameter, unit: str) -> Invalid:
    expected = measures(parameter.unit) if not parameter.plain_unit else "a number"
    text = f'{parameter.title}: "{unit}" does not fit; {expected}{_in_unit(parameter)} is expected.'
    return Invalid(text, field=parameter.code)


def _in_unit(parameter: Parameter) -> str:
    return f" in {parameter.unit}" if parameter.unit else ""


def _tidy(unit: str) -> str:
    for spoken, written in SPOKEN.items():
        unit = unit.replace(spoken, written)
    return unit.strip()


@lru_cache(maxsize=1024)
def _scale(unit: str, reference: str) -> tuple[Decimal, Decimal]:
    """What to multiply with and what to add; temperatures are the only ones with an offset."""
    units = registry()
    zero, one = (units.Quantity(Decimal(n), unit or "dimensionless").to(reference or "dimensionless").m for n in (0, 1))
    return Decimal(str(one)) - Decimal(str(zero)), Decimal(str(zero))


def _factor(unit: str, reference: str, number: Decimal) -> Decimal:
    factor, offset = _scale(unit, reference)
    return (number * factor + offset).normalize()
