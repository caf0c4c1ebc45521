"""
The regimes beside each other: thresholds that speak of the same feature, aligned, with the differences marked.

A criterion is turned into its alternatives, each a set of bounds, one per parameter. Where all alternatives of a
feature are told apart by one figure (the qubit counts of the bands), its intervals make the columns; else every
alternative is a row of its own. The first regime that holds the feature is what the others are compared with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.controls import wording
from compliance.controls.alternatives import Alternative, Bound, alternatives
from compliance.controls.book import Book
from compliance.controls.rows import RECALLED, CrosswalkCell, Entry, Paragraph

ORDER = ("US-EAR", "UK", "EU", "CA", "AU", "JP")
NOT_LISTED = "not listed"
SEVERAL = 2  # a regime that repeats more rows than this unread is named below the table


@dataclass(frozen=True, slots=True)
class Cell:
    """One threshold of one regime; `differs` is what the first regime says instead."""

    text: str
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One regime's row of a feature."""

    entry: Entry
    regime: str
    paragraph: str
    cells: tuple[Cell, ...]
    recalled: bool


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a basket with a line for every regime that holds it."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    alike: tuple[Line, ...] = ()  # further regimes with the same figures, which need no row of their own
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one entry says of a feature: its alternatives, each with the paragraph it comes from."""

    entry: Entry
    pairs: tuple[tuple[Paragraph, Alternative], ...]

    @property
    def alternatives(self) -> list[Alternative]:
        return [alternative for _, alternative in self.pairs]


def features(book: Book, basket: str) -> list[Feature]:
    """Every feature of the basket that a regime's entry puts into figures or questions."""
    held: dict[str, list[Said]] = {}
    for entry in sorted(book.entries_in(basket), key=lambda entry: rank(entry.regime)):
        for title, said in _by_feature(entry, basket, book).items():
            held.setdefault(title, []).append(said)
    return [_feature(book, title, said) for title, said in held.items()]


def without_figures(book: Book, basket: str) -> list[Entry]:
    """The entries of the basket that no table of a feature shows: their text was not read, or has no test."""
    ordered = sorted(book.entries_in(basket), key=lambda entry: rank(entry.regime))
    return [entry for entry in ordered if not _by_feature(entry, basket, book)]


def crosswalk(book: Book, basket: str) -> list[tuple[str, list[CrosswalkCell]]]:
    """The themes of the basket, each with the regimes that had an entry on it on the day."""
    found = []
    for theme in book.crosswalk_of(basket):
        cells = [cell for cell in theme.cells if any(book.find(Entry, code) for code in cell.entries)]
        if cells:
            found.append((theme.title, cells))
    return found


def rank(regime: str) -> tuple[int, str]:
    """The order in which regimes stand beside each other."""
    return (ORDER.index(regime) if regime in ORDER else len(ORDER), regime)


def _by_feature(entry: Entry, basket: str, book: Book) -> dict[str, Said]:
    shelves: dict[str, list[tuple[Paragraph, Alternative]]] = {}
    for paragraph in entry.paragraphs_for(basket):
        if paragraph.feature and paragraph.criterion is not None:
            pairs = [(paragraph, each) for each in alternatives(paragraph.criterion, book)]
            shelves.setdefault(paragraph.feature, []).extend(pairs)
    return {title: Said(entry, tuple(pairs)) for title, pairs in shelves.items()}


def _feature(book: Book, title: str, said: Sequence[Said]) -> Feature:
    names = list(dict.fromkeys(name for each in said for found in each.alternatives for name in found))
    band = next((name for name in names if _tells_apart(name, said)), "")
    if band:
        return _in_bands(book, title, said, band, [name for name in names if name != band])
    rows = [_in_rows(book, each, names, said[0]) for each in said]
    several = any(len(each.pairs) > 1 for each in said)
    note = "Each row is one way to be covered; one is enough." if several else ""
    heads = tuple(wording.title(name, book) for name in names)
    return Feature(title, heads, *_folded(rows), note)


def _tells_apart(name: str, said: Sequence[Said]) -> bool:
    """Whether this figure is in every alternative of every regime, and differs between all that a regime has."""
    return all(
        len(each.pairs) > 1
        and all(name in found and not found[name].value for found in each.alternatives)
        and len({found[name] for found in each.alternatives}) == len(each.pairs)
        for each in said
    )


def _in_bands(book: Book, title: str, said: Sequence[Said], band: str, others: list[str]) -> Feature:
    columns = sorted({found[band] for each in said for found in each.alternatives}, key=Bound.position)
    first: dict[Bound, str] = {}
    lines = []
    for each in said:
        cells = {found[band]: _rest(found, others, book) for found in each.alternatives}
        first = first or cells
        row = (_cell(cells.get(column, NOT_LISTED), first.get(column, NOT_LISTED)) for column in columns)
        lines.append([_line(book, each.entry, [paragraph for paragraph, _ in each.pairs], tuple(row))])
    named = " and ".join(wording.title(name, book) for name in others)
    note = f"Columns: {wording.title(band, book)}. Cells: {named}."
    return Feature(title, tuple(column.text for column in columns), *_folded(lines), note)


def _folded(rows: list[list[Line]]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines to show, and one line for each regime that only repeats the first, unread."""
    shown, alike = [], []
    for lines in rows:
        repeats = lines[0].recalled and (lines[0].entry.regime not in ORDER or len(lines) > SEVERAL)
        if repeats and len(lines) == len(rows[0]) and not any(cell.differs for line in lines for cell in line.cells):
            alike.append(lines[0])
        else:
            shown += lines
    return tuple(shown), tuple(alike)


def _rest(found: Alternative, others: list[str], book: Book) -> str:
    said = [(wording.title(name, book), found[name].text) for name in others if name in found]
    return "; ".join(text if len(others) == 1 else f"{name} {text}" for name, text in said) or "any"


def _in_rows(book: Book, said: Said, names: list[str], first: Said) -> list[Line]:
    alike = len(first.pairs) == len(said.pairs)
    lines = []
    for (paragraph, found), (_, against) in zip(said.pairs, first.pairs if alike else said.pairs, strict=True):
        cells = tuple(_cell(_text(found.get(name)), _text(against.get(name))) for name in names)
        lines.append(_line(book, said.entry, [paragraph], cells))
    return lines


def _text(bound: Bound | None) -> str:
    return bound.text if bound is not None else ""


def _cell(text: str, first: str) -> Cell:
    return Cell(text, (first or "nothing") if text != first else "")


def _line(book: Book, entry: Entry, paragraphs: Sequence[Paragraph], cells: tuple[Cell, ...]) -> Line:
    regime = book.regime(entry.regime)
    codes = list(dict.fromkeys(paragraph.code for paragraph in paragraphs if paragraph.code))
    span = f"{codes[0]} to {codes[-1]}" if len(codes) > 1 else "".join(codes)
    recalled = not entry.verified or any(paragraph.confidence == RECALLED for paragraph in paragraphs)
    return Line(entry, regime.title.partition(",")[0] if regime else entry.regime, span, cells, recalled)
