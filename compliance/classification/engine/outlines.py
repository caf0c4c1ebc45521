"""
Which entries may speak of an item, by what is said of it and not by the values.

Two items of one shape, the same kind, basket and purpose with the same parameters given, are compared with the same
paragraphs; so that is found once for each shape.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass

from compliance.classification.engine.facts import HARDWARE, MATERIAL, Item
from compliance.classification.engine.judging import covers
from compliance.controls.book import Book
from compliance.controls.criteria import Criterion, ForItem, leaves, parameters_of
from compliance.controls.rows import Entry, Paragraph, Parameter

PHYSICAL_KINDS = frozenset({HARDWARE, MATERIAL})
CATEGORY = re.compile(r"\d[A-E]\d{3}")

Paragraphs = tuple[Paragraph, ...]


@dataclass(frozen=True)
class Outline:
    """The entries that an item of some shape is compared with, and the answers that its parameters imply."""

    entries: tuple[tuple[Entry, Paragraphs], ...]
    implied: tuple[Parameter, ...] = ()  # a thing with qubits and a C-NOT error is taken for a machine
    half_implied: tuple[Parameter, ...] = ()  # one of the two is given, and the other would imply it


def shape(item: Item, regime: str) -> Hashable:
    """What an outline depends on."""
    return regime, item.kind, item.basket, item.for_item, tuple(name for name, _ in item.parameters)


def outline(item: Item, regime: str, book: Book) -> Outline:
    """
    The entries that may speak of the item: those of its basket, and those elsewhere that it gives itself away to.

    A thing gives itself away by a parameter that only the other basket's entries ask for; software and technology by
    the entry that they are for.
    """
    candidates = [each for each in book.parameters if each.implied_by and item.basket in each.baskets]
    unsaid = [each for each in candidates if each.code not in item.values]
    implied = tuple(each for each in unsaid if all(name in item.values for name in each.implied_by))
    half = tuple(e for e in unsaid if e not in implied and any(name in item.values for name in e.implied_by))
    item = item.saying({each.code: each.implied for each in implied})
    entries = (entry for entry in book.entries_of(regime) if _kind_fits(entry, item) and _speaks_of(entry, item, book))
    return Outline(tuple((entry, _looked_at(entry, item)) for entry in entries), implied, half)


def _looked_at(entry: Entry, item: Item) -> Paragraphs:
    return tuple(each for each in entry.paragraphs if _is_looked_at(each, item))


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
    wanted = [name for each in entry.paragraphs for name in purposes(each.criterion)]
    if item.for_item:
        return any(covers(name, item.for_item) or covers(item.for_item, name) for name in wanted)
    return any(found.basket == item.basket for name in wanted for found, _ in book.item(name))


def purposes(criterion: Criterion | None) -> list[str]:
    """The things that the criterion names as what software or technology is for."""
    return [name for leaf in leaves(criterion) if isinstance(leaf, ForItem) for name in leaf.items]


def _is_looked_at(paragraph: Paragraph, item: Item) -> bool:
    if not paragraph.baskets or item.basket in paragraph.baskets:
        return True
    return any(name in item.values for name in parameters_of(paragraph.criterion))
