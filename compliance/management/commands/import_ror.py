"""Give institutions that bear a ROR id their other names, from a dump of the Research Organization Registry."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance.screening import actions
from compliance.screening.parsers import Unreadable
from portal.core.errors import Invalid, Refusal


class Command(BaseCommand):
    """Exit 0: done. 2: the file is unusable, nothing was changed. 3: the site has not switched it on."""

    help = "Take the names of institutions from a dump of ROR (https://ror.readme.io/docs/data-dump). Off by default."

    def add_arguments(self, parser):
        """Take the dump."""
        parser.add_argument("file", metavar="DUMP", type=Path, help="The data file as JSON, or the ZIP it comes in.")

    def handle(self, *, file, **options):
        """Import, and say what came of it."""
        try:
            taken = actions.take_ror_names(file, actor=None, at=timezone.now())
        except (Invalid, Unreadable) as fault:
            raise CommandError(str(fault), returncode=2) from fault
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=3) from refusal
        self.stdout.write(
            f"{taken.records:,} institutions read; {taken.known:,} of them are parties here; "
            f"{taken.names:,} names were added to {taken.amended:,} of these."
        )
