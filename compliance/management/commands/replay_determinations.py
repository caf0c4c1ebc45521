"""Run stored determinations again and report every difference."""

import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from compliance.classification import casefiles, replays
from compliance.classification.models import Determination
from compliance.controls import queries
from portal.core.errors import Invalid, Refusal


class Command(BaseCommand):
    """Exit 0: all were run again, the differences are listed. 2: nothing can be written there. 3: refused."""

    help = "Run stored determinations again: with what they were made with, or as if asked on another day."
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take the day, what to look at, and where to write."""
        parser.add_argument("--as-of", type=date.fromisoformat, help="As if asked on this day, with today's data.")
        parser.add_argument("--standing", action="store_true", help="Only those that count now.")
        parser.add_argument("--regime", help="Only those under this regime.")
        parser.add_argument("--out", type=Path, metavar="DIFFERENCES.jsonl", help="Default: standard output.")
        parser.add_argument("--workers", type=int, help="Processes; default one per core, up to four.")

    def handle(self, *, as_of, standing, regime, out, workers, **options):
        """Replay, one JSON object per difference, and a sentence at the end."""
        determinations = Determination.objects.all()
        if standing:
            determinations = determinations.standing()
        if regime:
            self._known(regime)
            determinations = determinations.filter(regime=regime)
        try:
            replayed, differences = self._replay(determinations, as_of, out, workers)
        except Invalid as invalid:
            raise CommandError(str(invalid), returncode=2) from invalid
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=3) from refusal
        self.stderr.write(f"{replayed} determinations replayed, {differences} come out otherwise.")

    def _known(self, regime: str) -> None:
        codes = [each.code for each in queries.book(timezone.localdate()).regimes]
        if regime not in codes:
            raise CommandError(f"There is no regime {regime}. Known: {', '.join(codes)}.", returncode=2)

    def _replay(self, determinations, as_of, out, workers) -> tuple[int, int]:
        replayed = differences = 0
        total = determinations.count()
        with (
            tqdm(total=total, unit="determination", disable=not sys.stderr.isatty()) as bar,
            casefiles.writing(out, self.stdout) as write,
        ):
            for chunk in replays.replay(determinations, as_of=as_of, workers=workers):
                for difference in chunk.differences:
                    write(difference.line())
                bar.update(chunk.replayed)
                replayed += chunk.replayed
                differences += len(chunk.differences)
        return replayed, differences
