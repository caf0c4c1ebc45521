"""Reads every entry of a regime that may speak of an item, and tells how the item stands to it."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from compliance.classification.engine import headroom as distances
from compliance.classification.engine.facts import HARDWARE, MATERIAL, Item
from compliance.classification.engine.judging import (
    MET,
    NOT_MET,
    UNKNOWN,
    Verdict,
    but_not,
    covers,
    judge,
    some,
    unique,
)
from compliance.controls.book import Book
from compliance.controls.criteria import Criterion, ForItem, leaves, parameters_of
from compliance.controls.rows import Entry, Paragraph, Parameter

PHYSICAL_KINDS = frozenset({HARDWARE, MATERIAL})
CATEGORY = re.compile(r"\d[A-E]\d{3}")
ORDER = {MET: 0, UNKNOWN: 1, NOT_MET: 2}


@dataclass(frozen=True)
class ParagraphReading:
    """One paragraph and how the item stands to it."""

    paragraph: Paragraph
    verdict: Verdict
    headroom: tuple[distances.Headroom, ...] = ()

    @property
    def truth(self) -> str:
        return self.verdict.truth


@dataclass(frozen=True)
class Reading:
    """One entry and how the item stands to it."""

    entry: Entry
    verdict: Verdict
    paragraphs: tuple[ParagraphReading, ...]

    @property
    def truth(self) -> str:
        return self.verdict.truth

    @property
    def settles(self) -> tuple[str, ...]:
        return self.verdict.settles

    @cached_property
    def recalled(self) -> bool:
        """Whether the judgement rests on words that nobody could read."""
        return self.verdict.recalled or not self.entry.verified

    @cached_property
    def met_paragraphs(self) -> tuple[str, ...]:
        return tuple(each.paragraph.code for each in self.paragraphs if each.truth == MET and each.paragraph.code)

    @cached_property
    def open_paragraphs(self) -> tuple[str, ...]:
        return tuple(each.paragraph.code for each in self.paragraphs if each.truth == UNKNOWN and each.paragraph.code)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The entry and the paragraphs that single the item out: 4A906, 4A906.a.2."""
        number = self.entry.number
        return (number, *(f"{number}.{code}" for code in self.met_paragraphs))

    @property
    def name(self) -> str:
        """As short and as exact as it can be said."""
        return self.names[-1]


@dataclass(frozen=True)
class Assessment:
    """How one item stands to one regime's list."""

    regime: str
    item: Item
    readings: tuple[Reading, ...]
    implied: tuple[Parameter, ...] = ()

    @cached_property
    def met(self) -> tuple[Reading, ...]:
        return tuple(each for each in self.readings if each.truth == MET)

    @cached_property
    def unknown(self) -> tuple[Reading, ...]:
        return tuple(each for each in self.readings if each.truth == UNKNOWN)

    @cached_property
    def not_met(self) -> tuple[Reading, ...]:
        return tuple(each for each in self.readings if each.truth == NOT_MET)

    @cached_property
    def settles(self) -> tuple[str, ...]:
        """What somebody has to say before nothing is unknown."""
        return unique(name for each in self.unknown for name in each.settles)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        return unique(name for each in self.met for name in each.names)


def assess(item: Item, regime: str, book: Book) -> Assessment:
    """Read the entries of this regime that may speak of the item, those that are met first."""
    item, implied = with_implied(item, book)
    pending = pending_implications(item, book)
    readings = []
    for entry in candidates(item, regime, book):
        reading = read(entry, item)
        if reading.truth == UNKNOWN and pending:
            reading = _settled_shorter(reading, entry, item, pending)
        readings.append(reading)
    readings = [_left_over(each, readings) if each.entry.residual else each for each in readings]
    readings.sort(key=lambda each: (ORDER[each.truth], each.entry.residual, each.entry.number))
    return Assessment(regime, item, tuple(readings), implied)


def _left_over(reading: Reading, readings: list[Reading]) -> Reading:
    """An entry for what is named nowhere else is met only once nothing else is, and not at all once something is."""
    listed = {each.truth for each in readings if not each.entry.residual}
    if MET in listed:
        return replace(reading, verdict=Verdict(NOT_MET))
    if UNKNOWN in listed and reading.truth == MET:
        settles = unique(name for each in readings if not each.entry.residual for name in each.settles)
        return replace(reading, verdict=Verdict(UNKNOWN, settles))
    return reading


# What is taken as answered ---------------------------------------------------------------------------------


def with_implied(item: Item, book: Book) -> tuple[Item, tuple[Parameter, ...]]:
    """The item with the answers that others imply: a thing with qubits and a C-NOT error is taken for a machine."""
    implied = tuple(
        parameter
        for parameter in implying(item.basket, book)
        if parameter.code not in item.values and all(name in item.values for name in parameter.implied_by)
    )
    if not implied:
        return item, ()
    added = tuple((parameter.code, parameter.implied) for parameter in implied)
    return replace(item, parameters=tuple(sorted((*item.parameters, *added)))), implied


