"""One candidate made of a pair of readings: its score with qualifiers, its band, and why."""

from collections.abc import Mapping

import numpy as np

from compliance.screening.engine.names import Names
from compliance.screening.engine.qualifying import qualify
from compliance.screening.engine.records import Band, Candidate, Explanation, Listed, Query, Settings, TokenPair
from compliance.screening.engine.scoring import Scores
from compliance.screening.engine.similarity import Rule


def candidate(
    query: Query,
    entry: Listed,
    *,
    asked: Names,
    row: int,
    listed: Names,
    against: int,
    scores: Scores,
    pair: int,
    settings: Settings,
    versions: Mapping[str, str],
) -> Candidate:
    """Return the candidate that pair number ``pair`` of the scores makes of this query and this entry."""
    name = entry.names[int(listed.name[against])]
    score, exact = float(scores.score[pair]), bool(scores.exact[pair])
    facts = qualify(query, entry)
    adjusted = _adjusted(score, sum(fact.adjustment for fact in facts), exact=exact, settings=settings)
    review = settings.review_threshold(entry.list, entry.kind)
    supported = any(fact.verdict == "supports" for fact in facts)
    weak = name.strength == "weak"
    band = _band(adjusted, exact=exact and not weak, settings=settings, review=review)
    if weak and not exact and score < settings.weak and not supported:
        band = "broad"
    thresholds = {"strong": settings.strong, "review": review, "minimum": settings.minimum, "weak": settings.weak}
    explanation = Explanation(
        query_name=query.names[int(asked.name[row])],
        listed_name=name.text,
        listed_kind=name.kind,
        strength=name.strength,
        pairs=_pairs(asked, row, listed, against, scores, pair),
        query_coverage=round(float(scores.asked_coverage[pair]), 4),
        listed_coverage=round(float(scores.listed_coverage[pair]), 4),
        conflict=round(float(scores.conflict[pair]), 4),
        damping=round(float(scores.damping[pair]), 4),
        exact=exact,
        notes=_notes(weak=weak, exact=exact, score=score, found=len(scores.links.pair[scores.links.pair == pair])),
        qualifiers=facts,
        score=round(score, 4),
        adjusted=round(adjusted, 4),
        thresholds=thresholds,
        versions=dict(versions),
    )
    return Candidate(entry.key, entry.list, entry.uid, name.text, name.strength, score, adjusted, band, explanation)


def _adjusted(score: float, by: float, *, exact: bool, settings: Settings) -> float:
    """Return the score with the qualifiers in it. They never take an exact name below strong, nor a hit out of sight."""
    floor = settings.strong if exact else settings.minimum
    return round(min(1.0, max(score + by, min(score, floor))), 6)


def _band(adjusted: float, *, exact: bool, settings: Settings, review: float) -> Band:
    if exact or adjusted >= settings.strong:
        return "strong"
    if adjusted >= review:
        return "review"
    return "broad" if adjusted >= settings.minimum else "below"


def _notes(*, weak: bool, exact: bool, score: float, found: int) -> tuple[str, ...]:
    notes = []
    if weak:
        notes.append("The publisher calls this a weak alias.")
    if not found and not exact:
        notes.append(f"No single words match; written together the names are alike ({score:.2f}).")
    return tuple(notes)


def _pairs(asked: Names, row: int, listed: Names, against: int, scores: Scores, pair: int) -> tuple[TokenPair, ...]:
    """Return the aligned words in the order of the query, then what stands alone on either side."""
    ours, theirs = _words(asked, row), _words(listed, against)
    our_weight, their_weight = _weights(asked, row), _weights(listed, against)
    links, used_ours, used_theirs, made = scores.links, set(), set(), []
    for at in np.flatnonzero(links.pair == pair):
        left = tuple(range(int(links.asked[at]), int(links.asked[at]) + int(links.asked_span[at])))
        right = tuple(range(int(links.listed[at]), int(links.listed[at]) + int(links.listed_span[at])))
        rule = "joined" if len(left) + len(right) > 2 else Rule(int(links.rule[at])).label
        weight = min(sum(our_weight[place] for place in left), sum(their_weight[place] for place in right))
        used_ours |= set(left)
        used_theirs |= set(right)
        made.append(
            TokenPair(
                " ".join(ours[place] for place in left),
                " ".join(theirs[place] for place in right),
                round(float(links.similarity[at]), 3),
                rule,
                round(weight, 3),
                left,
                right,
            )
        )
    made.sort(key=lambda each: (each.query_at, each.listed_at))
    alone = [
        TokenPair(word, "", 0.0, "unmatched", round(our_weight[place], 3), (place,), ())
        for place, word in enumerate(ours)
        if place not in used_ours
    ]
    alone += [
        TokenPair("", word, 0.0, "unmatched", round(their_weight[place], 3), (), (place,))
        for place, word in enumerate(theirs)
        if place not in used_theirs
    ]
    return tuple(made + alone)


def _words(names: Names, row: int) -> list[str]:
    return names.words.spelt(names.word[names.at[row] : names.at[row + 1]])


def _weights(names: Names, row: int) -> list[float]:
    return [float(weight) for weight in names.words.weight[names.word[names.at[row] : names.at[row + 1]]]]

