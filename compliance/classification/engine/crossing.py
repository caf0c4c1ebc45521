"""The nearest way across the line: which figures would have to change before an entry describes the item."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

from compliance.classification.engine.assessing import ParagraphReading, Reading
from compliance.classification.engine.facts import Item
from compliance.classification.engine.headroom import Headroom, of
from compliance.classification.engine.judging import MET, NOT_MET, judge
from compliance.controls.criteria import AllOf, AnyOf, Criterion

Way = tuple[Criterion, ...]
WAYS = 128  # a paragraph with more ways to be met than this is not looked through


@dataclass(frozen=True)
class Crossing:
    """What would have to change: the figures that keep one paragraph from being met, and nothing else does."""

    paragraph: str
    steps: tuple[Headroom, ...]

    @property
    def factor(self) -> Decimal:
        """By how much the figure that is furthest away would have to change."""
        return max((step.factor for step in self.steps if step.factor is not None), default=Decimal(0))


def nearest(reading: Reading, item: Item) -> Crossing | None:
    """The crossing that takes the least change, if figures alone keep the entry from describing the item."""
    if reading.truth == MET:
        return None
    found = (crossing for each in reading.paragraphs for crossing in _of(each, item))
    return min(found, key=lambda crossing: (crossing.factor, len(crossing.steps)), default=None)


def _of(reading: ParagraphReading, item: Item) -> Iterator[Crossing]:
    paragraph = reading.paragraph
    if paragraph.criterion is None or (paragraph.unless is not None and judge(paragraph.unless, item).truth == MET):
        return
    for way in islice(ways(paragraph.criterion), WAYS):
        failing = [part for part in way if judge(part, item).truth == NOT_MET]
        steps = tuple(step for part in failing for step in of(part, item) if step.factor is not None)
        if failing and len(steps) == len(failing):
            yield Crossing(paragraph.code, steps)


def ways(criterion: Criterion) -> Iterator[Way]:
    """Every way in which the criterion can be met: each a set of comparisons that all have to hold."""
    if isinstance(criterion, AnyOf):
        for part in criterion.parts:
            yield from ways(part)
    elif isinstance(criterion, AllOf):
        for chosen in product(*(tuple(islice(ways(part), WAYS)) for part in criterion.parts)):
            yield tuple(leaf for way in chosen for leaf in way)
    else:
        yield (criterion,)
