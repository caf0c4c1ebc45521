"""Every rule has an id, a citation, a sentence and a golden case that it speaks in; recalled rows permit nothing."""

import re
from collections import Counter

import pytest

from compliance.classification.engine import RULES, Outcome
from compliance.classification.engine.facts import Recipient
from compliance.classification.engine.rulebook import releases
from compliance.classification.engine.rules import rule
from tests.factories import classification as make

GOLDEN = make.golden()


@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_says_what_it_is_and_is_named_by_a_golden_case(code):
    found = RULES[code]

    assert re.fullmatch(r"[A-Za-z-]+(\.[a-z-]+)?", code)
    assert found.citation
    assert found.__doc__.strip().endswith(".")
    assert any(code in row["rules"].split() for row in GOLDEN), f"no golden case names {code}"


def test_rule_id_is_taken_once():
    with pytest.raises(ValueError, match="two rules"):
        rule("conclusion", citation="nowhere")(lambda ask: None)


def test_rule_without_a_sentence_is_refused():
    with pytest.raises(ValueError, match="no sentence"):
        rule("US-EAR.silent", citation="nowhere")(lambda ask: None)

    assert "US-EAR.silent" not in RULES


def test_every_step_of_a_trace_cites_and_names_its_version():
    (result,) = make.results().values()

    versions = {step.version for step in result.trace if step.rule.startswith(("US-EAR.worldwide", "entry.met"))}
    assert versions == {"US-EAR:4A906 from 2024-09-06"}
    assert all(step.citation for step in result.trace)


def test_removed_exception_is_never_offered():
    """Trap 18: License Exception CIV is gone, whatever 740.1(d) still says."""
    offered = Counter(
        each.code
        for row in GOLDEN
        for result in make.results(make.golden_case(row)).values()
        for each in result.authorisations
    )

    assert offered["GBS"] > 10
    assert offered["CIV"] == 0


@pytest.mark.parametrize(
    ("rule_of_persons", "countries", "every"),
    [("most_recent", ("CA",), False), ("all", ("CN", "CA", "FR"), True)],
)
def test_nationality_rule_differs_by_regime(rule_of_persons, countries, every):
    """Trap 13: the EAR asks for the most recent citizenship, the ITAR (recalled) for all of them."""
    person = Recipient(citizenships=("CN", "CA"), most_recent_citizenship="CA")
    if every:
        person = Recipient(citizenships=("CN", "CA"), most_recent_citizenship="CA", permanent_resident_of=("FR",))

    assert releases.nationalities(person, rule_of_persons) == (countries, every)


@pytest.mark.parametrize("home", ["FR", "JP", "AU", "NO", "KR", "CH", "TW", "SG"])
def test_recalled_rows_permit_nothing_by_themselves(home):
    below = {"physical_qubits": 12, "cnot_error": "1e-2"}

    found = make.results(
        exporting_country=home, item__us_origin="no", item__parameters=below, transfer__destination="BR"
    )

    assert found
    assert {result.outcome for result in found.values()} == {Outcome.NEEDS_PERSON}


def test_site_can_enter_what_nobody_could_read():
    """Trap 3: once the institution has entered the table of IEC, the condition is settled by it."""
    asked = make.facts(transfer__destination="CA", transfer__confirmed=["IEC.records"])
    with_cell = make.with_rows(make.eligible("IEC", "4A906", "CA"))
    against = make.with_rows(make.eligible("IEC", "4A906", "CA", eligible=False))

    assert make.answer(asked, with_cell).outcome == Outcome.EXCEPTION
    assert make.status(make.answer(asked, against), "IEC") == "not_satisfied"
    assert make.status(make.answer(asked, make.book()), "IEC") == "to_be_confirmed"
