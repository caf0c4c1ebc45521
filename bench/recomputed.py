"""
Every public figure on the demo history, computed a second time by a script that shares nothing with the portal.

    python -m bench.recomputed [CASES]

The demo institute is made in a database of its own, its rows are exported, and `tools/recompute_figures.py` computes
each figure of each quarter from them. Fails if one differs from what the portal finds before disclosure control.
"""

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import measure

SCRIPT = Path(__file__).resolve().parent.parent / "tools" / "recompute_figures.py"


def main(cases: int) -> int:
    """Print one line for each quarter; return 1 if a figure differs."""
    with measure.fresh_database(), tempfile.TemporaryDirectory() as folder:
        from django.core.management import call_command

        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        call_command("seed_demo", cases=cases, verbosity=0)
        rows, wrong = compare(Path(folder))
    measure.table(("quarter", "figures", "with something in them", "different"), rows)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def compare(folder: Path) -> tuple[list[tuple[str, int, int, int]], list[str]]:
    """Return a row for each published quarter, and what differs."""
    from django.conf import settings

    from dashboards import metrics, queries, rows
    from dashboards.figures import METRICS
    from dashboards.periods import parse

    assert metrics.METHOD
    periods = queries.periods()
    first = parse(periods[-1]).year_before.first
    rows.export(folder, first=first, last=parse(periods[0]).next.next.last)
    found, wrong = [], []
    for period in periods:
        command = [sys.executable, str(SCRIPT), str(folder), period, settings.INSTITUTION["timezone"]]
        second = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        assert set(second) == set(METRICS)
        mine = {code: raw(METRICS[code].find(parse(period))) for code in METRICS}
        differs = [code for code in METRICS if mine[code] != second[code]]
        found.append((period, len(second), sum(bool(value) for value in second.values()), len(differs)))
        wrong += [f"{period} {code}: the portal {mine[code]}, the script {second[code]}" for code in differs]
    return found, wrong


def raw(found: Any) -> object:
    """Return what the portal finds, in the form in which the script prints it."""
    from dashboards.figures import Plain, Spread

    if isinstance(found, Plain):
        return {code: value for code, _, value in found.rows}
    if isinstance(found, Spread):
        return sorted(value for values in found.values.values() for value in values)
    return {"|".join(cell): number for cell, number in sorted(found.cube.counts.items()) if number}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
