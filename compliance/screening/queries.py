"""Questions about where parties stand. Other capabilities ask these and nothing else of screening."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from compliance.parties.models import Party
from compliance.screening.basis import footing
from compliance.screening.models import Hit, Standing
from compliance.screening.states import HitState
from portal.core import words

CLEAR, OPEN_HIT, TRUE_MATCH, NOT_SCREENED, STALE = "clear", "open_hit", "true_match", "not_screened", "stale"
LABELS = {
    CLEAR: "Screened, no match",
    OPEN_HIT: "Possible match open",
    TRUE_MATCH: "Confirmed match",
    NOT_SCREENED: "Not screened",
    STALE: "Screening out of date",
}
TONES = {CLEAR: "done", OPEN_HIT: "waiting", TRUE_MATCH: "stopped", NOT_SCREENED: "waiting", STALE: "waiting"}
# Said beside every clear result: lists name parties, not whom they own or control.
NOT_SHOWN = (
    "Lists name parties, not everything they own or control. A company owned by 50 % or more by blocked persons is "
    "blocked itself (OFAC), and affiliates of listed companies may be restricted (BIS); neither shows in a name search."
)


@dataclass(frozen=True)
class Status:
    """Where one party stands, and why."""

    value: str
    why: str
    screened_at: datetime | None = None

    @property
    def label(self) -> str:
        """The status in words."""
        return LABELS[self.value]

    @property
    def tone(self) -> str:
        """How it looks."""
        return TONES[self.value]

    @property
    def is_clear(self) -> bool:
        """Tell whether work with the party may go on as far as lists are concerned."""
        return self.value == CLEAR

    @property
    def not_shown(self) -> str:
        """What a clear result does not say."""
        return NOT_SHOWN if self.is_clear else ""

    @property
    def for_determination(self) -> str:
        """The answer in the determination's words: clear, hit, or none."""
        return {CLEAR: "clear", OPEN_HIT: "hit", TRUE_MATCH: "hit"}.get(self.value, "none")


def status_of(parties: Iterable[Party | int], at: datetime) -> dict[int, Status]:
    """
    Return where each party stands, by its id, in four queries for any number of parties.

    A merged record stands where the record stands into which it was merged.
    Only a party that was compared as it is now, with the lists as they are
    now, while every list in use is fresh, and without an open or confirmed
    match, is clear. A clearing that has expired by then leaves its match open.
    """
    ids = _ids(parties)
    found = {
        pk: (into or pk, fingerprint)
        for pk, into, fingerprint in Party.objects.filter(pk__in=ids).values_list("pk", "merged_into", "fingerprint")
    }
    records = {record for record, _ in found.values()}
    lists = footing(at)
    standings = (
        Standing.objects.filter(party__in=records).select_related("basis", "party").in_bulk(field_name="party_id")
    )
    blocking: dict[int, set[str]] = {}
    hits = Hit.objects.blocking(on=words.as_day(at)).filter(party__in=records).values_list("party", "state")
    for party_id, state in hits:
        blocking.setdefault(party_id, set()).add(state)
    key = lists.key
    by_record = {
        record: _status(standings.get(record), blocking.get(record, set()), lists.why_not, key) for record in records
    }
    return {pk: by_record[record] for pk, (record, _) in found.items()}


def _status(standing: Standing | None, hits: set[str], why_not: str, key: str) -> Status:
    screened_at = standing.screened_at if standing else None
    if HitState.TRUE_MATCH in hits:
        return Status(TRUE_MATCH, "An officer has confirmed a match with a listed party.", screened_at)
    if hits:
        return Status(OPEN_HIT, "A possible match waits for a decision.", screened_at)
    if why_not:
        return Status(NOT_SCREENED, why_not, screened_at)
    if standing is None:
        return Status(NOT_SCREENED, "This party has not been screened.", None)
    if standing.why_not:
        return Status(NOT_SCREENED, standing.why_not, screened_at)
    if standing.fingerprint != standing.party.fingerprint:
        return Status(STALE, "The party was changed after it was screened.", screened_at)
    if standing.basis.key != key:
        return Status(STALE, "The lists have changed since this party was screened.", screened_at)
    return Status(CLEAR, f"Screened on {words.day(standing.screened_at)}; no match is open.", screened_at)


def open_hits(parties: Iterable[Party | int], at: datetime) -> QuerySet[Hit]:
    """Return the hits of these parties that nobody has finished with; of merged records too."""
    return Hit.objects.undecided(on=words.as_day(at)).filter(party__in=_records(parties))


def blocking_hits(parties: Iterable[Party | int], at: datetime) -> QuerySet[Hit]:
    """Return the hits that keep these parties from being clear: undecided ones and true matches."""
    return Hit.objects.blocking(on=words.as_day(at)).filter(party__in=_records(parties))


def queue(actor: Any, at: datetime) -> QuerySet[Hit]:
    """Return the undecided hits, worst first, with what a list of them shows."""
    hits = Hit.objects.visible_to(actor).undecided(on=words.as_day(at))
    return hits.select_related("party", "entry", "source", "decided_by").order_by("-band", "-adjusted", "-pk")


def _ids(parties: Iterable[Party | int]) -> list[int]:
    return [party if isinstance(party, int) else party.pk for party in parties]


def _records(parties: Iterable[Party | int]) -> set[int]:
    pairs = Party.objects.filter(pk__in=_ids(parties)).values_list("pk", "merged_into")
    return {into or pk for pk, into in pairs}


def are_alike(hits: Iterable[Hit]) -> bool:
    """Tell whether hits rest on the same evidence, so that one reason can answer for all of them."""
    return len({(hit.entry_id, hit.explanation_hash) for hit in hits}) <= 1
