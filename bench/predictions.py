"""
Does what researchers are told hold? A back-test on the history of the demo institute.

    python -m bench.predictions [CASES]

Each decided case is compared with the bound for three quarters that the cases before it gave. The measurement fails
where the bound held for less than 70 or more than 80 of 100 later cases.
"""

import io
import sys

from bench import measure

CASES = 300
LEAST, MOST = 0.70, 0.80


def main(cases: int) -> int:
    """Print the coverage by tier; return 1 where the whole lies outside."""
    with measure.fresh_database():
        from django.core.management import call_command
        from django.utils import timezone

        from compliance.licensing.predicting import LOOK_BACK, coverage
        from compliance.licensing.queries.predictions import history
        from compliance.licensing.states import Tier

        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        call_command("seed_demo", cases=cases, verbosity=0)
        decided = history(on=timezone.localdate(), back=2 * LOOK_BACK)
        whole = coverage(decided)
        rows = []
        for tier in Tier:
            found = coverage([each for each in decided if each.tier == tier])
            if found.cases:
                rows.append((f"tier {tier.label}", found.cases, found.held, f"{found.share:.0%}"))
        share = whole.share or 0.0
        measure.table(
            ("cases", "predicted", "held", "share"), [*rows, ("all", whole.cases, whole.held, f"{share:.0%}")]
        )
    if not LEAST <= share <= MOST:
        print(f"\nThe bound of three quarters held for {share:.0%}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else CASES))
