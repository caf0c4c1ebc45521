"""
Screening on real lists: recall beside two other engines, speed, memory, the watch, hostile names.

    python -m bench.screening [--quick] [PART …]

PART is one of recall, speed, sheet, watch, million, fuzz; without one everything runs, and the figures are written to
the file that the portal shows to officers. Named parts are written there with `--keep`, beside what the same engine
was measured at before. `--quick` asks fewer cases and writes nothing. A figure that misses its target fails the
measurement.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from bench import measure
from bench.screening import lists
from bench.screening.report import FIGURES, Report
from compliance.screening import engine

MILLION = 1_000_000


def main(arguments: list[str]) -> int:
    """Measure; return 1 if a target was missed, 2 if the real lists are not here."""
    parser = argparse.ArgumentParser(prog="bench screening", description=(__doc__ or "").strip().partition("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*RUN, []], metavar="PART")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep", action="store_true")
    told = parser.parse_args(arguments)
    if not lists.DATA.exists():
        print(f"The real lists are not here ({lists.DATA}); nothing can be measured.", file=sys.stderr)
        return 2
    report = Report()
    for part in told.parts or RUN:
        begun = time.monotonic()
        RUN[part](report, quick=told.quick)
        print(f"\nThe part “{part}” took {time.monotonic() - begun:.0f} s.\n", flush=True)
    report.show()
    if not told.quick and (told.keep or not told.parts):
        report.keep(measured_on=date.today().isoformat(), machine=measure.machine())
        print(f"\nThe figures are in {FIGURES.name}.")
    return 1 if report.missed else 0


def recall(report: Report, *, quick: bool) -> None:
    """Measure recall and the labelled pairs, beside the two other engines."""
    from bench.screening.recall import measure_pairs, measure_recall

    report.add_recall(measure_recall(quick=quick))
    report.add_pairs(measure_pairs())


def speed(report: Report, *, quick: bool) -> None:
    """Measure single searches, memory and 50,000 parties against everything."""
    from bench.screening import speed
    from bench.screening.recall import entries

    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        engine.build(entries(), folder)
        one = speed.of_one_name(Path(folder))
        report.add("one name, p50", one.p50 * 1000, most=4, unit="ms of processor time")
        report.add("one name, p95", one.p95 * 1000, most=8, unit="ms of processor time")
        report.add("memory of a worker", speed.memory(Path(folder)), most=300, unit="MB")
        wall, processor, _ = speed.of_everything(Path(folder), 2)
        report.add("50,000 parties against everything, two processes", processor / 2, most=40, unit="s of each core")
        print(f"50,000 parties against everything took {wall:.0f} s by the clock, {processor:.0f} s of processor time.")


def sheet(report: Report, *, quick: bool) -> None:
    """Measure a spreadsheet of the most lines that one may have, with the database, killed on the way and taken up."""
    from bench.screening import sheet
    from compliance.screening.sheets import MOST

    lines = 5_000 if quick else MOST
    done = _apart(sheet.main, lines)
    measure.table(("spreadsheet", "lines", "s by the clock", "s of processor time"), done.rows)
    report.add(f"spreadsheet of {lines:,} lines, screened", done.processor, most=300, unit="s of processor time")
    report.add("spreadsheet, memory that grows with it", done.growth, most=50, unit="MB")


def watch(report: Report, *, quick: bool) -> None:
    """Measure the sweeps over 50,000 parties with the database, and that delta and full run agree."""
    _sweeps(report, 5_000 if quick else 50_000, most=2, full=True)


def million(report: Report, *, quick: bool) -> None:
    """Measure the delta over a million parties."""
    _sweeps(report, MILLION // 20 if quick else MILLION, most=60, full=False)


def _sweeps(report: Report, parties: int, *, most: float, full: bool) -> None:
    from bench.screening import watching

    rows = _apart(watching.main, parties, full=full)
    measure.table(("with the database", "s by the clock", "s of processor time"), rows)
    delta = next(processor for name, _, processor in rows if name.startswith("delta"))
    report.add(f"delta of 39 entries, {parties:,} parties, with the database", delta, most=most, unit="s")


def _apart(call: Callable[..., Any], *given: Any, **told: Any) -> Any:
    """Return what the call returns in a process of its own: a site has one home and opens its indexes once."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(call, *given, **told).result()


def fuzz(report: Report, *, quick: bool) -> None:
    """Ask hostile names."""
    from bench.screening import fuzz
    from bench.screening.recall import entries

    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        engine.build(entries(), folder)
        found = fuzz.main(Path(folder), 2_000 if quick else 50_000)
    report.add("hostile names: crashes, false clears, slow ones", len(found.faults), most=0, unit="")
    report.add("hostile names: the slowest", found.slowest * 1000, most=250, unit="ms of processor time")


RUN: dict[str, Callable[..., None]] = {
    "recall": recall,
    "speed": speed,
    "sheet": sheet,
    "watch": watch,
    "million": million,
    "fuzz": fuzz,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
