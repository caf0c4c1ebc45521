"""Groups are compared by ratio, flag and exact test; small ones are left alone; what the law drives stands apart."""

from pathlib import Path

import pytest
from django.urls import reverse

from compliance.licensing.models import Case
from compliance.licensing.states import Outcome
from dashboards.fairness import queries
from dashboards.fairness.statistics import rates, times
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer
from tests.factories.licensing import NOW, UNKNOWN, make_case, make_refused
from tests.factories.people import make_user
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list


def line(lines, group):
    return next(each for each in lines if each.group == group)


def test_alike_is_alike():
    lines = rates({"a": (45, 50), "b": (44, 50)}, fewest=20)

    assert not any(each.flagged for each in lines)
    assert line(lines, "b").ratio == pytest.approx(44 / 45)


def test_below_four_fifths_is_flagged_and_tested_exactly():
    lines = rates({"a": (90, 100), "b": (60, 100), "c": (71, 100)}, fewest=20)

    assert line(lines, "b").speaks and line(lines, "b").chance < 0.001
    assert line(lines, "c").flagged  # 0.789
    assert not line(lines, "a").flagged and line(lines, "a").chance == 1


def test_the_exact_test_agrees_with_a_hand_count():
    """Two groups of 20, one refused in the first and seven in the second: Fisher's two-sided p is 0.0436."""
    lines = rates({"a": (19, 20), "b": (13, 20)}, fewest=20)

    assert line(lines, "b").chance == pytest.approx(0.0436, abs=0.0005)


def test_a_flag_may_be_chance():
    lines = rates({"a": (18, 20), "b": (14, 20)}, fewest=20)

    assert line(lines, "b").flagged
    assert not line(lines, "b").speaks


@pytest.mark.parametrize("groups", [{"a": (19, 19), "b": (1, 19)}, {"a": (50, 60), "b": (1, 19)}, {}, {"a": (5, 50)}])
def test_nothing_is_said_about_few_or_about_one_group(groups):
    assert all(each.too_few and not each.flagged for each in rates(groups, fewest=20))


def test_slow_groups_are_flagged():
    lines = times({"a": [2, 3, 3] * 10, "b": [9, 10, 11] * 10, "c": [1] * 5}, fewest=20)

    assert line(lines, "b").speaks
    assert line(lines, "c").too_few
    assert times({"a": [0] * 20, "b": [0] * 20}, fewest=20)[1].ratio == 1


@pytest.mark.django_db
def test_what_the_law_drives_stands_apart(tmp_path, monkeypatch):
    load_reference()
    import_small_list(tmp_path)
    monkeypatch.setattr(queries, "FEWEST", 1)
    free = make_refused(item=UNKNOWN)
    driven = make_case()
    assert driven.transfers.filter(outcome=Outcome.LICENCE).exists()
    Case.objects.filter(pk=driven.pk).update(state="refused", decided_at=NOW)  # a refusal that the rules ask for

    found = queries.compare(make_user(Overseer), by="activity", at=NOW.replace(year=2027))

    assert (found.cases, found.driven_cases) == (2, 1)
    assert [each.size for each in found.free[0].lines] == [1]
    assert [each.size for each in found.driven[0].lines] == [1]
    assert free.pk != driven.pk


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "status"), [(EmpoweredOfficial, 200), (Overseer, 200), (Officer, 403)])
def test_few_may_see_it(client, role, status):
    load_reference()
    client.force_login(make_user(role))

    for by in ("unit", "activity", "place", "nationality"):
        page = client.get(reverse("desks:fairness"), {"by": by})
        assert page.status_code == status


def test_nationality_is_no_group():
    assert set(queries.GROUPINGS) == {"unit", "activity", "place"}
    source = Path(queries.__file__).read_text().lower()
    assert "citizenship" not in source
