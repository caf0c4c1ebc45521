"""
Recall may not fall: three hundred real questions, whose right answers are known.

The index is a slice of the real lists, so the figures are not those of docs/performance.md; the thresholds are.
"""

import pytest

from compliance.screening import engine
from compliance.screening.engine import Query, Settings

AT_1, AT_2 = 0.700, 0.640  # the scores above which 1 % and 2 % of unrelated names alert, from bench/screening
FEW = 30  # every so manieth of the other entries
# Set, how many questions, above which score, how many are found; a whole point may be lost.
GUARDED = (
    ("alias_leave_one_out", 100, AT_2, 0.71),
    ("synthetic_perturbations", 100, AT_1, 0.97),
    ("un_original_script", 50, AT_2, 0.90),
    ("yente_un_treated", 50, AT_1, 0.99),
)


@pytest.fixture(scope="module")
def lists(shared_data):
    return pytest.importorskip("bench.screening.lists")


@pytest.fixture(scope="module")
def questions(lists):
    found = {}
    for name, count, _, _ in GUARDED:
        cases = lists.cases(name)
        found[name] = cases[:: len(cases) // count][:count]
    return found


@pytest.fixture(scope="module")
def index(lists, questions, tmp_path_factory):
    wanted = {key for cases in questions.values() for case in cases for key in case.accept}
    entries = [*lists.consolidated(), *lists.united_nations()]
    kept = [entry for at, entry in enumerate(entries) if at % FEW == 0 or entry.key in wanted]
    return engine.build(kept, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(("name", "count", "threshold", "least"), GUARDED)
def test_recall_has_not_fallen(index, questions, name, count, threshold, least):
    cases = questions[name]
    found = 0
    for case, result in zip(
        cases, engine.search_many(index, (Query(case.query) for case in cases), Settings()), strict=True
    ):
        best = max((each.score for each in result.candidates[:10] if each.key in case.accept), default=0.0)
        found += best > threshold
    assert len(cases) == count
    assert found / count >= least - 0.01


def test_unrelated_names_alert_no_more_often(index, lists):
    cases = lists.cases("negatives")[::20]
    results = engine.search_many(index, (Query(case.query) for case in cases), Settings())
    alerts = sum(any(each.score > AT_2 for each in result.candidates) for result in results)
    assert alerts / len(cases) <= 0.02
