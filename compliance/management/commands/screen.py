"""Screen a file of names against the lists in force, and write every candidate with its reasons."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from compliance.parties.states import Kind
from compliance.screening import engine
from compliance.screening.basis import footing
from compliance.screening.listing import thresholds
from compliance.screening.models import ListSource
from compliance.screening.parsers.countries import code_of
from compliance.screening.parsers.names import birth_date_of
from compliance.screening.sheets import kind_of

HEAD = ("id", "rank", "list", "list_version", "uid", "listed_name", "score", "reasons")
MOST = 10


class Command(BaseCommand):
    """Exit 0: done. 2: the file is unusable, nothing was written. 3: no current list."""

    help = "Screen a file of names (id,name,kind,country,birth_date,address) against the lists in force."

    def add_arguments(self, parser):
        """Take the file, the lists, the least score, and where the answer goes."""
        parser.add_argument("file", metavar="NAMES.csv", type=Path)
        parser.add_argument("--lists", help="Codes joined by commas; without it, every list in use.")
        parser.add_argument("--min-score", type=float, help="From 0 to 1; lower shows more.")
        parser.add_argument("--out", type=Path, help="Write here instead of to standard output.")

    def handle(self, *, file, lists, min_score, out, **options):
        """Check the whole file first, then screen it as a stream."""
        total = self._checked(file)
        found = self._footing(lists)
        settings = self._settings(min_score)
        editions = {version.source.code: str(version.number) for version in found.versions}
        results = engine.search_many(found.indexes(), self._queries(file), settings)
        shown = tqdm(results, total=total, unit="name", file=sys.stderr, disable=not sys.stderr.isatty())
        rows = (row for result in shown for row in self._rows(result, editions))
        if out is None:
            self._write(self.stdout, rows)
            return
        draft = out.with_name(f".{out.name}.part")
        with draft.open("w", encoding="utf-8", newline="") as target:
            self._write(target, rows)
        draft.replace(out)

    def _footing(self, lists: str | None) -> Any:
        codes = [code.strip() for code in lists.split(",") if code.strip()] if lists else None
        if codes:
            unknown = set(codes) - set(ListSource.objects.values_list("code", flat=True))
            if unknown:
                raise CommandError(f"There is no list {', '.join(sorted(unknown))}.", returncode=2)
        found = footing(timezone.now(), codes=codes)
        if not found.stands:
            raise CommandError(f"Not screened. {found.why_not}", returncode=3)
        return found

    def _settings(self, min_score: float | None) -> engine.Settings:
        plain = thresholds()
        if min_score is None:
            return plain
        if not 0 <= min_score <= 1:
            raise CommandError("--min-score lies between 0 and 1.", returncode=2)
        return engine.Settings(
            strong=plain.strong, review=plain.review, minimum=min_score, weak=plain.weak, review_for=plain.review_for
        )

    def _checked(self, file: Path) -> int:
        """Read the file once for what is wrong with it; return how many lines it has."""
        problems, count = 0, 0
        for number, row in self._lines(file):
            count += 1
            for field, problem in _wrong(row):
                problems += 1
                self.stderr.write(f"row {number}, {field}: {problem}")
        if problems:
            raise CommandError(f"{problems} problems; nothing was screened.", returncode=2)
        return count

    def _lines(self, file: Path) -> Iterator[tuple[int, dict[str, str]]]:
        try:
            with file.open(encoding="utf-8-sig", newline="") as source:
                reader = csv.DictReader(source, strict=True)
                missing = {"id", "name"} - set(reader.fieldnames or [])
                if missing:
                    raise CommandError(f"The column {' and '.join(sorted(missing))} is missing.", returncode=2)
                for row in reader:
                    yield reader.line_num, {key: (value or "").strip() for key, value in row.items() if key}
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.", returncode=2) from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} is not in UTF-8.", returncode=2) from None
        except csv.Error as error:
            raise CommandError(f"{file} is no well-formed CSV ({error}).", returncode=2) from None

    def _queries(self, file: Path) -> Iterator[engine.Query]:
        for _, row in self._lines(file):
            country = code_of(row["country"]) if row.get("country") else ""
            yield engine.Query(
                name=row["name"],
                kind=kind_of(row.get("kind", "")),  # type: ignore[arg-type]
                countries=(country,) if len(country) == 2 else (),
                birth_date=birth_date_of(row["birth_date"]) if row.get("birth_date") else "",
                addresses=(row["address"],) if row.get("address") else (),
                id=row["id"],
            )

    def _rows(self, result: engine.Result, editions: dict[str, str]) -> Iterator[tuple[Any, ...]]:
        if not result.searchable:
            self.stderr.write(f"id {result.query.id}: not screened. {result.reason}")
        for rank, candidate in enumerate(result.candidates[:MOST], start=1):
            code = candidate.list.partition("/")[0]
            yield (
                result.query.id,
                rank,
                code,
                editions.get(code, ""),
                candidate.uid,
                candidate.listed_name,
                f"{candidate.adjusted:.4f}",
                reasons_of(candidate),
            )
        if not result.candidates:
            said = "nothing found" if result.searchable else f"not screened: {result.reason}"
            yield (result.query.id, 0, ",".join(editions), ",".join(editions.values()), "", "", "", said)

    def _write(self, target: Any, rows: Iterator[tuple[Any, ...]]) -> None:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(rows)


def _wrong(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not row["id"]:
        yield "id", "It is empty."
    if not row["name"]:
        yield "name", "It is empty."
    kind = row.get("kind", "")
    if kind and kind.casefold() not in Kind.values:
        yield "kind", f"“{kind}” is none of {', '.join(Kind.values)}."


def reasons_of(candidate: engine.Candidate) -> str:
    """Say in one line why a candidate has its score."""
    told = candidate.explanation
    alike = [
        f"{pair.query}~{pair.listed} {pair.rule} {pair.similarity:.2f}"
        for pair in told.pairs
        if pair.query and pair.listed
    ]
    beside = [f"{each.field} {each.verdict}" for each in told.qualifiers if each.verdict != "neutral"]
    weak = ["weak alias"] if candidate.strength == "weak" else []
    return "; ".join([f"{candidate.band}, {candidate.list}", *weak, *alike, *beside])
