"""A measurement that measures wrongly is worse than none."""

import subprocess
import sys

import pytest
from django.conf import settings

from bench import __main__ as runner
from bench import measure


def test_percentiles_of_a_hundred_runs():
    times = measure.Times(tuple(range(100, 0, -1)))

    assert times.p50 == 50.5
    assert times.p95 == 96
    assert times.percentile(1) == 100


def test_warm_runs_are_not_counted():
    calls = []

    times = measure.times(lambda: calls.append(1), runs=5, warm=3)

    assert (len(calls), len(times.seconds)) == (8, 5)


@pytest.mark.django_db
def test_queries_are_counted():
    from portal.accounts.models import User

    assert measure.queries(lambda: [User.objects.count(), User.objects.count()]) == 2


def test_table_aligns_numbers(capsys):
    measure.table(("what", "ms"), [("home", 3.14159), ("queue", 12345)])

    assert capsys.readouterr().out == (
        "| what  |     ms |\n|-------|-------:|\n| home  |   3.14 |\n| queue | 12,345 |\n"
    )


def test_every_measurement_has_a_name():
    assert "events" in runner.names()
    assert not runner.HELPERS & set(runner.names())


def test_an_unknown_name_is_unusable_input():
    command = [sys.executable, "-m", "bench", "moonshine"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "bench has no moonshine. It has " in done.stderr


@pytest.mark.django_db
def test_every_table_below_a_case_can_be_copied():
    from bench.multiply import Multiplier
    from compliance.council.models import Referral
    from compliance.licensing.models import Authorisation, Case, Decision

    assert {Case, Referral, Decision, Authorisation} <= set(Multiplier(Case, Referral).tables)
