"""Criteria in words: what a paragraph asks for, as a reader says it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from compliance.controls.book import Book
from compliance.controls.criteria import SPOKEN, AllOf, AnyOf, Criterion, ForItem, Leaf, Question, plain, pretty_unit

REQUIREMENTS = {
    "worldwide": "A licence for every destination, whatever the country chart says",
    "all_destinations": "A licence for every destination",
    "chart": "As the country chart says for each reason for control",
    "none": "None for the item itself",
    "unknown": "Not known",
}
MODES = {"worldwide": "Every destination", "chart": "Country chart", "special": "A rule of its own"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence, or a heading with the sentences below it."""

    text: str
    parts: "tuple[Phrase, ...]" = ()
    recalled: bool = False


def phrase(criterion: Criterion | None, book: Book) -> Phrase | None:
    """The criterion in words; bounds of one figure are said together."""
    if criterion is None:
        return None
    if isinstance(criterion, AllOf):
        return Phrase("All of these", tuple(_together(criterion.parts, book)))
    if isinstance(criterion, AnyOf):
        return Phrase("One of these is enough", tuple(_inline(part, book) for part in criterion.parts))
    return Phrase(_leaf(criterion, book), recalled=criterion.confidence == "recalled")


def in_one_line(criterion: Criterion | None, book: Book) -> str:
    """The criterion as one line of text, for comparisons and for the command line."""
    said = phrase(criterion, book)
    return "" if said is None else _line(said)


def _line(said: Phrase) -> str:
    if not said.parts:
        return said.text
    joiner = "; or " if said.text.startswith("One") else "; "
    return joiner.join(_line(part) for part in said.parts)


def _inline(part: Criterion, book: Book) -> Phrase:
    """A branch of short comparisons is said in one sentence."""
    if isinstance(part, AllOf) and all(isinstance(each, Leaf | Question | ForItem) for each in part.parts):
        said = list(_together(part.parts, book))
        return Phrase("; ".join(each.text for each in said), recalled=any(each.recalled for each in said))
    found = phrase(part, book)
    assert found is not None
    return found


def _together(parts: Iterable[Criterion], book: Book) -> Iterator[Phrase]:
    def figure(part: Criterion) -> str:
        return part.parameter if isinstance(part, Leaf) and part.is_numeric else ""

    for name, group in groupby(parts, key=figure):
        found = list(group)
        if name and len(found) > 1:
            yield _bounds(name, found, book)
        else:
            yield from (_inline(part, book) for part in found)


def _bounds(name: str, found: list[Criterion], book: Book) -> Phrase:
    said = [each for each in found if isinstance(each, Leaf)]
    bounds = " and ".join(f"{SPOKEN[each.op]} {figure(each)}" for each in said)
    return Phrase(f"{title(name, book)}: {bounds}", recalled=any(each.confidence == "recalled" for each in said))


def _leaf(leaf: Leaf | Question | ForItem, book: Book) -> str:
    if isinstance(leaf, ForItem):
        return f"For {', '.join(leaf.items)}"
    if isinstance(leaf, Question):
        parameter = book.parameter(leaf.parameter)
        return parameter.question if parameter else leaf.parameter
    said = f"{title(leaf.parameter, book)}: {spoken(leaf, book)}"
    return f"{said} ({leaf.qualifier})" if leaf.qualifier else said


def spoken(leaf: Leaf, book: Book) -> str:
    """The right-hand side of a comparison: "at least 600 µW", "yes", "Silicon or Germanium"."""
    if leaf.is_numeric:
        return f"{SPOKEN[leaf.op]} {figure(leaf)}"
    if isinstance(leaf.value, bool):
        return plain(leaf.value)
    parameter = book.parameter(leaf.parameter)
    labels = dict(parameter.choices) if parameter else {}
    values = leaf.value if isinstance(leaf.value, tuple) else (str(leaf.value),)
    return " or ".join(labels.get(value, value) for value in values)


def figure(leaf: Leaf) -> str:
    """The number with its unit."""
    return f"{plain(leaf.value)} {pretty_unit(leaf.unit)}".strip()


def title(parameter: str, book: Book) -> str:
    """What the parameter is called."""
    found = book.parameter(parameter)
    return found.title if found else parameter
