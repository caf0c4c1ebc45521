"""The three questions: one name, many names, and changed entries against our own parties."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

import numpy as np

from compliance.screening.engine import candidates, explaining, qualifiers, scoring
from compliance.screening.engine.index import Index
from compliance.screening.engine.names import Names, Sheaf, lay_out
from compliance.screening.engine.records import (
    ENGINE_VERSION,
    NORMALISER_VERSION,
    Band,
    Candidate,
    Listed,
    Qualifier,
    Query,
    Result,
    ReverseHit,
    Settings,
)

CHUNK = 500
COVERED = 0.85  # of a listed name, by the part of an affiliation that finds it
_HEIGHT: dict[Band, int] = {"strong": 3, "review": 2, "broad": 1, "below": 0}


def search(indexes: Index | Sequence[Index], query: Query, settings: Settings | None = None) -> Result:
    """Search one query in all indexes together; candidates come best first, all that reach `settings.minimum`."""
    return next(search_many(indexes, [query], settings))


def search_many(
    indexes: Index | Sequence[Index],
    queries: Iterable[Query],
    settings: Settings | None = None,
    *,
    chunk: int = CHUNK,
) -> Iterator[Result]:
    """Yield one result per query, in order; reads the queries as a stream, `chunk` at a time."""
    indexes = [indexes] if isinstance(indexes, Index) else list(indexes)
    settings = settings or Settings()
    stream = iter(queries)
    while part := list(islice(stream, chunk)):
        yield from _search_part(indexes, part, settings)


def reverse(
    parties: Index, entries: Iterable[Listed], settings: Settings | None = None, *, version: str = ""
) -> Iterator[ReverseHit]:
    """
    Yield every hit between these new or changed entries and an index of our own parties.

    Pass each changed entry whole, with all its names: the hits are then equal to those of a full `search_many` of all
    parties, as far as these entries are concerned. `version` is that of the index the entries are in, for the record.
    """
    settings = settings or Settings()
    stream = iter(entries)
    while part := list(islice(stream, CHUNK)):
        yield from _reverse_part(parties, part, settings, version)


def as_query(party: Listed) -> Query:
    """Return a party of an index of parties as the query that a full run would ask."""
    names = [name.text for name in party.names] or [""]
    return Query(
        name=names[0],
        aliases=tuple(names[1:]),
        kind=party.kind,
        countries=party.countries,
        birth_date=next(iter(party.birth_dates), ""),
        addresses=party.addresses,
        identifiers=party.identifiers,
        id=party.key,
    )


@dataclass(frozen=True, slots=True)
class _Match:
    """Two sides laid out, the pairs of their rows that may match, and how to get at what the rows are of."""

    asked: Names
    rows: np.ndarray
    listed: Names
    against: np.ndarray
    short: np.ndarray
    query: Callable[[int], Query]
    entry: Callable[[int], Listed]
    version: str


def _search_part(indexes: Sequence[Index], queries: Sequence[Query], settings: Settings) -> Iterator[Result]:
    asked = lay_out(_named(queries), asked=True)
    found: list[list[Candidate]] = [[] for _ in queries]
    for index in indexes:
        rows, against, short = candidates.find(asked, index.sheaf)
        entry = cache(index.entries.__getitem__)
        match = _Match(asked.names, rows, index.names, against, short, queries.__getitem__, entry, index.version)
        for number, candidate in _settle(match, settings):
            found[number].append(candidate)
    reasons = _reasons(asked, queries)
    versions = {"engine": ENGINE_VERSION, "normaliser": NORMALISER_VERSION}
    versions |= {f"index {number}": index.version for number, index in enumerate(indexes, start=1)}
    for number, query in enumerate(queries):
        reason = reasons.get(number, "")
        yield Result(query, tuple(sorted(found[number], key=_order)), not reason, reason, versions)


def _reverse_part(parties: Index, entries: Sequence[Listed], settings: Settings, version: str) -> Iterator[ReverseHit]:
    named = (
        (number, place, name.text, entry.kind)
        for number, entry in enumerate(entries)
        for place, name in enumerate(entry.names)
    )
    listed = lay_out(named, asked=True)  # they ask the index of parties; the scores below turn the sides round again
    against, rows, short = candidates.find(listed, parties.sheaf)
    query = cache(lambda number: as_query(parties.entries[number]))
    match = _Match(parties.names, rows, listed.names, against, short, query, entries.__getitem__, version)
    for number, candidate in _settle(match, settings):
        yield ReverseHit(query(number).id, candidate)


def _named(queries: Iterable[Query]) -> Iterator[tuple[int, int, str, str]]:
    for number, query in enumerate(queries):
        for place, name in enumerate(query.names):
            yield number, place, name, query.kind


def _order(candidate: Candidate) -> tuple:
    return -candidate.adjusted, -candidate.score, candidate.list, candidate.key


def _settle(match: _Match, settings: Settings) -> Iterator[tuple[int, Candidate]]:
    """
    Score the pairs and yield, for every two records that reach the minimum, their best pair of names.

    A part of an affiliation finds only what it covers, and is never what is found.
    """
    scores = scoring.score(match.asked, match.rows, match.listed, match.against, match.short)
    partly = match.asked.part[match.rows] & (scores.listed_coverage < COVERED)
    at = np.flatnonzero((scores.score >= settings.minimum) & ~partly & ~match.listed.part[match.against])
    rows, against = match.rows[at], match.against[at]
    records = match.asked.record[rows].astype(np.int64), match.listed.record[against].astype(np.int64)
    ways = match.listed.way[against], match.listed.name[against], match.asked.way[rows], match.asked.name[rows]
    order = np.lexsort((*ways, -scores.score[at], records[1], records[0]))
    at = at[order]
    changes = np.diff(records[0][order], prepend=-1) | np.diff(records[1][order], prepend=-1)
    starts = np.flatnonzero(changes)
    for start, end in pairwise([*starts.tolist(), len(at)]):
        number = int(match.asked.record[match.rows[at[start]]])
        yield number, _best(match, scores, at[start:end].tolist(), settings)


def _best(match: _Match, scores: scoring.Scores, pairs: list[int], settings: Settings) -> Candidate:
    """Return the candidate of one query and one entry; of its names the one in the highest band, then the best."""
    query = match.query(int(match.asked.record[match.rows[pairs[0]]]))
    entry = match.entry(int(match.listed.record[match.against[pairs[0]]]))
    facts = qualifiers.compare(query, entry)
    limits = explaining.thresholds(settings, entry.list, entry.kind)
    judged: dict[str, tuple[int, float, Band]] = {}
    for pair in pairs:  # best first; the first of each strength is enough
        strength = entry.names[int(match.listed.name[match.against[pair]])].strength
        judged.setdefault(strength, (pair, *_judge(scores, pair, strength == "weak", facts, limits)))
    pair, adjusted, band = max(judged.values(), key=lambda each: (_HEIGHT[each[2]], each[1], -each[0]))
    asked, listed = (match.asked, int(match.rows[pair])), (match.listed, int(match.against[pair]))
    name = entry.names[int(match.listed.name[listed[1]])]
    explanation = explaining.explain(
        query,
        entry,
        scores,
        pair,
        asked,
        listed,
        qualifiers=facts,
        adjusted=adjusted,
        limits=limits,
        index_version=match.version,
    )
    return Candidate(
        key=entry.key,
        list=entry.list,
        uid=entry.uid,
        listed_name=name.text,
        strength=name.strength,
        score=explanation.score,
        adjusted=explanation.adjusted,
        band=band,
        explanation=explanation,
    )


def _judge(
    scores: scoring.Scores, pair: int, weak: bool, facts: tuple[Qualifier, ...], limits: Mapping[str, float]
) -> tuple[float, Band]:
    """Return the adjusted score and the band of one pair of names."""
    score, exact = float(scores.score[pair]), bool(scores.exact[pair])
    adjusted = min(max(score + qualifiers.adjustment(facts), 0.0), 1.0)
    supported = any(fact.verdict == "supports" for fact in facts)
    return adjusted, explaining.band_of(score, adjusted, exact=exact, weak=weak, supported=supported, limits=limits)


def _reasons(asked: Sheaf, queries: Sequence[Query]) -> dict[int, str]:
    """Return why queries cannot be relied on to find what is there: number to sentence."""
    reasons: dict[int, str] = {}
    for number, place in asked.cut:
        reasons[number] = f"“{_shown(queries[number].names[place])}” is too long to be searched whole."
    for number, place in asked.unread:
        reasons[number] = f"Nothing in “{_shown(queries[number].names[place])}” can be read as a name."
    return reasons


def _shown(name: str) -> str:
    text = "".join(letter if letter.isprintable() else "·" for letter in name[:60])
    return f"{text}…" if len(name) > 60 else text
