"""Check the sealed event log against its signed checkpoints."""

import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from portal.core import seal
from portal.core.models import Checkpoint


class Command(BaseCommand):
    help = "Read the whole event log and name every changed, deleted, inserted or reordered event. Exit 3 if any."

    def handle(self, **options):
        """Print what is wrong; exit 3 if anything is."""
        head = Checkpoint.objects.order_by("-size").first()
        size = head.size if head else 0
        with tqdm(total=size, unit="event", disable=not sys.stderr.isatty()) as bar:
            faults = list(seal.verify(progress=bar.update))
        for fault in faults:
            self.stdout.write(f"{fault.kind}\t{fault.event or ''}\t{fault}")
        if faults:
            self.stderr.write(f"{len(faults)} faults in {size} sealed events.")
            sys.exit(3)
        self.stdout.write(f"{size} sealed events, all as they were signed.")
