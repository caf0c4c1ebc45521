"""What holds for every question: information, units, order and repetition."""

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.classification import engine
from compliance.classification.engine import PERMISSIVE, Outcome, Status, canonical, surveying
from tests.factories import classification as make

BOOK = make.book()
PLACES = sorted(BOOK.places)
MEASURED = {
    "quantum_computing": {
        "physical_qubits": st.integers(1, 3000),
        "cnot_error": st.decimals(Decimal("1e-6"), Decimal("0.02"), places=6),
    },
    "quantum_cryogenics": {
        "cooling_power": st.integers(1, 3_000_000),
        "temperature": st.decimals(Decimal("0.005"), 6, places=3),
        "duration": st.integers(1, 500),
        "contains_helium3": st.sampled_from(["yes", "no"]),
    },
    "quantum_sensing": {
        "ground_static_accuracy": st.integers(1, 40),
        "mobile_static_accuracy": st.decimals(Decimal("0.1"), 3, places=2),
        "gravity_gradiometer": st.sampled_from(["yes", "no"]),
    },
}
YES_NO = st.sampled_from(["yes", "no"])


@st.composite
def items(draw):
    basket = draw(st.sampled_from(sorted(MEASURED)))
    parameters = {name: str(draw(value)) for name, value in MEASURED[basket].items()}
    return {"kind": "hardware", "basket": basket, "us_origin": "yes", "parameters": parameters}


@st.composite
def knowledge(draw):
    kind, basket = draw(st.sampled_from([("technology", "quantum_technology"), ("software", "quantum_software")]))
    wanted = draw(st.sampled_from(["3A901.b", "3B903", "4A906.b", "4A906.a", "3C909", "6A002"]))
    return {"kind": kind, "basket": basket, "us_origin": "yes", "for_item": wanted}


@st.composite
def cases(draw):
    """A question in which everything is said."""
    item = draw(st.one_of(items(), knowledge()))
    citizen = draw(st.sampled_from(["CN", "FR", "IR", "CA", "VN", "BR", "RU", "GB"]))
    mode = draw(st.sampled_from(["physical", "electronic", "release_in_country", "remote_access", "service"]))
    return make.make_case(
        exporting_country=draw(st.sampled_from(["US", "GB", "FR", "CA"])),
        item=item,
        transfer__mode=mode,
        transfer__destination=draw(st.sampled_from(PLACES)) if mode != "release_in_country" else "US",
        transfer__recipient={
            "kind": "person",
            "citizenships": [citizen],
            "most_recent_citizenship": citizen,
            "screening": draw(st.sampled_from(["clear", "hit"])),
        },
        transfer__end_use={"military": draw(YES_NO), "wmd": draw(YES_NO), "supercomputer": draw(YES_NO)},
    )


def determined(case):
    return {result.regime: result for result in engine.determine(make.facts(case), BOOK)}


