"""Bad input gets a sentence that names the field and what is expected; nothing is guessed."""

from datetime import date
from decimal import Decimal

import pytest

from compliance.classification import engine
from portal.core.errors import Invalid
from tests.factories import classification as make


def complaint(**changes):
    with pytest.raises(Invalid) as refused:
        make.facts(**changes)
    return refused.value


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"item__parameters": {"physical_qubits": -3}}, "item.parameters.physical_qubits", "at least 0 is expected"),
        ({"item__parameters": {"physical_qubits": "12.5"}}, "item.parameters.physical_qubits", "not a whole number"),
        ({"item__parameters": {"cnot_error": 1.2}}, "item.parameters.cnot_error", "at most 1 is expected"),
        ({"item__parameters": {"cnot_error": 0}}, "item.parameters.cnot_error", "more than 0 is expected"),
        ({"item__parameters": {"cooling_power": "4 K"}}, "item.parameters.cooling_power", "a power in uW is expected"),
        ({"item__parameters": {"cooling_power": "much"}}, "item.parameters.cooling_power", "is not a number in uW"),
        ({"item__parameters": {"physical_qbits": 3}}, "item.parameters.physical_qbits", 'Is "physical_qubits" meant?'),
        ({"item__parameters": {"form": "toaster"}}, "item.parameters.form", "is not one of machine"),
        ({"item__parameters": ["physical_qubits"]}, "item.parameters", "fields and values are expected"),
        ({"item__kind": "gadget"}, "item.kind", "hardware · software · technology · material"),
        ({"item__basket": "quantum"}, "item.basket", "expected is quantum_computing"),
        ({"item__us_origin": "perhaps"}, "item.us_origin", "yes or no is expected"),
        ({"item__for_item": "4A906.z"}, "item.for_item", "no list that is held has an entry"),
        ({"item__for_item": "9Z999"}, "item.for_item", "expected is one such as 4A906.b"),
        ({"item__value_usd": "-1"}, "item.value_usd", "an amount in US dollars"),
        ({"item__colour": "red"}, "item.colour", "there is no such field"),
        ({"transfer__mode": "teleport"}, "transfer.mode", "physical · electronic"),
        ({"transfer__destination": "ZZ"}, "transfer.destination", 'there is no country "ZZ"'),
        ({"transfer__destination": False}, "transfer.destination", 'write "NO" for Norway'),
        ({"transfer__destination": None}, "transfer.destination", "a country is missing"),
        ({"exporting_country": "United States"}, "exporting_country", "two letters"),
        ({"transfer__recipient__screening": "maybe"}, "transfer.recipient.screening", "clear · hit · none"),
        ({"transfer__recipient__citizenships": ["XX"]}, "transfer.recipient.citizenships", 'no country "XX"'),
        ({"transfer__recipient__citizenships": 7}, "transfer.recipient.citizenships", "a list is expected"),
        ({"transfer__recipient__employed_since": "May"}, "transfer.recipient.employed_since", "a date is expected"),
        ({"transfer__recipient__listed": ["naughty"]}, "transfer.recipient.listed", "entity_list"),
        ({"transfer__end_use": {"wmd": "who knows"}}, "transfer.end_use.wmd", "yes or no is expected"),
        ({"exclusion": {"tree": "wishes"}}, "exclusion.tree", "fundamental_research"),
        ({"exclusion": {"tree": "fre", "answers": {"f99": "yes"}}}, "exclusion.answers.f99", "no such field"),
        ({"transfer": "by ship"}, "transfer", "fields and values are expected"),
    ],
)
def test_bad_input_is_named_with_what_is_expected(changes, field, words):
    refused = complaint(**changes)

    assert refused.field == field
    assert words in str(refused)


def test_every_complaint_is_collected():
    case = make.make_case(exporting_country="XX", item__kind="gadget", transfer__destination="YY")

    facts, problems = engine.read(case, book=make.book())

    assert facts is None
    assert [problem.field for problem in problems] == ["transfer.destination", "exporting_country", "item.kind"]


def test_bare_numbers_are_in_the_reference_unit_and_others_are_converted():
    bare = make.facts(item__basket="quantum_cryogenics", item__parameters={"cooling_power": 650})
    typed = make.facts(item__basket="quantum_cryogenics", item__parameters={"cooling_power": "0.65 mW"})

    assert bare == typed
    assert bare.item.values["cooling_power"] == Decimal(650)


def test_aliases_are_understood_and_given_once():
    item = {"kind": "hardware", "basket": "quantum_test_equipment", "parameters": {"b_wafer_diameter": "100 mm"}}

    assert make.facts(item=item).item.values["wafer_diameter"] == 100
    assert "given twice" in str(complaint(item={**item, "parameters": {"wafer_diameter": 1, "b_wafer_diameter": 1}}))


def test_what_is_not_said_stays_unsaid():
    case = make.make_case(item__parameters={"cnot_error": "unknown", "physical_qubits": ""}, transfer__end_use={})
    del case["item"]["us_origin"]

    facts = make.facts(case)

    assert facts.item.parameters == ()
    assert facts.item.us_origin is None
    assert facts.transfer.end_use == engine.EndUse()


def test_end_use_and_recipient_are_understood_beside_the_transfer():
    case = make.make_case()
    case["end_use"] = case["transfer"].pop("end_use")
    case["recipient"] = case["transfer"].pop("recipient")

    assert make.facts(case) == make.facts()


def test_readers_may_leave_notes():
    case = {**make.make_case(), "note": "for the colleague", "expected": "licence_required", "x-ticket": 12}

    assert make.facts(case) == make.facts()


def test_a_case_without_a_day_needs_one():
    case = make.make_case()
    del case["as_of"]

    assert engine.read_facts(case, book=make.book(), as_of=date(2026, 10, 1)) == make.facts()
    with pytest.raises(Invalid, match="a date is missing"):
        engine.read_facts(case, book=make.book())
