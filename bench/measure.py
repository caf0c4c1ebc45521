"""What measurements have in common: a clock, percentiles, query counts, a table, a database to spoil."""

import os
import platform
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Times:
    """Seconds of many runs of one thing."""

    seconds: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """Return the seconds that this share of the runs did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """What 95 of 100 runs did not exceed."""
        return self.percentile(0.95)


def times(call: Callable[[], Any], *, runs: int = 50, warm: int = 2) -> Times:
    """Call it a few times unmeasured, then measure each run."""
    for _ in range(warm):
        call()
    found = []
    for _ in range(runs):
        begun = time.perf_counter()
        call()
        found.append(time.perf_counter() - begun)
    return Times(tuple(found))


def once(call: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the call returns, and the seconds it took."""
    begun = time.perf_counter()
    result = call()
    return result, time.perf_counter() - begun


def queries(call: Callable[[], Any]) -> int:
    """Return how many queries the call makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


class Memory:
    """The peak of what this process and its children hold together; what they share is counted once."""

    def __enter__(self) -> "Memory":
        self.peak = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        import psutil

        this = psutil.Process()
        while not self._over.wait(0.1):
            held = 0
            for process in (this, *this.children(recursive=True)):
                with suppress(psutil.Error):
                    held += process.memory_full_info().pss
            self.peak = max(self.peak, held / 2**20)


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table as docs/performance.md has it: words left, numbers right."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in [list(head), *cells]) for at in range(len(head))]
    right = [all(isinstance(row[at], int | float) for row in rows) for at in range(len(head))]
    print(_line(head, widths, right))
    print(
        "|"
        + "|".join(
            "-" * (width + 1) + (":" if is_number else "-") for width, is_number in zip(widths, right, strict=True)
        )
        + "|"
    )
    for row in cells:
        print(_line(row, widths, right))


def machine() -> str:
    """Return on what this was measured."""
    servers = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    servers += ", Redis" if os.environ.get("REDIS_URL") else ""
    return f"Python {platform.python_version()}, {servers}, {os.cpu_count()} cores, {platform.machine()}"


@contextmanager
def fresh_database(*, on_disk: bool = False) -> Iterator[None]:
    """
    Set Django up on a migrated database that is thrown away at the end. The site's own is never touched.

    SQLite keeps it in memory, unless that memory is what is measured.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ.setdefault("FAIRLEAD_LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.db import connection

    before = connection.settings_dict["NAME"]
    if on_disk and connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"{before}.bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if is_number else cell.ljust(width)
        for cell, width, is_number in zip(cells, widths, right, strict=True)
    )
    return "| " + " | ".join(padded) + " |"
