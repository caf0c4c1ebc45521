"""Show the screening lists: which edition is in force, how old it is, and whether it is current."""

from django.core.management.base import BaseCommand
from django.db.models import Count, Q
from django.utils import timezone

from compliance.screening import sources
from compliance.screening.models import ListSource
from compliance.screening.states import VersionState
from portal.core.words import as_day

HEAD = ("source", "version", "date", "entries", "age", "current")


class Command(BaseCommand):
    """One line per list; “current” says yes, stale, none, or not in use, and warns of what waits in quarantine."""

    help = "Show the screening lists: source, version, date, entries, age, and whether each is current."

    def handle(self, **options):
        """Print the table."""
        sources.load()
        at = timezone.now()
        refused = Count("versions", filter=Q(versions__state__in=[VersionState.QUARANTINED, VersionState.UNUSABLE]))
        found = ListSource.objects.select_related("current").annotate(refused=refused).order_by("-is_in_use", "code")
        rows = [HEAD, *(self._row(source, at) for source in found)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        for source in found:
            if source.problem:
                self.stderr.write(f"{source.code}: {source.problem}")

    def _row(self, source, at) -> tuple[str, ...]:
        version = source.current
        if source.is_in_use:
            standing = "yes" if source.is_fresh(at) else "stale" if version else "none"
        else:
            standing = "not in use"
        if source.refused:
            standing += f", {source.refused} refused"
        if version is None:
            return (source.code, "-", "-", "-", "-", standing)
        date = version.source_date or as_day(version.received_at)
        age = f"{(at - source.confirmed_at).days} d"
        return (source.code, str(version.number), date.isoformat(), str(version.entry_count), age, standing)
