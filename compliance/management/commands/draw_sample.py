"""Draw the sample of an audit again, from the portal's records or from a table that somebody holds."""

import csv
import sys
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand

from compliance.assurance import population, sampling
from compliance.assurance.models import Audit
from compliance.assurance.sampling import Drawn


class Command(BaseCommand):
    help = (
        "Draw a sample again. With --audit AU-2026-00001 from today's records, which are compared with what was kept; "
        "or from --population FILE with --seed, --size and --least. Prints number, reference, stratum and rank."
    )

    def add_arguments(self, parser):
        """Take the audit, or the four things that a draw depends on."""
        parser.add_argument("--audit", help="The reference of an audit whose sample was drawn.")
        parser.add_argument("--population", type=Path, help="The table the sample was drawn from.")
        parser.add_argument("--seed")
        parser.add_argument("--size", type=int)
        parser.add_argument("--least", type=int, default=1)
        parser.add_argument("--out", type=Path, help="Where to write; without it, standard output.")

    def handle(self, **options):
        """Exit 0 when drawn, 2 for input that cannot be used, 3 when the records differ from what was kept."""
        if options["audit"]:
            self._audit(options)
        elif options["population"] and options["seed"] and options["size"]:
            self._table(options)
        else:
            self._stop("Name an --audit, or a --population with --seed and --size.", 2)

    def _audit(self, options: dict) -> None:
        audit = Audit.objects.filter(reference=options["audit"]).first()
        if audit is None or not audit.seed:
            self._stop(f"No sample was drawn for an audit {options['audit']}.", 2)
        sample, same = population.drawn_again(audit)
        kept = list(audit.cases.order_by("number").values_list("case__reference", "rank"))
        if not same:
            self._stop("The records of the period are not those the sample was drawn from.", 3)
        if kept != [(drawn.member.reference, drawn.rank) for drawn in sample]:
            self._stop("The sample that was kept is not the one that is drawn from these records.", 3)
        self._write(sample, options["out"])
        self.stderr.write(f"The same {len(sample)} cases of {audit.population}, with seed {audit.seed}.")

    def _table(self, options: dict) -> None:
        try:
            members = sampling.read_table(options["population"].read_text(encoding="utf-8"))
            sample = sampling.draw(members, seed=options["seed"], size=options["size"], least=options["least"])
        except (OSError, ValueError) as no:
            self._stop(f"{options['population'].name}: {no}", 2)
        self._write(sample, options["out"])

    def _write(self, sample: list[Drawn], out: Path | None) -> None:
        target = out.open("w", encoding="utf-8", newline="") if out else self.stdout
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["number", "reference", "stratum", "rank"])
        for number, drawn in enumerate(sample, start=1):
            writer.writerow([number, drawn.member.reference, drawn.member.stratum, drawn.rank])
        if out:
            target.close()

    def _stop(self, words: str, code: int) -> NoReturn:
        self.stderr.write(words)
        sys.exit(code)
