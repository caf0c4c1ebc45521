"""
A spreadsheet with the database: taken in, screened chunk by chunk, its worker lost on the way, taken up by another.

What is measured is the processor time of the whole, and by how much the memory grows from the first chunk to the last:
a sheet of any length should need what one chunk needs.
"""

import csv
import os
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

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
        grown = _resident()
        rest = actions.work_on(job, at=NOW + timedelta(minutes=6))
        rows.append(("taken up by another and finished", rest, *clock.lap()))
        growth = (_resident() - grown) / 1e6
        job.refresh_from_db()
        assert (job.state, job.done, first + rest) == ("done", lines, lines), (job.state, job.done, first, rest)
        assert not job.rows.filter(outcome="").exists()
    return Done(rows, sum(processor for *_, processor in rows[1:]), growth)


def _work_until_lost(job: object) -> int:
    """Screen some chunks and die in the middle of the next; return how many lines are kept."""
    from compliance.screening.actions import jobs

    screen, done = jobs._screen, []

    def mortal(*told):
        if len(done) == LOST_AFTER:
            raise Lost
        done.append(len(told[1]))
        return screen(*told)

    jobs._screen = mortal
    try:
        jobs.work_on(job, at=NOW)  # type: ignore[arg-type]
    except Lost:
        pass
    finally:
        jobs._screen = screen
    return sum(done)


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