@settings(max_examples=150, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_more_information_never_contradicts(case, dice):
    """What was permitted stays permitted, what was prohibited stays prohibited, whatever else is said."""
    whole = determined(case)

    for regime, before in determined(with_less(case, dice)).items():
        after = whole[regime]
        if before.outcome in PERMISSIVE:
            assert after.outcome in PERMISSIVE, (before.reasons, after.reasons)
        elif before.outcome is Outcome.PROHIBITED:
            assert after.outcome is Outcome.PROHIBITED
        elif before.outcome is Outcome.LICENCE_REQUIRED and after.outcome in PERMISSIVE:
            assert any(each.status is Status.TO_BE_CONFIRMED for each in before.authorisations)


def with_less(case, dice):
    """The same question with some of what was said left unsaid."""
    less = json.loads(json.dumps(case, default=str))
    less["as_of"] = case["as_of"]
    for where in (less["item"].get("parameters", {}), less["transfer"]["end_use"]):
        for name in [name for name in where if dice.random() < 0.4]:
            del where[name]
    if dice.random() < 0.3:
        less["item"].pop("for_item", None)
    if dice.random() < 0.3:
        less["transfer"]["recipient"] = {"kind": "person", "screening": "none"}
    return less


UNITS = {
    "cooling_power": (("mW", Decimal("0.001")), ("W", Decimal("0.000001")), ("uW", Decimal(1))),
    "temperature": (("mK", Decimal(1000)), ("K", Decimal(1)), ("uK", Decimal(1_000_000))),
    "duration": (("min", Decimal(60)), ("s", Decimal(3600)), ("h", Decimal(1))),
    "cnot_error": (("%", Decimal(100)), ("ppm", Decimal(1_000_000))),
    "ground_static_accuracy": (("mGal", Decimal("0.001")), ("uGal", Decimal(1))),
    "mobile_static_accuracy": (("uGal", Decimal(1000)),),
}


@settings(max_examples=100, deadline=None)
@given(items(), st.randoms(use_true_random=False))
def test_units_do_not_matter(item, dice):
    said = {
        name: rewritten(name, value, dice) if name in UNITS else value for name, value in item["parameters"].items()
    }

    plain, converted = make.make_case(item=item), make.make_case(item={**item, "parameters": said})

    assert canonical.text(make.facts(converted)) == canonical.text(make.facts(plain))
    assert determined(converted) == determined(plain)


def rewritten(name, value, dice):
    unit, factor = dice.choice(UNITS[name])
    return f"{Decimal(value) * factor} {unit}"


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_does_not_matter(case, dice):
    shuffled = {**case, "item": dict(case["item"]), "transfer": dict(case["transfer"])}
    for where, name in ((shuffled["item"], "parameters"), (shuffled["transfer"], "end_use")):
        pairs = list(where.get(name, {}).items())
        dice.shuffle(pairs)
        where[name] = dict(pairs)

    assert determined(shuffled) == determined(case)


def test_order_of_questions_does_not_matter():
    """What a desk remembers of earlier questions changes no answer to later ones."""
    asked = [make.facts(make.golden_case(row)) for row in make.golden()]
    mixed = list(asked)
    random.Random(3).shuffle(mixed)
    desks = {}

    def texts(order):
        for facts in order:
            desk = desks.setdefault(facts.as_of, engine.Desk(make.book(facts.as_of)))
            yield facts, [result.text for result in desk.determine(facts)]

    first = dict(texts(mixed))
    assert all(found == first[facts] for facts, found in texts(asked))
    for facts, found in first.items():
        alone = engine.Desk(make.book(facts.as_of)).determine(facts)
        assert [result.text for result in alone] == found


@settings(max_examples=60, deadline=None)
@given(cases())
def test_determination_is_a_pure_function_of_what_is_kept(case):
    facts = make.facts(case)

    kept = canonical.parse(canonical.text(facts))

    assert kept == facts
    assert engine.Desk(BOOK).determine(kept) == engine.determine(facts, BOOK)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_answer_is_never_blank(case):
    found = determined(case)

    assert found
    for result in found.values():
        assert result.outcome in set(Outcome)
        assert result.reasons and all(result.reasons)
        assert all(step.rule and step.citation and step.outcome and step.says for step in result.trace)


@settings(max_examples=60, deadline=None)
@given(cases(), st.sampled_from(["hit", "none"]))
def test_nobody_unscreened_gets_anything(case, screening):
    case["transfer"]["recipient"]["screening"] = screening

    assert not any(result.permits for result in determined(case).values())


@pytest.mark.parametrize(
    "name", ["band a.2: lowest count at the limit", "20 qubits are below every band", "GBS to Indonesia"]
)
def test_survey_gives_what_each_destination_gets_by_itself(name):
    """Places that no rule can tell apart are determined once; asked one by one, they are answered alike."""
    (row,) = [row for row in make.golden() if row["name"] == name]
    item = make.facts(make.golden_case(row)).item
    planned = surveying.planned(item, exporting_country="US", as_of=date(2026, 10, 1), mode="physical")
    desk = engine.Desk(BOOK)

    for prospect in surveying.survey(planned, desk):
        regime = BOOK.regime(prospect.regime)
        home = "US" if "US" in regime.exporting_countries else regime.exporting_countries[0]
        transfer = replace(planned.transfer, destination=prospect.place.code)
        alone = desk.under(regime, replace(planned, exporting_country=home, transfer=transfer))
        assert (prospect.outcome, prospect.review_policy) == (alone.outcome, alone.review_policy), prospect.place.name
