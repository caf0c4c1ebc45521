"""Write the rows from which public figures are computed, for whoever recomputes them with other means."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand

from dashboards import rows


class Command(BaseCommand):
    help = "Write the rows behind the public figures as CSV. They hold no name, but small numbers: keep them inside."

    def add_arguments(self, parser):
        """Take the folder and the span of the working days."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--first", type=date.fromisoformat, default=date(2024, 1, 1))
        parser.add_argument("--last", type=date.fromisoformat, default=date(2028, 12, 31))

    def handle(self, **options):
        """Print what was written."""
        for path in rows.export(options["folder"], first=options["first"], last=options["last"]):
            self.stdout.write(str(path))
