"""A hit as an officer reads it: two aligned lines of words, and both sides with their differences marked."""

from dataclasses import dataclass
from typing import Any

from compliance.parties.evidence import Evidence
from compliance.screening.models import Hit
from compliance.screening.parsers.records import Entry

RULES = {
    "exact": "same word",
    "spelling": "spelt alike",
    "sound": "sounds alike",
    "consonants": "same consonants",
    "nickname": "nickname",
    "gloss": "same meaning",
    "initial": "initial",
    "short form": "short form",
    "joined": "joined words",
    "acronym": "acronym",
    "unmatched": "no counterpart",
}
VERDICTS = {"supports": "speaks for a match", "contradicts": "speaks against a match", "neutral": "says nothing"}
FIELDS = {
    "kind": "What they are",
    "country": "Country",
    "birth_date": "Birth date",
    "identifier": "Number",
    "address": "Address",
}


@dataclass(frozen=True)
class Pair:
    """One column of the two lines."""

    above: str
    below: str
    rule: str
    likeness: str
    tone: str


@dataclass(frozen=True)
class Drawing:
    """What the explanation of a hit shows."""

    asked: str
    listed: str
    is_weak: bool
    is_exact: bool
    pairs: list[Pair]
    figures: list[tuple[str, str]]
    qualifiers: list[tuple[str, str, str, str]]
    notes: list[str]
    versions: list[tuple[str, str]]
    sentence: str
    qualifier_head: tuple[str, ...] = ("Fact", "Party", "Listed", "What it says")


def drawing_of(hit: Hit) -> Drawing:
    """Return the drawing of a hit's explanation."""
    told = hit.explanation
    pairs = [_pair(pair) for pair in sorted(told["pairs"], key=_place)]
    return Drawing(
        asked=told["query_name"],
        listed=told["listed_name"],
        is_weak=told["strength"] == "weak",
        is_exact=told["exact"],
        pairs=pairs,
        figures=_figures(told),
        qualifiers=[_qualifier(each) for each in told["qualifiers"]],
        notes=list(told["notes"]),
        versions=[(name, str(value)) for name, value in sorted(told["versions"].items())],
        sentence=_sentence(pairs, exact=told["exact"]),
    )


def _sentence(pairs: list[Pair], *, exact: bool) -> str:
    """Return what the columns say, for somebody who has five seconds."""
    if exact:
        return "The names are the same, word for word."
    same, alike = (sum(pair.tone == tone for pair in pairs) for tone in ("done", "waiting"))
    ours = sum(pair.tone == "stopped" and bool(pair.above) for pair in pairs)
    theirs = sum(pair.tone == "stopped" and bool(pair.below) for pair in pairs)
    found = [f"{same} the same", f"{alike} alike"] if same else [f"{alike} alike"]
    lonely = [f"{ours} only in the party’s name"] * bool(ours) + [f"{theirs} only in the listed name"] * bool(theirs)
    return f"Words: {', '.join([*found, *lonely])}."


def _place(pair: dict[str, Any]) -> tuple[float, float]:
    """Order the columns by the words of the party; a listed word without counterpart follows its own place."""
    asked, listed = pair["query_at"], pair["listed_at"]
    return (min(asked), 0) if asked else (min(listed, default=99), 1)


def _pair(pair: dict[str, Any]) -> Pair:
    lonely = not pair["query"] or not pair["listed"]
    tone = "stopped" if lonely else "done" if pair["similarity"] >= 0.999 else "waiting"
    return Pair(
        above=pair["query"],
        below=pair["listed"],
        rule=RULES.get(pair["rule"], pair["rule"]),
        likeness="" if lonely else f"{pair['similarity']:.0%}",
        tone=tone,
    )


def _figures(told: dict[str, Any]) -> list[tuple[str, str]]:
    found = [
        ("Of the party's name, found in the listed one", f"{told['query_coverage']:.0%}"),
        ("Of the listed name, found in the party's", f"{told['listed_coverage']:.0%}"),
        ("Taken off for words that contradict each other", f"{told['conflict']:.2f}"),
        ("Score of the names alone", f"{told['score']:.2f}"),
        ("With what else is known", f"{told['adjusted']:.2f}"),
    ]
    return [*found, *((f"Threshold: {name}", f"{value:.2f}") for name, value in told["thresholds"].items() if value)]


def _qualifier(each: dict[str, Any]) -> tuple[str, str, str, str]:
    verdict = VERDICTS.get(each["verdict"], each["verdict"])
    moved = f" ({each['adjustment']:+.2f})" if each["adjustment"] else ""
    return (FIELDS.get(each["field"], each["field"]), each["query"], each["listed"], f"{verdict}{moved}")


@dataclass(frozen=True)
class Line:
    """One fact of both sides. ``differs`` says that both sides speak and nothing agrees."""

    key: str
    party: str
    listed: str
    differs: bool


def side_by_side(evidence: Evidence, entry: Entry) -> list[Line]:
    """Return both sides, fact by fact."""
    details = dict(entry.details)
    numbers = [f"{scheme} {value}" for scheme, value, _ in evidence.identifiers]
    return [
        _line("Name", [evidence.name], [entry.name]),
        _line("Other names", evidence.aliases, [_said(name) for name in entry.names[1:]], compare=False),
        _line("What they are", [evidence.kind], [entry.kind], unknown="unknown"),
        _line("Countries", evidence.countries, [*entry.countries, *entry.citizenships]),
        _line("Birth date", filter(None, [evidence.birth_date]), entry.birth_dates, compare=False),
        _line("Addresses", evidence.addresses, entry.addresses, compare=False),
        _line("Numbers", numbers, [f"{each.scheme} {each.value}" for each in entry.identifiers], compare=False),
        *(_line(key.replace("_", " ").capitalize(), [], [value], compare=False) for key, value in details.items()),
    ]


def _line(key: str, ours: Any, theirs: Any, *, compare: bool = True, unknown: str = "") -> Line:
    left, right = [each for each in ours if each], [each for each in theirs if each]
    known_left = {each.casefold() for each in left if each != unknown}
    known_right = {each.casefold() for each in right if each != unknown}
    differs = bool(compare and known_left and known_right and not known_left & known_right)
    return Line(key, " · ".join(left), " · ".join(dict.fromkeys(right)), differs)


def _said(name: Any) -> str:
    return f"{name.text} (weak)" if name.strength == "weak" else name.text
