"""The golden table: every row is one question and its answer, with the rules that must have spoken."""

import pytest

from compliance.classification import engine
from compliance.classification.engine import PERMISSIVE, Outcome
from compliance.classification.engine.permits import CANONICAL
from tests.factories import classification as make

ROWS = make.golden()


def answer(row: dict[str, str]) -> engine.Result:
    return make.results(make.golden_case(row))[row["regime"]]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_golden_case(row):
    result = answer(row)

    assert result.outcome == row["outcome"], result.reasons
    assert set(row["entries"].split()) <= set(result.entries)
    assert set(row["rules"].split()) <= set(result.rules)
    if row["policy"]:
        assert result.review_policy == row["policy"]
    if row["unknown"]:
        assert set(row["unknown"].split()) <= set(result.unknown_parameters)
    found = {each.code: str(each.status) for each in result.authorisations}
    for code, status in make.pairs(row["authorisation"].replace(")=", ")=")).items():
        assert found.get(code, "absent") == status, f"{code}: {found}"


def test_a_result_is_written_down_as_its_plain_values():
    for row in ROWS[::9]:
        result = answer(row)

        assert result.text == CANONICAL.encode(result.whole())


def test_golden_table_is_large_named_once_and_cited():
    assert len(ROWS) >= 80
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert all(row["citation"] for row in ROWS)
    assert {row["outcome"] for row in ROWS} == {str(outcome) for outcome in Outcome}


def test_golden_table_names_every_trap():
    assert {row["trap"] for row in ROWS} - {""} >= {str(number) for number in range(1, 21)}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_golden_case_without_screening_permits_nothing(row):
    case = make.golden_case(row)
    case["transfer"]["recipient"]["screening"] = "none"

    assert make.results(case)[row["regime"]].outcome not in PERMISSIVE
