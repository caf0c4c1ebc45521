"""
What somebody wrote for a parameter, as a value that criteria can be compared with.

Every refusal names the parameter and says what is expected: an error rate of 1.2, a negative count, "4 K" for a power.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from compliance.controls import units
from compliance.controls.criteria import Value
from compliance.controls.rows import Parameter
from portal.core.errors import Invalid

NUMBER = re.compile(r"^\s*([+-]?\d[\d\s_]*(?:[.,]\d+)?(?:\s*(?:[eE]|[x×]\s*10\^?)\s*[+-]?\d+)?)\s*(.*?)\s*$")
GROUPED = re.compile(r"([+-]?[1-9]\d{0,2})((?:,\d{3})+)(\.\d+)?(?!\d)")
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


def read(written: object, parameter: Parameter) -> Value:
    """
    The value that was written for this parameter: a number in its reference unit, yes or no, a choice, or text.

    :raises Invalid: if it cannot be read as such; `field` is the parameter's code
    """
    return READERS[parameter.kind](written, parameter)


def read_flag(written: object, parameter: Parameter) -> bool:
    """Yes or no."""
    text = str(written).strip().lower()
    if text in YES or text in NO:
        return text in YES
    raise Invalid(f'{parameter.title}: "{written}" is neither yes nor no.', field=parameter.code)


def read_choice(written: object, parameter: Parameter) -> str:
    """One of the choices, by its code or by its label."""
    text = str(written).strip().lower()
    for code, label in parameter.choices:
        if text in (code.lower(), label.lower()):
            return code
    known = ", ".join(code for code, _ in parameter.choices)
    raise Invalid(f'{parameter.title}: "{written}" is not one of {known}.', field=parameter.code)


def read_text(written: object, parameter: Parameter) -> str:
    """Text, trimmed."""
    return str(written).strip()


def read_number(written: object, parameter: Parameter) -> Decimal:
    """
    The number that was written for this parameter, in its reference unit: 8e-4, "650 uW", "0.65 mW".

    :raises Invalid: if it is no number, has the wrong unit, or lies outside what is possible; names the parameter
    """
    number, unit = _split(written, parameter)
    if unit and parameter.plain_unit:
        if units.tidy(unit) != units.tidy(parameter.unit):
            raise _wrong_unit(parameter, unit)
    elif unit:
        try:
            number = units.convert(number, unit, parameter.unit)
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
    if grouped := GROUPED.match(str(written).strip()):
        raise _with_commas(parameter, str(written), *grouped.groups())
    try:
        if found is None:
            raise InvalidOperation
        digits = re.sub(r"\s*[x×]\s*10\^?\s*", "e", found[1])
        number = Decimal(re.sub(r"[\s_]", "", digits).replace(",", "."))
    except InvalidOperation:
        text = f'{parameter.title}: "{written}" is not a number{_in_unit(parameter)}.'
        raise Invalid(text, field=parameter.code) from None
    return number, found[2]


def _with_commas(parameter: Parameter, written: str, first: str, groups: str, fraction: str | None) -> Invalid:
    """1,200 is twelve hundred to some and one and a fifth to others; nobody's licence hangs on a guess."""
    digits = f"{first}{groups.replace(',', '')}{fraction or ''}"
    if fraction is None and groups.count(",") == 1:
        text = f'"{written}" can be read in two ways; write {digits} or {first}.{groups[1:]}.'
    else:
        text = f'"{written}" has commas; write {digits}.'
    return Invalid(f"{parameter.title}: {text}", field=parameter.code)


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
    expected = units.measures(parameter.unit) if not parameter.plain_unit else "a number"
    text = f'{parameter.title}: "{unit}" does not fit; {expected}{_in_unit(parameter)} is expected.'
    return Invalid(text, field=parameter.code)


def _in_unit(parameter: Parameter) -> str:
    return f" in {parameter.unit}" if parameter.unit else ""


READERS: dict[str, Callable[[object, Parameter], Value]] = {
    "number": read_number,
    "boolean": read_flag,
    "choice": read_choice,
    "text": read_text,
}
