"""Finer tables: a budget that refuses to overspend, drawn once, by OpenDP or not at all."""

import pytest

from dashboards import actions as figures
from dashboards.noise import actions, drawing
from dashboards.noise.models import PrivacySpend
from dashboards.periods import Quarter
from portal.core.errors import Conflict
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


def upwards(counts, *, epsilon):
    return [count + round(1 / epsilon) for count in counts]


def test_a_table_is_drawn_once_and_never_again(settings):
    settings.PRIVACY_BUDGET = 100
    first = actions.draw("fine", period="2026-Q1", counts=[3, 4], hundredths=50, at=NOW, sampler=upwards)
    again = actions.draw("fine", period="2026-Q1", counts=[99, 99], hundredths=50, at=NOW, sampler=upwards)

    assert first == again == [5, 6]
    assert PrivacySpend.objects.get().hundredths == 50


def test_the_budget_of_a_year_is_not_overspent(settings):
    settings.PRIVACY_BUDGET = 100
    for quarter in ("Q1", "Q2"):
        actions.draw("fine", period=f"2026-{quarter}", counts=[3], hundredths=40, at=NOW, sampler=upwards)

    with pytest.raises(Conflict, match=r"0\.2 is left"):
        actions.draw("fine", period="2026-Q3", counts=[3], hundredths=40, at=NOW, sampler=upwards)

    actions.draw("fine", period="2027-Q1", counts=[3], hundredths=40, at=NOW, sampler=upwards)  # another year
    assert PrivacySpend.objects.count() == 3


def test_nothing_is_given_back():
    spend = PrivacySpend.objects.create(
        year=2026, figure="fine", period="2026-Q1", hundredths=10, cells=[1], drawn_at=NOW
    )

    with pytest.raises(TypeError):
        spend.delete()
    with pytest.raises(TypeError):
        spend.save()


def test_without_the_package_it_says_so_and_computes_nothing(settings, monkeypatch):
    settings.PRIVACY_BUDGET = 100
    monkeypatch.setattr(drawing, "find_spec", lambda _name: None)

    with pytest.raises(Conflict, match="opendp"):
        figures.compute(Quarter(2026, 1), at=NOW)

    assert not PrivacySpend.objects.exists()


def test_without_a_budget_there_are_no_finer_tables():
    snapshot = figures.compute(Quarter(2026, 1), at=NOW)

    assert not [figure for figure in snapshot.figures if figure["kind"] == "noisy"]


def test_a_correction_shows_the_same_noise(settings, monkeypatch):
    settings.PRIVACY_BUDGET = 100
    draws = []

    def once(counts, *, epsilon):
        draws.append(epsilon)
        return [7 for _ in counts]

    monkeypatch.setattr(drawing, "noisy", once)
    first = figures.compute(Quarter(2026, 1), at=NOW)
    from portal.accounts.roles import EmpoweredOfficial
    from tests.factories.people import make_user

    figures.discard(first, actor=make_user(EmpoweredOfficial), at=NOW, reason="Once more.")
    second = figures.compute(Quarter(2026, 1), at=NOW)

    def noisy(snapshot):
        return next(figure for figure in snapshot.figures if figure["kind"] == "noisy")["cells"]

    assert noisy(first) == noisy(second)
    assert draws == [0.1]


@pytest.mark.skipif(not drawing.is_installed(), reason="OpenDP is an optional package and is not installed.")
def test_opendp_draws_discrete_laplace_noise():
    """Mean and spread of 4,000 draws are those of the discrete Laplace distribution at this epsilon."""
    values = drawing.noisy([1000] * 4000, epsilon=0.5)
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)

    assert abs(mean - 1000) < 0.3
    assert 6.5 < variance < 9.5  # 2a/(1-a)² with a = exp(-0.5): 7.8
