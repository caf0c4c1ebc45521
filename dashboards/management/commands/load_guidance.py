"""Publish the guidance that ships with the portal, as far as it is new."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from dashboards.guidance import shipped


class Command(BaseCommand):
    help = "Publish the shipped pages of guidance that are new. What the institution has written itself stays."

    def handle(self, **options):
        """Print a line for each page."""
        made = shipped.load(at=timezone.now())
        for line in made:
            self.stdout.write(line)
        if options["verbosity"]:
            self.stdout.write(f"{len(made)} pages are new.")
