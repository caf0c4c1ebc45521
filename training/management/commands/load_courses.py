"""manage.py load_courses: publish the courses that ship with the portal, and the requirements that were never made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.core.errors import Invalid
from training import shipped


class Command(BaseCommand):
    help = "Publish the course files that say something new. Running it twice changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, and say what is new."""
        try:
            loaded = shipped.load(actor=None, at=timezone.now())
        except Invalid as problem:
            raise CommandError(str(problem), returncode=2) from None
        for line in loaded:
            self.stdout.write(line)
        self.stdout.write(f"{len(loaded)} new.")
