"""Read an edition of a screening list in its publisher's format."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance.screening import actions
from compliance.screening.parsers import READERS
from compliance.screening.states import VersionState
from portal.core.errors import Invalid, Refusal
from portal.core.words import day


class Command(BaseCommand):
    """Exit 0: in force. 2: the file is unusable. 3: the portal has put it in quarantine. The old list stands then."""

    help = "Read an edition of a screening list in its publisher's format and put it in force."

    def add_arguments(self, parser):
        """Take the list, its file or files, and the date of the edition."""
        parser.add_argument("source", metavar="SOURCE", help=", ".join(READERS))
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="OFAC's lists come in several files.")
        parser.add_argument("--date", type=date.fromisoformat, help="The edition's date, where the file gives none.")

    def handle(self, *, source, files, date, **options):
        """Import, and say what came of it."""
        try:
            version = actions.import_list(source, files, actor=None, at=timezone.now(), source_date=date)
        except Invalid as invalid:
            raise CommandError(str(invalid), returncode=2) from invalid
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=3) from refusal
        if version.notes:
            self.stderr.write(version.notes)
        if version.state == VersionState.IN_FORCE:
            return self.stdout.write(self._in_words(version))
        current = version.source.current
        kept = f"{current} of {day(current.received_at)} stays in force." if current else "No edition is in force."
        code = 2 if version.state == VersionState.UNUSABLE else 3
        raise CommandError(
            f"{version} is {version.get_state_display().lower()}. {version.problem} {kept}", returncode=code
        )

    def _in_words(self, version) -> str:
        counts = f"{version.entry_count:,} entries, {version.name_count:,} names"
        changes = (
            f"{version.added_count:,} added, {version.renamed_count:,} renamed, "
            f"{version.changed_count:,} changed in detail, {version.removed_count:,} removed"
        )
        return f"{version} is in force: {counts}; {changes}."
