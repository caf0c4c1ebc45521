"""Load the reference data of control lists and determinations."""

import sys
from collections import Counter

from django.core.management.base import BaseCommand
from django.utils import timezone

from compliance.controls import actions, loading
from compliance.controls.changes import NEW
from compliance.controls.loading import Plan
from portal.core.errors import Invalid, Refusal
from portal.core.words import as_day

SHOWN = 40  # new rows that are named one by one; more are only counted


class Command(BaseCommand):
    """Exit 0: loaded, or nothing to change. 2: something is wrong with a row, and nothing was written. 3: refused."""

    help = "Check the reference files, show what would change, and load them: all or nothing."

    def add_arguments(self, parser):
        """Take whether only to check."""
        parser.add_argument("--check", action="store_true", help="Check and show; write nothing.")

    def handle(self, **options):
        """Check, show, load."""
        at = timezone.now()
        plan = loading.plan_files(on=as_day(at))
        for problem in plan.problems:
            self.stderr.write(str(problem))
        if plan.problems:
            self.stderr.write(f"{_counted(len(plan.problems))}. Nothing was written.")
            sys.exit(2)
        self.show(plan)
        if not options["check"] and plan.changes:
            self.load(at)

    def load(self, at):
        """Write it down."""
        try:
            actions.load_files(actor=None, at=at)
        except Invalid as no:
            self.stderr.write(str(no))
            sys.exit(2)
        except Refusal as no:
            self.stderr.write(str(no))
            sys.exit(3)
        self.stdout.write("Loaded.")

    def show(self, plan: Plan) -> None:
        """Print what differs, by file and then by row."""
        for file in plan.files:
            counts = plan.counts(file.name)
            said = ", ".join(f"{number} {what}" for what, number in counts.items()) or "no change"
            self.stdout.write(f"{file.name}: {len(file.rows)} rows, {said}")
        few = Counter(change.what for change in plan.changes)[NEW] <= SHOWN
        for change in plan.changes:
            if few or change.what != NEW:
                self.stdout.write(f"  {change}")
        if not plan.changes:
            self.stdout.write("Nothing differs from what is loaded.")


def _counted(problems: int) -> str:
    return "One problem" if problems == 1 else f"{problems} problems"
