"""Case files of `manage.py determine`: read, checked as a whole, determined one by one."""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from compliance.classification import engine
from compliance.classification.engine.facts import Facts
from compliance.classification.engine.reading import day_of
from compliance.controls.book import Book
from compliance.controls.plainyaml import PlainLoader
from portal.core.errors import Invalid

Books = Callable[[date], Book]


@dataclass(frozen=True)
class Complaint:
    """What is wrong, and where: the number of the case from one, its id, the field."""

    case: int
    id: str
    says: str

    def __str__(self) -> str:
        named = f" ({self.id})" if self.id else ""
        return f"case {self.case}{named}: {self.says}" if self.case else self.says


class _Loader(PlainLoader):
    """YAML in which only true and false are booleans, so that NO is Norway and yes is a word."""


TRUTH = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in PlainLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", TRUTH, list("tTfF"))


def load(path: Path) -> tuple[list[Any], list[Complaint]]:
    """The cases of a file as they are written, or what is wrong with the file."""
    try:
        written = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except OSError as fault:
        return [], [Complaint(0, "", f"{path} cannot be read: {fault.strerror}.")]
    except UnicodeDecodeError as fault:
        return [], [Complaint(0, "", f"{path} is not UTF-8 (byte {fault.start}).")]
    except yaml.YAMLError as fault:
        return [], [Complaint(0, "", f"{path} is not valid YAML: {_where(fault)}.")]
    except (ValueError, RecursionError) as fault:  # a number of thousands of digits, lists within lists
        return [], [Complaint(0, "", f"{path} cannot be read: {fault}.")]
    if not isinstance(written, list) or not written:
        return [], [Complaint(0, "", f"{path} holds no cases; a list of cases is expected.")]
    return written, []


def read(cases: Iterable[Any], *, books: Books, as_of: date) -> tuple[list[tuple[str, Facts]], list[Complaint]]:
    """The facts of every case with its id, or every complaint. `as_of` stands in where a case names no day."""
    found: list[tuple[str, Facts]] = []
    complaints: list[Complaint] = []
    seen: set[str] = set()
    for number, case in enumerate(cases, 1):
        name = str(case["id"]) if isinstance(case, dict) and case.get("id") is not None else ""
        if not name:
            complaints.append(Complaint(number, "", "id: anything unique is expected."))
        elif name in seen:
            complaints.append(Complaint(number, name, "id: another case has the same."))
        seen.add(name)
        facts, problems = engine.read(case, book=books(day_of(case) or as_of), as_of=as_of)
        complaints += [Complaint(number, name, problem.says) for problem in problems]
        if facts is not None:
            found.append((name, facts))
    return found, complaints


def answers(cases: Iterable[tuple[str, Facts]], *, books: Books) -> Iterator[list[str]]:
    """For each case its lines, one JSON object per regime that has a say."""
    for name, facts in cases:
        results = engine.determine(facts, books(facts.as_of))
        yield [json.dumps({"id": name, **result.contract()}, ensure_ascii=False) for result in results]


@contextmanager
def writing(out: Path | None, otherwise: Any) -> Iterator[Callable[[str], None]]:
    """
    A function that writes lines to the file, or to the stream if there is none. The file appears whole or not at all.

    :raises Invalid: if nothing can be written there
    """
    if out is None:
        yield lambda line: otherwise.write(line + "\n", ending="")
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as fault:
        raise Invalid(f"{out} cannot be written: {fault.strerror}.", field="out") from fault
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield lambda line: print(line, file=file)
        Path(name).replace(out)
    except OSError as fault:
        Path(name).unlink(missing_ok=True)
        raise Invalid(f"{out} cannot be written: {fault.strerror}.", field="out") from fault
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _where(fault: yaml.YAMLError) -> str:
    mark = getattr(fault, "problem_mark", None)
    what = str(getattr(fault, "problem", None) or fault).strip()
    return f"line {mark.line + 1}: {what}" if mark else what