def pending_implications(item: Item, book: Book) -> tuple[Parameter, ...]:
    """The parameters that would be implied if what is half said were said in full."""
    return tuple(
        parameter
        for parameter in implying(item.basket, book)
        if parameter.code not in item.values and any(name in item.values for name in parameter.implied_by)
    )


def implying(basket: str, book: Book) -> tuple[Parameter, ...]:
    return tuple(each for each in book.parameters if each.implied_by and basket in each.baskets)


def _settled_shorter(reading: Reading, entry: Entry, item: Item, pending: tuple[Parameter, ...]) -> Reading:
    """Name the shorter way to certainty: the missing C-NOT error instead of what follows from its being given."""
    settles = set(reading.settles)
    for parameter in pending:
        if parameter.code in settles:
            missing = [name for name in parameter.implied_by if name not in item.values]
            said = replace(item, parameters=tuple(sorted((*item.parameters, (parameter.code, parameter.implied)))))
            shorter = unique((*missing, *read(entry, said).settles))
            verdict = reading.verdict._replace(settles=shorter)
            reading = replace(reading, verdict=verdict)
    return reading


# The judgement ---------------------------------------------------------------------------------------------


def read(entry: Entry, item: Item) -> Reading:
    """How the item stands to the entry and to each of its paragraphs."""
    left_out = judge(entry.unless, item) if entry.unless else None
    looked_at = [each for each in entry.paragraphs if _is_looked_at(each, item)]
    paragraphs = tuple(_read_paragraph(each, item, left_out) for each in looked_at)
    verdict = some([each.verdict for each in paragraphs]) if paragraphs else Verdict(UNKNOWN)
    return Reading(entry, verdict, paragraphs)


def _read_paragraph(paragraph: Paragraph, item: Item, left_out: Verdict | None) -> ParagraphReading:
    verdict = judge(paragraph.criterion, item)
    for exemption in (judge(paragraph.unless, item) if paragraph.unless else None, left_out):
        if exemption is not None:
            verdict = but_not(verdict, exemption)
    if paragraph.confidence != "verified":
        verdict = verdict._replace(recalled=True)
    return ParagraphReading(paragraph, verdict, distances.of(paragraph.criterion, item))


def _is_looked_at(paragraph: Paragraph, item: Item) -> bool:
    if not paragraph.baskets or item.basket in paragraph.baskets:
        return True
    return any(name in item.values for name in parameters_of(paragraph.criterion))


# Which entries are read ------------------------------------------------------------------------------------


def candidates(item: Item, regime: str, book: Book) -> list[Entry]:
    """
    The entries that may speak of the item: those of its basket, and those elsewhere that it gives itself away to.

    A thing gives itself away by a parameter that only the other basket's entries ask for; software and technology by
    the entry that they are for.
    """
    return [entry for entry in book.entries_of(regime) if _kind_fits(entry, item) and _speaks_of(entry, item, book)]


def _kind_fits(entry: Entry, item: Item) -> bool:
    if entry.kind in ("any", item.kind):
        return True
    return entry.kind in PHYSICAL_KINDS and item.kind in PHYSICAL_KINDS


def _speaks_of(entry: Entry, item: Item, book: Book) -> bool:
    if item.is_information and _is_for_another_category(entry, item):
        return False
    if item.basket == entry.basket or item.basket in entry.also_baskets:
        return not entry.paragraphs or any(_is_looked_at(each, item) for each in entry.paragraphs)
    if entry.residual:
        return False
    if item.is_information:
        return _is_for(entry, item, book)
    return any(_asks(entry, name, item.basket, book) for name in item.values)


def _is_for_another_category(entry: Entry, item: Item) -> bool:
    """4E001 speaks of category 4 alone; technology for 3A901 is not for it."""
    numbers = CATEGORY.match(entry.number), CATEGORY.match(item.for_item)
    return all(numbers) and entry.number[0] != item.for_item[0]


def _asks(entry: Entry, name: str, basket: str, book: Book) -> bool:
    parameter = book.parameter(name)
    if parameter is None or basket in parameter.baskets:
        return False
    return any(name in parameters_of(each.criterion) for each in entry.paragraphs)


def _is_for(entry: Entry, item: Item, book: Book) -> bool:
    """Whether software or technology is for something this entry names; without saying for what, for its own basket."""
    wanted = [name for each in entry.paragraphs for name in _for_items(each.criterion)]
    if item.for_item:
        return any(covers(name, item.for_item) or covers(item.for_item, name) for name in wanted)
    return any(found.basket == item.basket for name in wanted for found, _ in book.item(name))


def _for_items(criterion: Criterion | None) -> list[str]:
    return [name for leaf in leaves(criterion) if isinstance(leaf, ForItem) for name in leaf.items]
