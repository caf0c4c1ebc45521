"""One transfer under all regimes, one item to everywhere, a hundred thousand determinations again."""

import itertools
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from bench import measure

AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
STORED = 100_000
LIMITS = {"transfer": 0.002, "survey": 0.150, "replay": 60.0, "megabytes": 500}


def main(arguments: list[str]) -> None:
    """Print the figures; fail if one is above its limit. A number replaces the count of stored determinations."""
    stored = int(arguments[0]) if arguments else STORED
    with measure.fresh_database():
        from django.core.management import call_command

        call_command("load_reference", verbosity=0, stdout=StringIO())
        rows = [*_one_by_one(), _everywhere(), *_again(stored)]
    measure.table(("what", "median", "p95", "limit", "unit"), rows)
    missed = [row[0] for row in rows if row[1] > row[3]]
    assert not missed, f"above the limit: {', '.join(missed)}"


def _one_by_one() -> Iterator[tuple[Any, ...]]:
    from bench.classification.population import DAY, questions
    from compliance.classification import engine, queries

    book = queries.book(DAY)
    asked = itertools.cycle(list(questions(book, 500)))
    desk = engine.desk(book)
    found = measure.times(lambda: desk.determine(next(asked)), runs=2000, warm=500)
    yield "one transfer, all regimes that have a say", found.p50 * 1e3, found.p95 * 1e3, LIMITS["transfer"] * 1e3, "ms"
    fresh = list(questions(book, 300, seed=7))
    cold = engine.Desk(book)
    found = measure.times(lambda: cold.determine(fresh.pop()), runs=250, warm=0)
    yield "the same, nothing remembered of such items", found.p50 * 1e3, found.p95 * 1e3, LIMITS["transfer"] * 1e3, "ms"


def _everywhere() -> tuple[Any, ...]:
    from bench.classification.population import DAY, questions
    from compliance.classification import engine, queries
    from compliance.classification.engine import surveying

    book = queries.book(DAY)
    machines = [facts.item for facts in questions(book, 200) if facts.item.basket == "quantum_computing"]
    desk = engine.Desk(book)

    def survey() -> None:
        planned = surveying.planned(machines.pop(), exporting_country="US", as_of=DAY, mode="physical")
        assert len(list(surveying.survey(planned, desk))) > 5000

    found = measure.times(survey, runs=30)
    return (
        "one new item × all destinations × all regimes",
        found.p50 * 1e3,
        found.p95 * 1e3,
        LIMITS["survey"] * 1e3,
        "ms",
    )


def _again(count: int) -> Iterator[tuple[Any, ...]]:
    from compliance.classification import replays
    from compliance.classification.models import Determination

    _, seconds = measure.once(lambda: _store(count))
    print(f"{Determination.objects.count():,} determinations stored in {seconds:.0f} s.\n")

    def replay() -> int:
        return sum(len(chunk.differences) for chunk in replays.replay(Determination.objects.all(), workers=2))

    with measure.Memory() as memory:
        begun = sum(os.times()[:4])
        differences, seconds = measure.once(replay)
        busy = (sum(os.times()[:4]) - begun) / 2
    assert not differences, f"{differences} come out otherwise"
    limit = LIMITS["replay"] * max(count / STORED, 0.05)
    print(f"The replay took {seconds:.0f} s by the clock; on two cores of its own it takes {busy:.0f} s.\n")
    yield f"{count:,} determinations replayed: work of two cores", busy, busy, limit, "s"
    yield "memory of all its processes, at the peak", memory.peak, memory.peak, float(LIMITS["megabytes"]), "MB"


def _store(count: int) -> None:
    from bench.classification.population import DAY, questions
    from compliance.classification import engine, keeping, queries
    from compliance.classification.models import Determination

    book = queries.book(DAY)
    desk = engine.desk(book)
    numbers = itertools.count(1)
    rows = (
        Determination(
            reference=f"DT-2026-{number:07d}",
            subject_reference=f"FL-2026-{number:07d}/1",
            determined_at=AT,
            reference_version=book.version,
            **keeping.columns(result, facts),
        )
        for facts in questions(book, count)
        for result in desk.determine(facts)
        for number in [next(numbers)]
    )
    wanted = itertools.islice(rows, count)
    while batch := list(itertools.islice(wanted, 2000)):
        Determination.objects.bulk_create(batch)


if __name__ == "__main__":
    main(sys.argv[1:])
