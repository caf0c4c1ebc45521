"""Turns the figures of a scored pair into an explanation that a person can check word by word."""

from collections.abc import Mapping, Sequence

import numpy as np

from compliance.screening.engine.names import Names
from compliance.screening.engine.normaliser import Reading, read
from compliance.screening.engine.records import (
    ENGINE_VERSION,
    NORMALISER_VERSION,
    Band,
    Explanation,
    Listed,
    Qualifier,
    Query,
    Settings,
    TokenPair,
)
from compliance.screening.engine.scoring import Basis, Scores
from compliance.screening.engine.similarity import Rule

BASIS_NOTES = {
    Basis.LETTERS: "Compared letter by letter as a whole, because the words are cut or misspelt differently.",
    Basis.ACRONYM: "A word of one name is the short form of the other.",
}

RULES = {int(rule): rule.label for rule in Rule}


def versions(index_version: str) -> Mapping[str, str]:
    """Return the versions that an explanation names."""
    return {"engine": ENGINE_VERSION, "normaliser": NORMALISER_VERSION, "index": index_version}


def explain(
    query: Query,
    entry: Listed,
    scores: Scores,
    at: int,
    asked: tuple[Names, int],
    listed: tuple[Names, int],
    *,
    qualifiers: Sequence[Qualifier],
    adjusted: float,
    limits: Mapping[str, float],
    index_version: str,
) -> Explanation:
    """Return the explanation of scored pair `at`, between a row of those asked and a row of those listed."""
    query_name = query.names[int(asked[0].name[asked[1]])]
    name = entry.names[int(listed[0].name[listed[1]])]
    ours = read(query_name, query.kind).ways[int(asked[0].way[asked[1]])]
    theirs = read(name.text, entry.kind).ways[int(listed[0].way[listed[1]])]
    basis = BASIS_NOTES.get(Basis(int(scores.basis[at])))
    notes = (basis, ours.note and f"Asked name: {ours.note}.", theirs.note and f"Listed name: {theirs.note}.")
    return Explanation(
        query_name=query_name,
        listed_name=name.text,
        listed_kind=name.kind,
        strength=name.strength,
        pairs=_pairs(scores, at, asked, listed, ours, theirs),
        query_coverage=_figure(scores.asked_coverage[at]),
        listed_coverage=_figure(scores.listed_coverage[at]),
        conflict=_figure(scores.conflict[at]),
        damping=_figure(scores.damping[at]),
        exact=bool(scores.exact[at]),
        notes=tuple(note for note in notes if note),
        qualifiers=tuple(qualifiers),
        score=_figure(scores.score[at]),
        adjusted=_figure(adjusted),
        thresholds=limits,
        versions=versions(index_version),
    )


def thresholds(settings: Settings, list_name: str, kind: str) -> Mapping[str, float]:
    """Return the thresholds in force for this list and kind."""
    review = settings.review_threshold(list_name, kind)
    return {"strong": settings.strong, "review": review, "minimum": settings.minimum, "weak": settings.weak}


def band_of(
    score: float, adjusted: float, *, exact: bool, weak: bool, supported: bool, limits: Mapping[str, float]
) -> Band:
    """
    Return the band of a candidate.

    Qualifiers move it, but an exact name stays strong and a strong one at least under review. A weak alias that nothing
    supports has to be all but the same to be reviewed, and is never strong.
    """
    if weak and not supported:
        return "review" if exact or score >= limits["weak"] else "broad"
    if exact or adjusted >= limits["strong"]:
        return "strong"
    if adjusted >= limits["review"] or score >= limits["strong"]:
        return "review"
    return "broad"


def _figure(value: float) -> float:
    return round(float(value), 4)


def _pairs(
    scores: Scores, at: int, asked: tuple[Names, int], listed: tuple[Names, int], ours: Reading, theirs: Reading
) -> tuple[TokenPair, ...]:
    """Return the aligned words in the order of the query, then what is left over on either side."""
    links = scores.links
    low, high = np.searchsorted(links.pair, [at, at + 1]).tolist()
    asked_weights, listed_weights = _weights(*asked), _weights(*listed)
    columns = (links.asked, links.asked_span, links.listed, links.listed_span, links.similarity, links.rule)
    found = zip(*(column[low:high].tolist() for column in columns), strict=True)
    pairs, left, right = [], set(range(len(ours.tokens))), set(range(len(theirs.tokens)))
    for place, span, other, other_span, similarity, rule in found:
        query_at, listed_at = tuple(range(place, place + span)), tuple(range(other, other + other_span))
        label = "joined" if span + other_span > 2 else RULES[rule]
        weight = min(_sum(asked_weights, query_at), _sum(listed_weights, listed_at))
        texts = _text(ours, query_at), _text(theirs, listed_at)
        pairs.append(TokenPair(*texts, _figure(similarity), label, weight, query_at, listed_at))
        left -= set(query_at)
        right -= set(listed_at)
    pairs.sort(key=lambda pair: pair.query_at)
    loose = [
        TokenPair(_text(ours, (at,)), "", 0.0, "unmatched", _sum(asked_weights, (at,)), (at,), ())
        for at in sorted(left)
    ]
    extra = [
        TokenPair("", _text(theirs, (at,)), 0.0, "unmatched", _sum(listed_weights, (at,)), (), (at,))
        for at in sorted(right)
    ]
    return (*pairs, *loose, *extra)


def _text(reading: Reading, places: tuple[int, ...]) -> str:
    """Return words as written; where a short form was spelt out, the word it stands for."""
    return " ".join(reading.tokens[place].written or reading.tokens[place].text for place in places)


def _weights(names: Names, row: int) -> list[float]:
    """Return the weight of each word of a reading."""
    return names.words.weight[names.word[names.at[row] : names.at[row + 1]]].tolist()


def _sum(weights: list[float], places: tuple[int, ...]) -> float:
    return _figure(sum(weights[place] for place in places))
