"""What goes into the engine and what comes out of it: plain, frozen values without Django."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

ENGINE_VERSION = "1"
NORMALISER_VERSION = "4"

Strength = Literal["strong", "weak"]
Kind = Literal["person", "organisation", "vessel", "aircraft", "unknown"]
Band = Literal["strong", "review", "broad", "below"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A passport, registration, LEI, ROR, ORCID, IMO … number as the publisher or the party gives it."""

    type: str
    number: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of a listed party. `strength` is "weak" where the publisher says so; `kind` is primary, aka, fka, …"""

    text: str
    strength: Strength = "strong"
    kind: str = "primary"


@dataclass(frozen=True, slots=True)
class Listed:
    """
    One listed party, or one of our own parties when an index of parties is built for `reverse`.

    `key` is stable and unique within an index; `list` is the short name of the list (us-csl/SDN, un, eu …); `uid` is
    the publisher's own id. `countries` are ISO 3166-1 alpha-2 codes. `birth_dates` are "1971", "1971-03",
    "1971-03-05" or a range "1970/1975"; a leading "~" means about. `addresses` are free text, one line each.
    """

    key: str
    list: str
    uid: str
    names: tuple[ListedName, ...]
    kind: Kind = "unknown"
    countries: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """Who is asked about. Every alias is searched like the name; only names find, the rest only qualifies."""

    name: str
    kind: Kind = "unknown"
    countries: tuple[str, ...] = ()
    birth_date: str = ""
    addresses: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    aliases: tuple[str, ...] = ()
    id: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name and the aliases, each once."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Where the bands lie. Scores run from 0 to 1.

    `strong` and above, or an exact strong name: strong. From `review`: review. From `minimum`: broad, shown where a
    site wants the wide net. Nothing below `minimum` is reported. `review_for` lowers or raises `review` for a list, a
    kind, or a list and kind: keys "us-csl/EL", "organisation", "us-csl/EL:organisation"; the most specific one wins.
    A weak alias below `weak` is at most broad unless a qualifier supports it.
    """

    strong: float = 0.90
    review: float = 0.68
    minimum: float = 0.60
    weak: float = 0.95
    review_for: Mapping[str, float] = field(default_factory=dict)

    def review_threshold(self, list_name: str, kind: str) -> float:
        """Return the review threshold in force for this list and kind."""
        for key in (f"{list_name}:{kind}", list_name, kind):
            if key in self.review_for:
                return self.review_for[key]
        return self.review


@dataclass(frozen=True, slots=True)
class TokenPair:
    """
    Two aligned words: as written in the query, as written in the listed name, how alike, by which rule, how heavy.

    `rule` is exact, spelling, sound, consonants, nickname, gloss, initial, short form, joined, acronym, or
    "unmatched" with one side empty. `query_at` and `listed_at` are word positions, so that two lines can be drawn.
    """

    query: str
    listed: str
    similarity: float
    rule: str
    weight: float
    query_at: tuple[int, ...] = ()
    listed_at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Qualifier:
    """One fact beside the name: what both sides say, whether it "supports", "contradicts" or is "neutral"."""

    field: Literal["kind", "country", "birth_date", "identifier", "address"]
    query: str
    listed: str
    verdict: Literal["supports", "contradicts", "neutral"]
    adjustment: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    Why a candidate has its score, complete enough to draw it and to check it by hand.

    `score` = `query_coverage` and `listed_coverage` weighed, less `conflict` and `damping`; `adjusted` adds the
    qualifiers. `versions` names engine, normaliser, weights and the index that was searched.
    """

    query_name: str
    listed_name: str
    listed_kind: str
    strength: Strength
    pairs: tuple[TokenPair, ...]
    query_coverage: float
    listed_coverage: float
    conflict: float
    damping: float
    exact: bool
    notes: tuple[str, ...]
    qualifiers: tuple[Qualifier, ...]
    score: float
    adjusted: float
    thresholds: Mapping[str, float]
    versions: Mapping[str, str]

    def as_json(self) -> dict:
        """Return JSON-ready data; the same explanation gives the same bytes under `canonical`."""
        return json.loads(json.dumps(asdict(self)))

    @property
    def hash(self) -> str:
        """
        Return the SHA-256 of the evidence: names, pairs, figures and qualifiers.

        Thresholds and versions stay outside, so that a new list version which says the same about this party leaves a
        reviewer's decision standing.
        """
        evidence = self.as_json()
        del evidence["thresholds"], evidence["versions"]
        return hashlib.sha256(canonical(evidence).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    One listed party that may be the one asked about.

    `score` is the name alone; `adjusted` has the qualifiers in it and decides the order. `band` follows `adjusted`,
    but a qualifier never takes an exact name out of "strong", nor any candidate out of the answer.
    """

    key: str
    list: str
    uid: str
    listed_name: str
    strength: Strength
    score: float
    adjusted: float
    band: Band
    explanation: Explanation

    @property
    def explanation_hash(self) -> str:
        """Return the hash that a decision about this candidate is bound to."""
        return self.explanation.hash


@dataclass(frozen=True, slots=True)
class Result:
    """
    The answer to one query. Iterates and counts like a list of candidates, best first.

    `searchable` is False where a name could not be searched (nothing legible in it, or too long to search whole):
    then `reason` says why, and an empty answer must never be shown as clear.
    """

    query: Query
    candidates: tuple[Candidate, ...]
    searchable: bool = True
    reason: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def clear(self) -> bool:
        """Return whether everything was searched and nothing was found."""
        return self.searchable and not self.candidates

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    def __getitem__(self, position: int) -> Candidate:
        return self.candidates[position]


@dataclass(frozen=True, slots=True)
class ReverseHit:
    """One of our parties that meets a new or changed listed party: exactly what a full run would say of the two."""

    party_key: str
    candidate: Candidate


def canonical(data: object) -> str:
    """Return one fixed JSON text for the data."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
