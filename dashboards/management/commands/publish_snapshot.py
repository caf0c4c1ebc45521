"""Compute the public figures of a quarter, and publish them on behalf of a named person."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from dashboards import actions, periods
from dashboards.models import Snapshot
from dashboards.states import SnapshotState
from portal.accounts.models import User
from portal.core.errors import Invalid, Refusal


class Command(BaseCommand):
    help = "Compute the figures of a quarter; with --released-by, publish them. Exit 2: bad input; 3: refused."

    def add_arguments(self, parser):
        """Take the quarter, who publishes, and a note."""
        parser.add_argument("--period", required=True, help="The quarter, as 2026-Q3.")
        parser.add_argument("--released-by", help="E-mail address of the person who publishes the figures.")
        parser.add_argument("--note", default="", help="What a correction changes.")

    def handle(self, **options):
        """Print what became of the figures."""
        at = timezone.now()
        try:
            quarter = periods.parse(options["period"])
            waiting = Snapshot.objects.filter(period=str(quarter), state=SnapshotState.COMPUTED).first()
            snapshot = waiting or actions.compute(quarter, at=at, note=options["note"])
            if options["released_by"]:
                actions.release(snapshot, actor=self._person(options["released_by"]), at=at, note=options["note"])
        except Invalid as no:
            self.stderr.write(str(no))
            sys.exit(2)
        except Refusal as no:
            self.stderr.write(str(no))
            sys.exit(3)
        self.stdout.write(f"{snapshot}: {snapshot.get_state_display().lower()}.")

    def _person(self, email: str) -> User:
        person = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise Invalid(f"Nobody with the address {email} can sign in.", field="released-by")
        return person
