"""Bring a site up to date after an installation or an upgrade."""

import io
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction


def database() -> str:
    """Apply migrations and make the cache's table."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return "Migrations are applied."


def reference() -> str:
    """Load the reference data that ships with the project."""
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    return "Reference data are loaded."


def guidance() -> str:
    """Publish the guidance that ships with the project."""
    call_command("load_guidance", verbosity=0, stdout=io.StringIO())
    return "Guidance is published."


@transaction.atomic  # an institution that was interrupted half-way would pass for a whole one
def demo() -> str:
    """Make the demo institution, where one is wanted and nobody is there yet."""
    if not settings.DEMO:
        return "This is no demo site."
    if get_user_model().objects.exists():
        return "There are people already; nothing is made."
    call_command("seed_demo", verbosity=0)
    return "The demo institution is there."


def courses() -> str:
    """Publish the courses, requirements and exercises that ship with the project; the demo has begun with them."""
    call_command("load_courses", verbosity=0, stdout=io.StringIO())
    return "Courses and exercises are published."


def static() -> str:
    """Collect static files with their digests in their names."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return "Static files are collected."


STEPS = {
    "database": database,
    "reference": reference,
    "demo": demo,
    "courses": courses,
    "guidance": guidance,
    "static": static,
}


class Command(BaseCommand):
    help = "Bring a site up to date: migrations, reference data, demo institution, courses, guidance, static files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        """Take the names of steps, if only some are meant."""
        parser.add_argument("steps", nargs="*", help=f"Some of {', '.join(STEPS)}; without any, all.")

    def handle(self, **options):
        """Do the steps in their order; print a line each."""
        wanted = options["steps"] or list(STEPS)
        if unknown := set(wanted) - set(STEPS):
            raise CommandError(f"There is no step {', '.join(sorted(unknown))}. There are {', '.join(STEPS)}.")
        for name in [name for name in STEPS if name in wanted]:
            begun = time.monotonic()
            words = STEPS[name]()
            self.stdout.write(f"  {words} ({time.monotonic() - begun:.1f} s)")
            self.stdout.flush()
