"""Determine a list of cases. Nothing is stored."""

import sys
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from compliance.classification import casefiles, queries
from portal.core.errors import Invalid, Refusal


class Command(BaseCommand):
    """Exit 0: every case is determined. 2: something in the file is unusable, nothing was written. 3: refused."""

    requires_system_checks = []
    help = "Determine every case of a YAML file and write one JSON object per case and regime. Nothing is stored."

    def add_arguments(self, parser):
        """Take the file, the day for cases that name none, and where to write."""
        parser.add_argument("cases", metavar="CASES.yaml", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, help="For cases that name no day; default today.")
        parser.add_argument("--out", type=Path, metavar="RESULTS.jsonl", help="Default: standard output.")

    def handle(self, *, cases, as_of, out, **options):
        """Read everything, then determine everything, then write."""
        try:
            self._determine(cases, as_of or timezone.localdate(), out)
        except Invalid as invalid:
            raise CommandError(str(invalid), returncode=2) from invalid
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=3) from refusal

    def _determine(self, path: Path, as_of: date, out: Path | None) -> None:
        books = lru_cache(queries.book)
        written, complaints = casefiles.load(path)
        found, more = casefiles.read(written, books=books, as_of=as_of)
        complaints += more
        if complaints:
            for complaint in complaints:
                self.stderr.write(str(complaint))
            problems = "One problem" if len(complaints) == 1 else f"{len(complaints)} problems"
            raise CommandError(f"{problems}; nothing was written.", returncode=2)
        progress = tqdm(
            casefiles.answers(found, books=books), total=len(found), unit="case", disable=not sys.stderr.isatty()
        )
        lines = [line for answer in progress for line in answer]
        with casefiles.writing(out, self.stdout) as write:
            for line in lines:
                write(line)
