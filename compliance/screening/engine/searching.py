"""The three questions: one name, many names, and changed entries against our own parties."""

from collections.abc import Iterable, Iterator, Sequence

from compliance.screening.engine.index import Index
from compliance.screening.engine.records import Listed, Query, Result, ReverseHit, Settings


def search(indexes: Index | Sequence[Index], query: Query, settings: Settings | None = None) -> Result:
    """Search one query in all indexes together; candidates come best first, all that reach `settings.minimum`."""
    raise NotImplementedError


def search_many(
    indexes: Index | Sequence[Index],
    queries: Iterable[Query],
    settings: Settings | None = None,
    *,
    chunk: int = 500,
) -> Iterator[Result]:
    """Yield one result per query, in order; reads the queries as a stream, `chunk` at a time."""
    raise NotImplementedError


def reverse(
    parties: Index, entries: Iterable[Listed], settings: Settings | None = None, *, versions: dict | None = None
) -> Iterator[ReverseHit]:
    """
    Yield every hit between these new or changed entries and an index of our own parties.

    Pass each changed entry whole, with all its names: the hits are then equal to those of a full `search_many` of all
    parties, as far as these entries are concerned.
    """
    raise NotImplementedError
