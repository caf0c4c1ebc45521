"""Reads every entry of a regime that may speak of an item, and tells how the item stands to it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from compliance.classification.engine.facts import Item
from compliance.classification.engine.headroom import Headroom, of
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
from compliance.classification.engine.outlines import Outline, Paragraphs, outline, purposes
from compliance.controls.book import Book
from compliance.controls.rows import Entry, Paragraph, Parameter

ORDER = {MET: 0, UNKNOWN: 1, NOT_MET: 2}


class ParagraphReading(NamedTuple):
    """One paragraph and how the item stands to it."""

    paragraph: Paragraph
    verdict: Verdict

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
    def undivided(self) -> bool:
        """Whether it may be met by words that no paragraph number is held for, so that no scope can be placed."""
        return any(not each.paragraph.code and each.truth != NOT_MET for each in self.paragraphs)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The entry and the paragraphs that single the item out: 4A906, 4A906.a.2."""
        number = self.entry.number
        return (number, *(f"{number}.{code}" for code in self.met_paragraphs))

    def names_purpose(self, item: str) -> bool:
        """Whether the entry speaks of software or technology for this thing."""
        named = (name for each in self.entry.paragraphs for name in purposes(each.criterion))
        return any(covers(name, item) or covers(item, name) for name in named)

    @property
    def code(self) -> str:
        """The same with its regime: US-EAR:4A906.a.2."""
        return self.entry.code + self.name.removeprefix(self.entry.number)

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

    def headroom(self, reading: ParagraphReading) -> tuple[Headroom, ...]:
        """How far the item is from each figure of the paragraph."""
        return of(reading.paragraph.criterion, self.item)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        return unique(name for each in self.met for name in each.names)


def assess(item: Item, regime: str, book: Book, outlined: Outline | None = None) -> Assessment:
    """Read the entries of this regime that may speak of the item, those that are met first."""
    outlined = outlined or outline(item, regime, book)
    item = item.saying({each.code: each.implied for each in outlined.implied})
    readings = []
    for entry, paragraphs in outlined.entries:
        reading = read(entry, paragraphs, item)
        if reading.truth == UNKNOWN and outlined.half_implied:
            reading = _settled_shorter(reading, paragraphs, item, outlined)
        readings.append(reading)
    readings = [_left_over(each, readings) if each.entry.residual else each for each in readings]
    readings.sort(key=lambda each: (ORDER[each.truth], each.entry.residual, each.entry.number))
    return Assessment(regime, item, tuple(readings), outlined.implied)


def _left_over(reading: Reading, readings: list[Reading]) -> Reading:
    """An entry for what is named nowhere else is met only once nothing else is, and not at all once something is."""
    listed = {each.truth for each in readings if not each.entry.residual}
    if MET in listed:
        return replace(reading, verdict=Verdict(NOT_MET))
    if UNKNOWN in listed and reading.truth == MET:
        settles = unique(name for each in readings if not each.entry.residual for name in each.settles)
        return replace(reading, verdict=Verdict(UNKNOWN, settles))
    return reading


def _settled_shorter(reading: Reading, paragraphs: Paragraphs, item: Item, outlined: Outline) -> Reading:
    """Name the shorter way to certainty: the missing C-NOT error instead of what follows from its being given."""
    for parameter in outlined.half_implied:
        if parameter.code in reading.settles:
            missing = [name for name in parameter.implied_by if name not in item.values]
            said = item.saying({parameter.code: parameter.implied})
            shorter = unique((*missing, *read(reading.entry, paragraphs, said).settles))
            reading = replace(reading, verdict=reading.verdict._replace(settles=shorter))
    return reading


# The judgement ---------------------------------------------------------------------------------------------


def read(entry: Entry, paragraphs: Paragraphs, item: Item) -> Reading:
    """How the item stands to the entry and to those of its paragraphs that are looked at."""
    left_out = judge(entry.unless, item) if entry.unless else None
    read_ = tuple(ParagraphReading(each, _judged(each, item, left_out)) for each in paragraphs)
    verdict = some([each.verdict for each in read_]) if read_ else Verdict(UNKNOWN)
    return Reading(entry, verdict, read_)


def _judged(paragraph: Paragraph, item: Item, left_out: Verdict | None) -> Verdict:
    verdict = judge(paragraph.criterion, item)
    if verdict.truth != NOT_MET:
        if paragraph.unless is not None:
            verdict = but_not(verdict, judge(paragraph.unless, item))
        if left_out is not None:
            verdict = but_not(verdict, left_out)
    return verdict._replace(recalled=True) if paragraph.confidence != "verified" else verdict
