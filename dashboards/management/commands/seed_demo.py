"""Make the demo institute."""

import gc
import sys
from contextlib import contextmanager
from datetime import datetime

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from dashboards.demo import institute
from portal.accounts.models import User


@contextmanager
def _seldom_collected():
    """Let the collector leave alone what was imported, and look less often at the rest: it would take a twentieth."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class Command(BaseCommand):
    requires_system_checks = []  # they read every page, and `prepare` has made them
    help = "Make a believable, fictional institute with eighteen months of history. Refuses where people exist already."

    def add_arguments(self, parser):
        """Take the seed, the number of cases and the day on which the history ends."""
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--cases", type=int, default=300)
        parser.add_argument("--until", type=datetime.fromisoformat, help="The moment at which the history ends.")

    def handle(self, **options):
        """Make it whole or not at all."""
        if User.objects.exists():
            self.stderr.write("There are people in this database. The demo institute is made in an empty one only.")
            sys.exit(3)
        until = options["until"] or timezone.now()
        with _seldom_collected(), transaction.atomic():
            made = institute.make(seed=options["seed"], count=options["cases"], until=until)
        institute.keep_accounts(made["accounts"])
        if options["verbosity"]:
            self.stdout.write("The demo institute is made. Accounts:")
            for account in made["accounts"]:
                self.stdout.write(f"  {account['role']:<24} {account['login']:<14} {account['password']}")
