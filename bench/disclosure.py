"""
The attack suite in full: a thousand random data sets, published as the portal would and attacked as an outsider would.

    python -m bench.disclosure [SETS]

Linear programming on the published table (counts, margins, zeros, shares by their rounding), and on the difference of
two releases of every second table after a few cases were added. Fails if one hidden number, or one small difference, is
found to within two. The control is a table without protection, in which small cells have to be found.
"""

import sys
from random import Random

from bench import measure
from tests.dashboards import attack


def main(sets: int) -> int:
    """Print what was tried and what was found."""
    report, seconds = measure.once(lambda: attack.run(sets, seed=2026))
    random, control = Random(7), [0, 0]
    for number in range(100):
        sheet = attack.draw(random, number)
        found = attack.recovered([attack.naive(sheet)], sheet)
        control[0] += bool(found)
        control[1] += any(found)
    measure.table(
        ("what", "figure"),
        [
            ("data sets", report.sets),
            ("cells", report.cells),
            ("small ones among them", report.small),
            ("hidden numbers attacked", report.hidden),
            ("found to within two", report.given_away),
            ("small differences of two releases attacked", report.differences),
            ("differences found to within two", report.differences_given_away),
            ("seconds", round(seconds)),
            ("control: tables without protection", control[0]),
            ("control: tables in which a hidden number was found", control[1]),
        ],
    )
    broken = report.given_away or report.differences_given_away or control[1] < control[0] // 2
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else attack.SETS))
