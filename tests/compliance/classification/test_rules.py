"""Every rule has an id, a citation, a sentence and a golden case that it speaks in; recalled rows permit nothing."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from compliance.classification.engine import RULES, Outcome
from compliance.classification.engine.desks import desk
from compliance.classification.engine.facts import Recipient
from compliance.classification.engine.reading import read_item
from compliance.classification.engine.rulebook import releases
from compliance.classification.engine.rules import rule
from compliance.classification.engine.surveying import planned, survey
from compliance.controls.rows import ChartRow, CountryGroup
from tests.factories import classification as make

GOLDEN = make.golden()
UNVERIFIED_PLACE = "conclusion.unverified-place"  # of the portal's own chart and groups every row was read


@pytest.mark.parametrize("code", sorted(RULES.keys() - {UNVERIFIED_PLACE}))
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


def test_a_recalled_cell_of_the_table_is_confirmed_by_a_person_first():
    asked = make.facts(transfer__destination="CA", transfer__confirmed=["IEC.records"])
    looked_at = make.facts(transfer__destination="CA", transfer__confirmed=["IEC.records", "IEC.table"])
    recalled = make.with_rows(make.eligible("IEC", "4A906", "CA", confidence="recalled"))

    assert make.status(make.answer(asked, recalled), "IEC") == "to_be_confirmed"
    assert make.answer(asked, recalled).outcome == Outcome.LICENCE_REQUIRED
    assert make.answer(looked_at, recalled).outcome == Outcome.EXCEPTION


def test_of_two_rows_on_one_cell_the_no_counts():
    asked = make.facts(transfer__destination="CA", transfer__confirmed=["IEC.records"])
    yes, no = make.eligible("IEC", "4A906", "CA"), make.eligible("IEC", "4A906", "CA", eligible=False)

    for rows in ((yes, replace(no, code="A")), (yes, replace(no, code="Z"))):
        assert make.status(make.answer(asked, make.with_rows(*rows)), "IEC") == "not_satisfied"


LASER = {"kind": "hardware", "basket": "residual", "us_origin": "yes", "parameters": {}}


@pytest.mark.parametrize(
    ("kind", "code", "named"),
    [(ChartRow, "BR", "chart BR"), (CountryGroup, "D:5", "group D:5"), (CountryGroup, "A:1", "group A:1")],
)
def test_what_rests_on_a_recalled_row_of_the_chart_or_a_group_needs_a_person(kind, code, named):
    asked = make.facts(item=LASER, transfer__destination="BR")
    assert make.answer(asked, make.book()).outcome == Outcome.NO_LICENCE_REQUIRED

    result = make.answer(asked, make.with_recalled(kind, code))

    assert result.outcome == Outcome.NEEDS_PERSON
    assert result.reasons[0] == f"This would rest on unverified rows: {named}."
    assert [step.verified for step in result.trace if step.rule == UNVERIFIED_PLACE] == [False]


def test_a_recalled_row_of_the_chart_speaks_of_its_own_country_only():
    opened = make.with_recalled(ChartRow, "BR")

    elsewhere = make.answer(make.facts(item=LASER, transfer__destination="CL"), opened)

    assert elsewhere.outcome == Outcome.NO_LICENCE_REQUIRED


def test_a_recalled_group_does_not_take_a_requirement_away():
    asked = make.facts(make.make_release())

    result = make.answer(asked, make.with_recalled(CountryGroup, "D:1"))

    assert make.answer(asked, make.book()).outcome == Outcome.EXCEPTION
    assert result.outcome == Outcome.NEEDS_PERSON


def test_a_recalled_row_that_another_country_reads_counts_for_both():
    asked = make.facts(item=LASER, transfer__destination="HK")

    result = make.answer(asked, make.with_recalled(ChartRow, "CN"))

    assert "unverified rows: chart CN." in " ".join(result.reasons)


def test_the_map_tells_a_recalled_country_from_its_equals():
    opened = make.with_recalled(ChartRow, "BR")
    facts = planned(read_item(LASER, book=opened)[0], exporting_country="US", as_of=date(2026, 10, 1), mode="physical")

    found = {each.place.code: each.outcome for each in survey(facts, desk(opened), regimes=("US-EAR",))}

    assert (found["BR"], found["CL"]) == (Outcome.NEEDS_PERSON, Outcome.NO_LICENCE_REQUIRED)
