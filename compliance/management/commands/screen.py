"""Screen a file of names against the lists in force, and write every candidate with its reasons."""

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
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
from compliance.screening.queries import NOT_SHOWN
from compliance.screening.sheets import SURPLUS, born_on, is_birth_date, is_country, kind_of

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
        if out is not None:
            _check_target(out)
        total = self._checked(file)
        found = self._footing(lists)
        settings = self._settings(min_score)
        editions = {version.source.code: str(version.number) for version in found.versions}
        results = engine.search_many(found.indexes(), self._queries(file), settings)
        shown = tqdm(results, total=total, unit="name", file=sys.stderr, disable=not sys.stderr.isatty())
        rows = (row for result in shown for row in self._rows(result, editions))
        if out is None:
            self._print(rows)
        else:
            self._keep(out, rows)

    def _footing(self, lists: str | None) -> Any:
        codes = [code.strip() for code in lists.split(",") if code.strip()] if lists is not None else None
        if codes is not None:
            if not codes:
                raise CommandError("--lists names no list. Leave it away to use every list in use.", returncode=2)
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
            for field, problem in _unread(row):
                self.stderr.write(f"row {number}, {field}: {problem} The name is screened without it.")
        if problems:
            raise CommandError(f"{problems} problems; nothing was screened.", returncode=2)
        return count

    def _lines(self, file: Path) -> Iterator[tuple[int, dict[str, str]]]:
        try:
            if file.exists() and not file.is_file():
                raise CommandError(f"{file} is no file that can be read twice. Name a CSV file.", returncode=2)
            with file.open(encoding="utf-8-sig", newline="") as source:
                reader = csv.reader(source, strict=True)
                header = [column.strip() for column in next(reader, [])]
                _check_header(header)
                for cells in filter(None, reader):
                    yield reader.line_num, _given(header, cells)
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.", returncode=2) from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} is not in UTF-8.", returncode=2) from None
        except csv.Error as error:
            raise CommandError(f"{file} is no well-formed CSV ({error}).", returncode=2) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read ({error.strerror}).", returncode=2) from None

    def _queries(self, file: Path) -> Iterator[engine.Query]:
        for _, row in self._lines(file):
            written, born = row.get("country", ""), row.get("birth_date", "")
            country = code_of(written) if written and is_country(written) else ""
            yield engine.Query(
                name=row["name"],
                kind=kind_of(row.get("kind", "")),  # type: ignore[arg-type]
                countries=(country,) if len(country) == 2 else (),
                birth_date=born_on(born) if born and is_birth_date(born) else "",
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
            said = f"nothing found. {NOT_SHOWN}" if result.searchable else f"not screened: {result.reason}"
            yield (result.query.id, 0, ",".join(editions), ",".join(editions.values()), "", "", "", said)

    def _print(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Write to standard output; whoever reads there may have read enough before the end."""
        try:
            self._write(self.stdout, rows)
            self.stdout.flush()
        except BrokenPipeError:
            with suppress(OSError):  # what is still held back goes nowhere, without a word at the end
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())

    def _keep(self, out: Path, rows: Iterator[tuple[Any, ...]]) -> None:
        """Write a file, whole or not at all; what is no file, such as /dev/stdout, is written to as it is."""
        if out.exists() and not out.is_file():
            with out.open("w", encoding="utf-8", newline="") as target:
                self._write(target, rows)
            return
        draft = out.with_name(f".{out.name}.part")
        try:
            target = draft.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{out} cannot be written ({error.strerror}).", returncode=2) from None
        try:
            with target:
                self._write(target, rows)
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)

    def _write(self, target: Any, rows: Iterator[tuple[Any, ...]]) -> None:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(rows)


def _check_target(out: Path) -> None:
    """Refuse what no file can be written to, before anything is read."""
    try:
        if out.is_dir():
            raise CommandError(f"--out {out} is a folder. Name a file in it.", returncode=2)
        if not out.parent.is_dir():
            raise CommandError(f"--out: there is no folder {out.parent}.", returncode=2)
    except OSError as error:
        raise CommandError(f"--out {out} cannot be written ({error.strerror}).", returncode=2) from None


def _check_header(header: list[str]) -> None:
    missing = {"id", "name"} - set(header)
    if missing:
        raise CommandError(f"The column {' and '.join(sorted(missing))} is missing.", returncode=2)
    doubled = [column for column, times in Counter(map(str.casefold, filter(None, header))).items() if times > 1]
    if doubled:
        raise CommandError(f"The column {' and '.join(doubled)} is there more than once. Keep one.", returncode=2)


def _given(header: list[str], cells: list[str]) -> dict[str, str]:
    """Return the cells by their columns, and as surplus what has no column or one without a name."""
    columns = header + [""] * (len(cells) - len(header))
    given = dict.fromkeys(filter(None, header), "")
    given |= {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
    surplus = [cell for column, cell in zip(columns, cells, strict=False) if not column and cell.strip()]
    return given | ({SURPLUS: ",".join(surplus)} if surplus else {})


def _wrong(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    if SURPLUS in row:
        last = [column for column in row if column][-1]
        yield last, "There are more cells than the header; put names with commas in quotation marks."
    if not row["id"]:
        yield "id", "It is empty."
    if not row["name"]:
        yield "name", "It is empty."
    kind = row.get("kind", "")
    if kind and kind.casefold() not in Kind.values:
        yield "kind", f"“{kind}” is none of {', '.join(Kind.values)}."


def _unread(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Tell what cannot be read and only qualifies: without it a name finds no less."""
    country, birth_date = row.get("country", ""), row.get("birth_date", "")
    if country and not is_country(country):
        yield "country", f"“{country}” is no country. Write its code of two letters, such as DE, or its name."
    if birth_date and not is_birth_date(birth_date):
        yield "birth_date", f"“{birth_date}” is no date. Write 1971-03-05, 1971-03 or 1971."


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
