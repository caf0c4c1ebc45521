"""What changed between two versions of a row, told so that a reader sees it: by field, before and after."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal

from compliance.controls import wording
from compliance.controls.book import Book
from compliance.controls.criteria import AllOf, AnyOf, ForItem, Leaf, Question, plain
from compliance.controls.rows import Row

SILENT = {"code", "valid_from", "valid_to"}
NAMED = {"says": "Wording", "same_as": "Read like", "members": "Members", "columns": "Marked columns"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed. For lists, what came and what went."""

    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if not self.before:
            return f"{self.what}: new: {self.after}"
        if not self.after:
            return f"{self.what}: gone: {self.before}"
        return f"{self.what}: {self.before} → {self.after}"


def between(old: Row, new: Row, book: Book) -> list[Difference]:
    """Everything that a reader would notice, in the order of the fields."""
    return list(_fields(old, new, "", book))


def _fields(old: object, new: object, at: str, book: Book) -> Iterator[Difference]:
    for each in fields(new):  # type: ignore[arg-type]
        if each.name not in SILENT:
            before, after = getattr(old, each.name), getattr(new, each.name)
            if before != after:
                yield from _values(before, after, _named(at, each.name), book)


def _values(before: object, after: object, what: str, book: Book) -> Iterator[Difference]:
    if isinstance(before, tuple) and isinstance(after, tuple):
        yield from _lists(before, after, what, book)
    elif is_dataclass(before) and is_dataclass(after) and type(before) is type(after) and hasattr(after, "code"):
        yield from _fields(before, after, what, book)
    else:
        yield Difference(what, said(before, book), said(after, book))


def _lists(before: tuple, after: tuple, what: str, book: Book) -> Iterator[Difference]:
    """Things with a code are compared one by one; plain values come and go."""
    if all(hasattr(each, "code") for each in (*before, *after)):
        old, new = _by_code(before), _by_code(after)
        for code in dict.fromkeys((*old, *new)):
            named = f"{what} {' '.join(filter(None, code))}".strip()
            if code in old and code in new:
                yield from _fields(old[code], new[code], named, book)
            else:
                yield Difference(named, said(old.get(code), book), said(new.get(code), book))
        return
    gone = [said(each, book) for each in before if each not in after]
    come = [said(each, book) for each in after if each not in before]
    yield Difference(what, ", ".join(gone), ", ".join(come))


def _by_code(items: tuple) -> dict[tuple[str, ...], object]:
    """Things by their code; reasons for control share one and are told apart by column and scope."""
    return {(each.code, getattr(each, "column", ""), getattr(each, "scope", "")): each for each in items}


def said(value: object, book: Book) -> str:
    """A value as a reader says it."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, AllOf | AnyOf | Leaf | ForItem | Question):
        return wording.in_one_line(value, book)
    if isinstance(value, bool | Decimal):
        return plain(value)
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, tuple):
        return ", ".join(said(each, book) for each in value)
    if is_dataclass(value):
        shown = (said(getattr(value, each.name), book) for each in fields(value) if each.name != "confidence")
        return "; ".join(text for text in shown if text)
    return str(value)


def _named(at: str, name: str) -> str:
    word = NAMED.get(name, name.replace("_", " ").capitalize())
    return f"{at}, {word[0].lower()}{word[1:]}" if at else word
