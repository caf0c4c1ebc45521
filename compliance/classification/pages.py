"""What the pages show, worked out: templates only draw."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from compliance.classification.engine import Assessment, Item, Outcome, ParagraphReading, Reading
from compliance.classification.engine.crossing import nearest
from compliance.classification.engine.headroom import spoken
from compliance.classification.engine.judging import MET, NOT_MET, UNKNOWN
from compliance.classification.engine.outcomes import LABELS
from compliance.classification.states import OUTCOME_TONES
from compliance.controls import bands, comparison
from compliance.controls.book import Book
from compliance.controls.criteria import plain, pretty_unit
from compliance.controls.rows import Entry
from portal.core.interface import Row

TRUTH = {
    MET: ("Describes it", "moving"),
    UNKNOWN: ("Not settled", "waiting"),
    NOT_MET: ("Does not describe it", "done"),
}
STATUS = {
    "satisfied": ("Satisfied", "done"),
    "to_be_confirmed": ("To be confirmed", "waiting"),
    "not_satisfied": ("Not available", "quiet"),
}


@dataclass(frozen=True)
class Figure:
    """One figure of one paragraph, the item's own beside it, and how much room there is."""

    paragraph: str
    parameter: str
    threshold: str
    yours: str
    room: str
    inside: bool


@dataclass(frozen=True)
class EntryLine:
    """One entry and how the item stands to it."""

    entry: Entry
    name: str
    truth: str
    tone: str
    said: tuple[str, ...]
    settles: tuple[str, ...]
    figures: tuple[Figure, ...]
    unverified: bool
    nearest: str = ""  # what would have to change before it is described

    @property
    def likeness(self) -> tuple[object, ...]:
        """Equal for entries that say the same of the item, whatever their numbers are."""
        figures = tuple((each.parameter, each.threshold, each.room) for each in self.figures)
        return self.truth, self.unverified, figures, self.settles, self.nearest.rpartition(" (")[0]


@dataclass(frozen=True)
class RegimeCard:
    """One regime's list and how the item stands to it."""

    code: str
    title: str
    lines: tuple[EntryLine, ...]
    alike: tuple[str, ...] = ()  # further regimes whose lists say the same of the item

    @property
    def short(self) -> str:
        """The place, without the name of its list."""
        return self.title.partition(",")[0]

    @property
    def leading(self) -> EntryLine:
        """The line that says most: an entry that describes the item, else one that is open, else the nearest."""
        first = self._listed[0]
        far = first.truth == TRUTH[NOT_MET][0]
        return next((line for line in self._listed if line.nearest), first) if far else first

    @property
    def _listed(self) -> tuple[EntryLine, ...]:
        """Without residual entries, which speak of whatever nothing else describes."""
        return tuple(line for line in self.lines if not line.entry.residual) or self.lines

    @property
    def summary(self) -> str:
        met = [line.name for line in self.lines if line.truth == TRUTH[MET][0]]
        if met:
            return f"Described by {', '.join(met)}"
        if any(line.truth == TRUTH[UNKNOWN][0] for line in self._listed):
            return "Not settled"
        residual = [line.name for line in self.lines if line.truth == TRUTH[UNKNOWN][0]]
        said = "Not described by any entry that is held"
        return f"{said}; perhaps residual, {', '.join(residual)}" if residual else said


def cards(assessments: Iterable[Assessment], book: Book) -> list[RegimeCard]:
    """How the item stands to every list, the institution's own regime and the most telling first."""
    made = [
        RegimeCard(a.regime, _title(a.regime, book), tuple(_line(r, a, book) for r in a.readings)) for a in assessments
    ]
    return sorted(made, key=lambda card: comparison.rank(card.code))


def folded(found: list[RegimeCard]) -> list[RegimeCard]:
    """One card for regimes whose unverified lists say the same of the item; what was read keeps a card of its own."""
    shown: dict[tuple[object, ...], RegimeCard] = {}
    for card in found:
        sure = not any(line.unverified for line in card.lines)
        key = (card.code,) if sure else tuple(line.likeness for line in card.lines)
        if key in shown:
            shown[key] = replace(shown[key], alike=(*shown[key].alike, card.short))
        else:
            shown[key] = card
    return list(shown.values())


def settling(assessments: Iterable[Assessment], book: Book) -> list[str]:
    """The questions whose answers would settle what is open, each once."""
    names = dict.fromkeys(name for a in assessments for name in a.settles)
    return [question(name, book) for name in names]


def question(name: str, book: Book) -> str:
    """What would have to be said, as the item form asks it."""
    parameter = book.parameter(name.removeprefix("item."))
    if parameter is not None:
        return parameter.question
    return FIELDS.get(name, name.replace("_", " ").replace(".", ": "))


