"""Which of our own records may be the same party, found by the engine that compares parties with lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.parties.evidence import evidence_of, prefetched
from compliance.parties.models import Party
from compliance.screening import census, engine, store
from compliance.screening.listing import as_listed, query_of, thresholds

SHOWN = 20


@dataclass(frozen=True)
class Suggestion:
    """Another record, how like it is, and by which of its names."""

    party: Party
    score: float
    by: str


def suggest(party: Party) -> list[Suggestion]:
    """Return the records that may be the same as this one, the likeliest first."""
    record = prefetched([party.pk])[0]
    query = query_of(evidence_of(record), id=str(party.pk))
    best: dict[int, tuple[float, str]] = {}
    for candidate in _candidates(query):
        pk = int(candidate.key.partition(":")[0])
        if pk != party.pk and candidate.adjusted > best.get(pk, (0.0, ""))[0]:
            best[pk] = (candidate.adjusted, candidate.listed_name)
    found = Party.objects.in_use().in_bulk(best)
    ranked = sorted(found, key=lambda pk: (-best[pk][0], pk))[:SHOWN]
    return [Suggestion(found[pk], *best[pk]) for pk in ranked]


def _candidates(query: engine.Query) -> Iterator[engine.Candidate]:
    index, unknown = census.index()
    yield from engine.search(index, query, thresholds())
    if unknown:
        with store.scratch() as folder:
            rows = ((each.pk, each.fingerprint, evidence_of(each)) for each in prefetched(unknown))
            yield from engine.search(engine.build(as_listed(rows), folder / "late"), query, thresholds())
