"""Run the timetable once, where there is no beat."""

import sys

from celery import current_app
from django.core.management.base import BaseCommand

from portal.schedule import TIMETABLE


class Command(BaseCommand):
    help = "Run every task of the timetable once, in this process. Doing so twice, or late, changes nothing."

    def add_arguments(self, parser):
        """Take the names of tasks, if only some are meant."""
        parser.add_argument("tasks", nargs="*", help="Names of tasks; without any, all of the timetable.")

    def handle(self, **options):
        """Print a line per task; exit 1 if one failed."""
        known = {row.task: row for row in TIMETABLE}
        if unknown := set(options["tasks"]) - set(known):
            self.stderr.write(f"The timetable has no {', '.join(sorted(unknown))}. It has {', '.join(known)}.")
            sys.exit(2)
        failed = False
        for name in options["tasks"] or known:
            outcome = current_app.tasks[name].apply()
            failed |= outcome.failed()
            self.stdout.write(f"{name}: {outcome.result if outcome.failed() else outcome.result or 'done'}")
        sys.exit(1 if failed else 0)
