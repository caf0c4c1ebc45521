"""What people write for a parameter, and the sentences when it cannot be that."""

from decimal import Decimal

import pytest

from compliance.controls import answers, units
from compliance.controls.rows import Parameter
from portal.core.errors import Invalid


def parameter(**changes):
    return Parameter(**{
        "code": "cooling_power", "title": "Cooling power", "source": "a test", "confidence": "verified",
        "kind": "number", "question": "How strong?", "unit": "uW", "minimum": Decimal(0), **changes,
    })  # fmt: skip


ERROR = parameter(code="cnot_error", title="C-NOT error", unit="", maximum=Decimal(1), above_minimum=True)
QUBITS = parameter(code="physical_qubits", title="Physical qubits", unit="", whole=True)
NOISE = parameter(code="noise_figure", title="Noise figure", unit="dB", plain_unit=True)
ELEMENT = parameter(code="element", title="Element", kind="choice", unit="", choices=(("Si", "Silicon"),))
WARM = parameter(code="warm", title="Warm", kind="boolean", unit="")


@pytest.mark.parametrize(
    ("written", "asked", "value"),
    [
        (650, parameter(), "650"),
        ("650 uW", parameter(), "650"),
        ("650 µW", parameter(), "650"),
        ("0.65 mW", parameter(), "650"),
        ("6.5e-4 W", parameter(), "650"),
        ("0,65 mW", parameter(), "650"),
        ("0,650 mW", parameter(), "650"),
        ("1,2 mW", parameter(), "1200"),
        ("1,2345 mW", parameter(), "1234.5"),
        ("8e-4", ERROR, "0.0008"),
        (8e-4, ERROR, "0.0008"),
        ("8 x 10^-4", ERROR, "0.0008"),
        ("0.08 %", ERROR, "0.0008"),
        ("1 000", QUBITS, "1000"),
        ("0.014 dB", NOISE, "0.014"),
        ("-20 degC", parameter(unit="K"), "253.15"),
    ],
)
def test_read_number_is_exact_and_in_the_reference_unit(written, asked, value):
    assert answers.read(written, asked) == Decimal(value)


@pytest.mark.parametrize(
    ("written", "asked", "sentence"),
    [
        (-3, QUBITS, "Physical qubits: -3 is not possible; at least 0 is expected."),
        (1.5, QUBITS, "Physical qubits: 1.5 is not a whole number."),
        (1.2, ERROR, "C-NOT error: 1.2 is not possible; at most 1 is expected."),
        (0, ERROR, "C-NOT error: 0 is not possible; more than 0 is expected."),
        ("4 K", parameter(), 'Cooling power: "K" does not fit; a power in uW is expected.'),
        ("strong", parameter(), 'Cooling power: "strong" is not a number in uW.'),
        (True, parameter(), "Cooling power: a number is expected, not yes or no."),
        ("0.014 W", NOISE, 'Noise figure: "W" does not fit; a number in dB is expected.'),
        ("Ge", ELEMENT, 'Element: "Ge" is not one of Si.'),
        ("perhaps", WARM, 'Warm: "perhaps" is neither yes nor no.'),
        ("nan", parameter(), 'Cooling power: "nan" is not a number in uW.'),
        ("", parameter(), 'Cooling power: "" is not a number in uW.'),
        ("1,200 uW", parameter(), 'Cooling power: "1,200 uW" can be read in two ways; write 1200 or 1.200.'),
        ("34,000", QUBITS, 'Physical qubits: "34,000" can be read in two ways; write 34000 or 34.000.'),
        ("1,200,000", QUBITS, 'Physical qubits: "1,200,000" has commas; write 1200000.'),
        ("1,200.5 uW", parameter(), 'Cooling power: "1,200.5 uW" has commas; write 1200.5.'),
    ],
)
def test_read_refuses_with_a_sentence_that_names_the_parameter(written, asked, sentence):
    with pytest.raises(Invalid) as no:
        answers.read(written, asked)

    assert str(no.value) == sentence
    assert no.value.field == asked.code


@pytest.mark.parametrize(("written", "value"), [("yes", True), ("No", False), (True, True), ("0", False)])
def test_read_flag(written, value):
    assert answers.read(written, WARM) is value


@pytest.mark.parametrize("written", ["Si", "si", "Silicon"])
def test_read_choice_by_code_or_label(written):
    assert answers.read(written, ELEMENT) == "Si"


@pytest.mark.parametrize(
    ("number", "unit", "reference", "converted"),
    [
        ("50", "fT/rtHz", "pT/rtHz", "0.05"),
        ("1.3", "Gsps", "Msps", "1300"),
        ("10", "uGal", "mGal", "0.01"),
        ("800", "ppm", "percent", "0.08"),
        ("10000", "ohm-cm", "ohm*m", "100"),
        ("300", "A/mm²", "A/cm**2", "30000"),
        ("1", "nT/m/rtHz", "pT/m/rtHz", "1000"),
        ("2", "days", "h", "48"),
    ],
)
def test_convert_is_exact(number, unit, reference, converted):
    assert units.convert(Decimal(number), unit, reference) == Decimal(converted)


def test_convert_refuses_what_measures_something_else():
    with pytest.raises(Invalid, match='"K" is not a unit in which a power is given'):
        units.convert(Decimal(4), "K", "uW")
