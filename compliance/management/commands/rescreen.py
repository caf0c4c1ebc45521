"""Compare every watched party with what changed since its last screening, or with everything."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance.screening import actions
from portal.core.errors import Refusal


class Command(BaseCommand):
    """Exit 0: done. 3: the portal refuses, for example as no edition is in force. With --all, 1 if the runs differ."""

    help = "Compare every watched party with what changed since its last screening, or with everything."

    def add_arguments(self, parser):
        """Take how much is compared."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="Everything; must equal the sum of the daily runs.")
        which.add_argument("--changed", action="store_true", help="What changed; the default.")

    def handle(self, **options):
        """Sweep, and print counts and seconds."""
        try:
            sweep = (actions.rescreen_all if options["all"] else actions.rescreen)(actor=None, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=3) from refusal
        if sweep is None:
            self.stdout.write("Nothing has changed since the last sweep.")
            return
        self.stdout.write(
            f"{sweep.parties:,} parties, {sweep.names:,} listed: {sweep.new_hits:,} new hits, {sweep.reopened:,} open "
            f"again, {sweep.delisted:,} delisted. {sweep.seconds:.2f} s"
        )
        if sweep.missed or sweep.surplus:
            raise CommandError(
                f"The full run differs from the daily ones: {sweep.missed:,} missed, {sweep.surplus:,} found no more.",
                returncode=1,
            )
