"""Back the portal up."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from portal.core import backup
from portal.core.errors import Invalid, Refusal


class Command(BaseCommand):
    help = "Write database, files and the ids of keys to a new folder, with SHA-256 sums. The portal may go on running."

    def add_arguments(self, parser):
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, **options):
        """Print what was written; exit 2 for an unusable folder, 3 when pg_dump is missing or fails."""
        try:
            with tqdm(unit="file", disable=not sys.stderr.isatty()) as bar:
                about = backup.back_up(options["folder"], at=timezone.now(), progress=bar.update)
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2 if isinstance(refusal, Invalid) else 3)
        for name in backup.missing_files():
            self.stderr.write(f"The file {name} was missing before the backup and is missing in it.")
        events = about["event_log"]["size"]
        self.stdout.write(f"{options['folder']}: {events} sealed events, {about['attachments']} attachments.")
        self.stdout.write("The keys are not in it. Keep them elsewhere; without them it cannot be read.")
