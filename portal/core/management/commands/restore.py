"""Restore the portal from a backup."""

import sys
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand
from tqdm import tqdm

from portal.core import backup
from portal.core.errors import Invalid, Refusal


class Command(BaseCommand):
    help = "Put a backup into an empty place, then verify its event log. A place that holds anything is left alone."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, **options):
        """Print what was restored; exit 2 for a damaged backup, 3 when place, keys or events do not fit."""
        try:
            with tqdm(unit="file", disable=not sys.stderr.isatty()) as bar:
                about = backup.restore(options["folder"], progress=bar.update)
        except Refusal as refusal:
            self.stderr.write(f"Nothing was restored. {refusal}")
            sys.exit(2 if isinstance(refusal, Invalid) else 3)
        self.stdout.write(f"Restored the backup of {about['made_at']} with {about['attachments']} attachments.")
        missing = list(backup.missing_files())
        for name in missing:
            self.stderr.write(f"The file {name} is not in the backup.")
        call_command("verify_events", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write("Run manage.py prepare before the portal starts, in case it is newer than the backup.")
        sys.exit(3 if missing else 0)
