"""
A spreadsheet with the database: taken in, screened chunk by chunk, its worker lost on the way, taken up by another.

What is measured is the processor time of the whole, and by how much the memory grows while the second half is screened:
by then what a worker remembers of words is full, and a sheet twice as long should need no more.
"""

import contextlib
import csv
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import measure
from bench.screening import lists, population
from bench.screening.watching import NOW, site

LOST_AFTER = 3  # chunks


class Lost(BaseException):
    """The worker dies; nothing of ours may catch it."""


@dataclass(frozen=True)
class Done:
    """Rows of a table, and the two figures that have a target."""

    rows: list[tuple[str, int, float, float]]
    processor: float
    growth: float


def main(lines: int) -> Done:
    """Take in, lose the worker, take up, count; fail if a line is missing or was screened twice."""
    with site(), measure.fresh_database(on_disk=True), TemporaryDirectory() as folder:
        from compliance.screening import actions

        for code, file in (("un", lists.UN), ("us-csl", lists.CSL)):
            assert actions.import_list(code, [file], actor=None, at=NOW).state == "in_force"
        rows, clock = [], _Clock()
        job = actions.take_sheet(_written(lines, Path(folder)), name="sheet.csv", actor=None, at=NOW)
        rows.append(("read, each line kept encrypted", lines, *clock.lap()))
        actions.map_sheet(job, mapping={"name": "Name", "kind": "Kind"}, actor=None, at=NOW)
        first = _work_until_lost(job)
        rows.append(("screened until the worker is lost", first, *clock.lap()))
        rest, growth = _finish(job, half=lines // 2 - first)
        rows.append(("taken up by another and finished", rest, *clock.lap()))
        job.refresh_from_db()
        assert (job.state, job.done, first + rest) == ("done", lines, lines), (job.state, job.done, first, rest)
        assert not job.rows.filter(outcome="").exists()
    return Done(rows, sum(processor for *_, processor in rows[1:]), growth)


def _work_until_lost(job: object) -> int:
    """Screen some chunks and die in the middle of the next; return how many lines are kept."""
    done: list[int] = []

    def mortal(chunk):
        if len(done) == LOST_AFTER:
            raise Lost
        done.append(len(chunk))

    with contextlib.suppress(Lost), _told_of_chunks(mortal):
        _work_on(job, at=NOW)
    return sum(done)


def _finish(job: object, *, half: int) -> tuple[int, float]:
    """Screen the rest; return how many lines, and the megabytes that it took from the half on."""
    lines, sizes = [], []

    def watch(chunk):
        lines.append(len(chunk))
        if sum(lines) > half:
            sizes.append(_resident())

    with _told_of_chunks(watch):
        done = _work_on(job, at=NOW + timedelta(minutes=6))
    return done, (_resident() - sizes[0]) / 1e6


@contextlib.contextmanager
def _told_of_chunks(told: Callable[[list], None]) -> Iterator[None]:
    """Tell of each chunk before it is screened."""
    from compliance.screening.actions import jobs

    screen = jobs._screen

    def telling(*given):
        told(given[1])
        return screen(*given)

    jobs._screen = telling
    try:
        yield
    finally:
        jobs._screen = screen


def _work_on(job: Any, *, at: datetime) -> int:
    from compliance.screening.actions import jobs

    return jobs.work_on(job, at=at)


class _Clock:
    def __init__(self) -> None:
        self.lap()

    def lap(self) -> tuple[float, float]:
        """Return the wall and processor seconds since the last lap."""
        now = time.perf_counter(), time.process_time()
        before, self._since = getattr(self, "_since", now), now
        return now[0] - before[0], now[1] - before[1]


def _written(lines: int, folder: Path) -> Path:
    path = folder / "sheet.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Name", "Kind"))
        writer.writerows(population.names(lines))
    return path


def _resident() -> int:
    """Return the bytes of this process that are in memory now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