FIELDS = {
    "for_item": "Which listed thing is it for?",
    "item.us_origin": "Is it of US origin?",
    "recipient.screening": "Has the recipient been screened?",
    "recipient.country": "From which country is the organisation?",
    "recipient.most_recent_citizenship": "What is the recipient's most recent citizenship?",
    "recipient.most_recent_residence": "Which citizenship or permanent residence is the most recent?",
    "end_use.wmd": "Is a use for weapons of mass destruction known?",
    "end_use.military": "Is a military use known?",
    "end_use.supercomputer": "Is a use in a supercomputer known?",
    "end_use.military_intelligence": "Is a use by military intelligence known?",
}


def facts_of(item: Item, book: Book) -> list[Row]:
    """What was said of the item, as facts to read."""
    basket = book.basket(item.basket)
    rows = [Row(key="Technology", value=basket.title if basket else item.basket), Row(key="Kind", value=item.kind)]
    if item.for_item:
        rows.append(Row(key="For", value=item.for_item))
    for name, value in item.parameters:
        parameter = book.parameter(name)
        if parameter is not None:
            shown = dict(parameter.choices).get(str(value), plain(value))
            rows.append(Row(key=parameter.title, value=f"{shown} {pretty_unit(parameter.unit)}".strip()))
    return rows


def band_chart(item: Item, assessments: Iterable[Assessment], book: Book, *, label: str = "Your item") -> Any:
    """The bands of the basket with the item's point on it, if the basket has some and the item both figures."""
    basket = book.basket(item.basket)
    if basket is None or not basket.chart:
        return None
    regime, _, number = basket.chart.partition(":")
    listed = any(reading.entry.number == number for a in assessments if a.regime == regime for reading in a.met)
    across, upwards = item.values.get("physical_qubits"), item.values.get("cnot_error")
    both = isinstance(across, Decimal) and isinstance(upwards, Decimal) and across > 0
    points = [(label, across, upwards, listed)] if both else []
    return bands.chart(book, basket.chart, points)  # type: ignore[arg-type]


def outcome_tag(outcome: str) -> tuple[str, str]:
    """The words and the tone of an outcome."""
    return LABELS[Outcome(outcome)], OUTCOME_TONES[Outcome(outcome)]


def _title(regime: str, book: Book) -> str:
    row = book.regime(regime)
    return row.title if row else regime


def _line(reading: Reading, assessment: Assessment, book: Book) -> EntryLine:
    words, tone = TRUTH[reading.truth]
    said = tuple(each.paragraph.says for each in reading.paragraphs if each.truth == MET)
    figures = [figure for each in _telling(reading) for figure in _figures(each, assessment, book)]
    settles = tuple(question(name, book) for name in reading.settles)
    near = _nearest(reading, assessment, book)
    return EntryLine(reading.entry, reading.name, words, tone, said, settles, tuple(figures), reading.recalled, near)


def _nearest(reading: Reading, assessment: Assessment, book: Book) -> str:
    """The smallest change that would cross the line, in a sentence without its full stop."""
    crossing = nearest(reading, assessment.item)
    if crossing is None:
        return ""
    steps = [f"{_titled(step.parameter, book)} {step.leaf.stated}" for step in crossing.steps]
    paragraph = f" ({crossing.paragraph})" if crossing.paragraph else ""
    return f"Crossed at {' with '.join(steps)}, a factor of {spoken(crossing.factor)} away{paragraph}"


def _titled(parameter: str, book: Book) -> str:
    found = book.parameter(parameter)
    return found.title if found else parameter


def _telling(reading: Reading) -> list[ParagraphReading]:
    """The paragraphs whose figures say most: those that are met, else the nearest ones."""
    met = [each for each in reading.paragraphs if each.truth == MET]
    return met or list(reading.paragraphs)


def _figures(reading: ParagraphReading, assessment: Assessment, book: Book) -> Iterable[Figure]:
    for each in assessment.headroom(reading):
        parameter = book.parameter(each.parameter)
        unit = parameter.unit if parameter else ""
        yield Figure(
            reading.paragraph.code or "heading",
            _titled(each.parameter, book),
            each.leaf.stated,
            f"{plain(each.value)} {pretty_unit(unit)}".strip(),
            each.says(unit),
            each.inside,
        )


def step(kept: dict[str, Any]) -> dict[str, str]:
    """One line of a kept trace, as the component takes it."""
    unread = "" if kept["verified"] else " Unverified: nobody has read this in the text."
    inputs = ", ".join(part for part in (*kept["uses"], kept["version"]) if part)
    return {
        "rule": kept["rule"],
        "text": f"{kept['says']}{unread}",
        "citation": kept["citation"],
        "outcome": kept["outcome"],
        "inputs": inputs,
    }


def authorisation(kept: dict[str, Any]) -> dict[str, Any]:
    """One kept authorisation with its conditions, as the page draws it."""
    words, tone = STATUS[kept["status"]]
    conditions = [(one["text"], *STATUS[one["status"]], one["source"]) for one in kept["conditions"]]
    barred = [one["text"] for one in kept["conditions"] if one["status"] == "not_satisfied"]
    return {**kept, "label": words, "tone": tone, "conditions": conditions, "barred": barred}
