"""Write the review policy for the documentation, from the rules themselves."""

from pathlib import Path

from django.core.management.base import BaseCommand

from compliance.licensing.policybook import page


class Command(BaseCommand):
    help = "Write the page of routing rules, thresholds and targets to FILE."

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", nargs="?", default="docs/routing.md")

    def handle(self, **options):
        """Write the page."""
        Path(options["file"]).write_text(page())
