"""
The written knowledge of the engine: small files beside this one, each with its source on the first lines.

Every table is read once per process. Changing any of them changes scores, so raise NORMALISER_VERSION with it.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table as dictionaries; lines that begin with # are notes."""
    text = resources.files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(columns, line.split("\t"), strict=True))


def forms(row: dict[str, str], column: str) -> list[str]:
    """Return the forms of a cell that holds several, separated by semicolons."""
    return [form.strip() for form in row[column].split(";") if form.strip()]


@cache
def families() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the families of given names and of romanised surnames: kind and members."""
    return tuple((row["kind"], tuple(row["forms"].split())) for row in rows("nicknames"))


@cache
def titles() -> dict[str, str]:
    """Return word to class: title or particle."""
    return {row["word"]: row["class"] for row in rows("titles")}


@cache
def acronyms() -> dict[str, tuple[str, ...]]:
    """Return short form to the words it stands for."""
    return {row["short"]: tuple(forms(row, "words")) for row in rows("acronyms")}
