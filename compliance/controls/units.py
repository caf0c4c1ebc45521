"""
Quantities with units, exactly.

Everything is a Decimal, so 0.6 mW, 600 µW and 6e-4 W are the same number and the edge of a threshold is an edge. Bare
numbers are in the parameter's reference unit.
"""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from portal.core.errors import Invalid

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
    """The one unit registry of the portal. pint takes most of a second, so it is imported at the first quantity."""
    from pint import UnitRegistry

    units: Any = UnitRegistry(non_int_type=Decimal, cache_folder=None)
    units.define("sps = 1 / second = samples_per_second = Sps = SPS")
    units.define("rtHz = hertz ** 0.5")
    return units


def _pint_error() -> type[Exception]:
    from pint.errors import PintError

    return PintError


@lru_cache(maxsize=4096)
def convert(number: Decimal, unit: str, reference: str) -> Decimal:
    """
    The number in the reference unit.

    :raises Invalid: if the unit is unknown or measures something else
    """
    if tidy(unit) == tidy(reference):
        return number
    try:
        return _factor(tidy(unit), tidy(reference), number)
    except (_pint_error(), AttributeError, ValueError, TypeError, InvalidOperation) as fault:
        raise Invalid(f'"{unit}" is not a unit in which {measures(reference)} is given.') from fault


@lru_cache(maxsize=1024)
def dimension(unit: str) -> str:
    """What the unit measures, as pint names it ("[time]"); "" for a plain number."""
    measured = registry().parse_units(tidy(unit)).dimensionality if unit else ""
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


def tidy(unit: str) -> str:
    """The unit as the registry reads it: µW is uW, Ω·cm is ohm*cm."""
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
    """Multiply, or divide where only that is exact: 172 800 s are 48 h and not a trifle more."""
    factor, offset = _scale(unit, reference)
    inverse, _ = _scale(reference, unit)
    by_division = len(inverse.as_tuple().digits) < len(factor.as_tuple().digits)
    return ((number / inverse if by_division else number * factor) + offset).normalize()
