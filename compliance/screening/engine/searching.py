"""The three questions: one name, many names, and changed entries against our own parties."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from compliance.screening.engine import candidates
from compliance.screening.engine.explaining import candidate
from compliance.screening.engine.index import Index
from compliance.screening.engine.names import Names, Sheaf, lay_out
from compliance.screening.engine.records import (
    ENGINE_VERSION,
    NORMALISER_VERSION,
    Candidate,
    Listed,
    Query,
    Result,
    ReverseHit,
    Settings,
)
from compliance.screening.engine.scoring import score

PAIRS_AT_ONCE = 20_000


class _Ground:
    """What is searched: names laid out by feature, and the entries behind them."""

    def __init__(self, names: Names, sheaf: Sheaf, entries: Sequence[Listed], version: str):
        self.names, self.sheaf, self.entries, self.version = names, sheaf, entries, version

    @classmethod
    def of_index(cls, index: Index) -> "_Ground":
        return cls(index.names, index.sheaf, index.entries, index.version)  # type: ignore[arg-type]

    @classmethod
    def of_entries(cls, entries: Sequence[Listed]) -> "_Ground":
        """Lay out a few entries in memory, as an index on disk has them."""
        named = (
            (number, place, name.text, entry.kind)
            for number, entry in enumerate(entries)
            for place, name in enumerate(entry.names)
        )
        rows = lay_out(named, asked=False)
        turned = (view.T.tocsr() for view in (rows.letters, rows.skeletons, rows.short))
        return cls(rows.names, Sheaf(rows.names, *turned, rows.unread, rows.cut), entries, "")


def search(indexes: Index | Sequence[Index], query: Query, settings: Settings | None = None) -> Result:
    """Search one query in all indexes together; candidates come best first, all that reach `settings.minimum`."""
    return next(iter(search_many(indexes, [query], settings)))


def search_many(
    indexes: Index | Sequence[Index],
    queries: Iterable[Query],
    settings: Settings | None = None,
    *,
    chunk: int = 500,
) -> Iterator[Result]:
    """Yield one result per query, in order; reads the queries as a stream, `chunk` at a time."""
    grounds = [_Ground.of_index(index) for index in ([indexes] if isinstance(indexes, Index) else indexes)]
    versions = _versions({str(number): ground.version for number, ground in enumerate(grounds)})
    waiting = iter(queries)
    while some := list(islice(waiting, chunk)):
        yield from _answers(grounds, some, settings or Settings(), versions)


def reverse(
    parties: Index, entries: Iterable[Listed], settings: Settings | None = None, *, versions: dict | None = None
) -> Iterator[ReverseHit]:
    """
    Yield every hit between these new or changed entries and an index of our own parties.

    Pass each changed entry whole, with all its names: the hits are then equal to those of a full `search_many` of all
    parties, as far as these entries are concerned. They are, by construction: each party is asked about as in a full
    run, only against the changed entries instead of the whole list.
    """
    changed = list(entries)
    if not changed:
        return
    ground, told = _Ground.of_entries(changed), _versions(versions or {})
    waiting = iter(parties)
    while some := list(islice(waiting, 2000)):
        queries = [_as_query(party) for party in some]
        for result in _answers([ground], queries, settings or Settings(), told):
            for found in result:
                yield ReverseHit(result.query.id, found)


def _as_query(party: Listed) -> Query:
    first, *others = (name.text for name in party.names)
    return Query(
        name=first,
        kind=party.kind,
        countries=party.countries,
        birth_date=party.birth_dates[0] if party.birth_dates else "",
        addresses=party.addresses,
        identifiers=party.identifiers,
        aliases=tuple(others),
        id=party.key,
    )


def _versions(indexes: dict[str, str]) -> dict[str, str]:
    return {"engine": ENGINE_VERSION, "normaliser": NORMALISER_VERSION, **{f"index {k}": v for k, v in indexes.items()}}


def _answers(
    grounds: Sequence[_Ground], queries: Sequence[Query], settings: Settings, versions: dict[str, str]
) -> Iterator[Result]:
    named = (
        (number, place, text, query.kind)
        for number, query in enumerate(queries)
        for place, text in enumerate(query.names)
    )
    asked = lay_out(named, asked=True)
    found: list[list[Candidate]] = [[] for _ in queries]
    for ground in grounds:
        for number, each in _candidates(asked, ground, queries, settings, versions):
            found[number].append(each)
    troubled = dict.fromkeys((record for record, _ in asked.unread), "Nothing in a name can be read as letters.")
    troubled |= dict.fromkeys((record for record, _ in asked.cut), "A name is too long to be searched whole.")
    for number, query in enumerate(queries):
        best = sorted(found[number], key=lambda each: (-each.adjusted, -each.score, each.key))
        reason = troubled.get(number, "")
        yield Result(query, tuple(best), searchable=not reason, reason=reason, versions=versions)


def _candidates(
    asked: Sheaf, ground: _Ground, queries: Sequence[Query], settings: Settings, versions: dict[str, str]
) -> Iterator[tuple[int, Candidate]]:
    """Yield the best pair of names of every query and entry that reaches the minimum."""
    rows, against, *_ = candidates.find(asked, ground.sheaf)
    record = asked.names.record[rows]
    for part in _parts(record):
        mine, theirs = rows[part], against[part]
        scores = score(asked.names, mine, ground.names, theirs)
        for pair in _best(asked, mine, ground, theirs, scores.score, scores.exact, settings):
            number = int(asked.names.record[mine[pair]])
            entry = ground.entries[int(ground.names.record[theirs[pair]])]
            made = candidate(
                queries[number], entry, asked=asked.names, row=int(mine[pair]), listed=ground.names,
                against=int(theirs[pair]), scores=scores, pair=int(pair), settings=settings, versions=versions,
            )  # fmt: skip
            yield number, made


def _parts(record: np.ndarray) -> Iterator[slice]:
    """Cut the pairs into parts of a bearable size; all pairs of one query stay together."""
    ends = np.flatnonzero(np.diff(record, append=-1)) + 1
    start = 0
    for end in ends.tolist():
        if end - start >= PAIRS_AT_ONCE or end == len(record):
            yield slice(start, end)
            start = end


def _best(asked: Sheaf, mine, ground: _Ground, theirs, value, exact, settings: Settings) -> np.ndarray:
    """Return, for each query and entry, the number of its best pair that reaches the minimum; strong names go first."""
    near = np.flatnonzero((value >= settings.minimum) | exact)
    query, entry = asked.names.record[mine[near]], ground.names.record[theirs[near]]
    order = np.lexsort((ground.names.name[theirs[near]], -value[near], entry, query))
    keys = np.stack([query[order], entry[order]])
    first = np.ones(len(order), bool)
    first[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return near[order[first]]
