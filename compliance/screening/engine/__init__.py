"""
Name screening: finds listed parties whose name may be the one asked about, and says why.

Pure Python over numpy, scipy, sparse-dot-topn, rapidfuzz and anyascii; knows nothing of Django or of any database.

    build(entries, directory)                 write an index, atomically; the old one stays until the new one is whole
    index = Index.load(directory)             open it memory-mapped; cheap, shared between worker processes
    result = search([csl, un], Query("…"))    one query against one or several indexes, best candidates first
    for result in search_many([…], queries):  the same for a stream, in chunks; memory does not grow with it
    for hit in reverse(parties, entries):     changed listed entries against an index of our own parties

One index holds one list version. Several are searched together and their candidates merged, so that a new version of
one list never touches the index of another. The weights of words and letters are frozen with ENGINE_VERSION: a score
never moves because a list grew. Candidates come from a cosine floor and never from "the best N", which is why `reverse`
over changed entries gives exactly what a full run gives for them. Results are not limited: suppress first, limit after.

What takes the numerical libraries is imported with its first use, because every process of the portal starts with this.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from compliance.screening.engine.records import (
    ENGINE_VERSION,
    NORMALISER_VERSION,
    Candidate,
    Explanation,
    Identifier,
    Listed,
    ListedName,
    Qualifier,
    Query,
    Result,
    ReverseHit,
    Settings,
    TokenPair,
)

if TYPE_CHECKING:
    from compliance.screening.engine.index import Index, IndexFault, build
    from compliance.screening.engine.searching import as_query, reverse, search, search_many

__all__ = [
    "ENGINE_VERSION",
    "NORMALISER_VERSION",
    "Candidate",
    "Explanation",
    "Identifier",
    "Index",
    "IndexFault",
    "Listed",
    "ListedName",
    "Qualifier",
    "Query",
    "Result",
    "ReverseHit",
    "Settings",
    "TokenPair",
    "as_query",
    "build",
    "reverse",
    "search",
    "search_many",
]
LATER = {
    **dict.fromkeys(("Index", "IndexFault", "build"), "index"),
    **dict.fromkeys(("as_query", "reverse", "search", "search_many"), "searching"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for the first time."""
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{LATER[name]}"), name)
    globals()[name] = found
    return found
