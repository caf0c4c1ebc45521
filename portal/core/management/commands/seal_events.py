"""Seal what is new in the event log."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.core import seal


class Command(BaseCommand):
    help = "Append events that are not sealed yet to the hash tree, and sign the new head."

    def handle(self, **options):
        """Print how many were sealed."""
        self.stdout.write(f"{seal.seal(at=timezone.now())} events sealed.")
