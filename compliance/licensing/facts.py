"""
What routing looks at: facts derived from a submitted case, recomputed whenever it is routed.

Nationality is not among them. Where a control makes it a criterion, the determination has looked at it already, and
routing sees only what the determination says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from compliance.licensing import hooks, neighbours
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case, CaseParty
from compliance.licensing.states import DECIDED, PERMISSIVE, Activity, Known, Outcome
from compliance.parties.models import Party
from portal.core.words import as_day

QUANTUM_SERIES = "900"


@dataclass(frozen=True)
class Facts:
    """Everything a routing rule may read."""

    activity: str
    outcomes: tuple[str, ...]
    verified: bool
    by_person: bool
    worldwide: bool
    review_policies: tuple[str, ...]
    screening: tuple[str, ...]
    true_match: bool
    destinations: tuple[str, ...]
    embargoed: tuple[str, ...]
    arms_embargoed: tuple[str, ...]
    military: str
    military_intelligence: str
    weapons: str
    supercomputer: str
    informed: str
    restricted: bool
    signs: tuple[str, ...]
    open_flags: int
    value_usd: int
    stay_days: int | None
    first_time_parties: int
    excused_documents: tuple[str, ...]
    transfers: int
    remote: bool
    unsealed_cloud: bool
    always_read: bool

    @property
    def determined(self) -> bool:
        """Tell whether every transfer has its answer."""
        return Outcome.NEEDS_PERSON not in self.outcomes

    @property
    def free(self) -> bool:
        """Tell whether every transfer is permitted without an exception or a licence."""
        return all(outcome in PERMISSIVE and outcome != Outcome.EXCEPTION for outcome in self.outcomes)

    @property
    def clear(self) -> bool:
        """Tell whether every party was screened against current lists and none has an open match."""
        return set(self.screening) <= {neighbours.CLEAR}

    @property
    def end_use_is_civil(self) -> bool:
        """Tell whether nobody knows or suspects a use that the rules look at."""
        asked = (self.military, self.military_intelligence, self.weapons, self.supercomputer, self.informed)
        return all(answer in (Known.NO, "") for answer in asked)


FIELDS = tuple(field.name for field in fields(Facts))


def facts_of(case: Case) -> Facts:
    """Return the facts of a case as it stands at its moment."""
    draft = Draft(case)
    standings = neighbours.standing_of(case)
    transfers = list(case.transfers.select_related("item"))
    standing = list(_standing(case))
    destinations = sorted({transfer.destination for transfer in transfers})
    book = neighbours.book(as_day(case.moment))
    places = {code: book.place(code) for code in destinations}
    return Facts(
        activity=case.activity,
        outcomes=tuple(sorted({transfer.outcome for transfer in transfers})),
        verified=all(each.verified for each in standing),
        by_person=any(each.determined_by_id for each in standing),
        worldwide=_worldwide(standing, book),
        review_policies=tuple(sorted({each.review_policy for each in standing if each.review_policy})),
        screening=tuple(sorted({each.for_determination for each in standings.values()})),
        true_match=any(each.value == "true_match" for each in standings.values()),
        destinations=tuple(destinations),
        embargoed=tuple(code for code, place in places.items() if place is None or _embargoed(place)),
        arms_embargoed=tuple(code for code, place in places.items() if place is not None and place.is_in(["D:5"])),
        military=case.military,
        military_intelligence=case.military_intelligence,
        weapons=case.weapons,
        supercomputer=case.supercomputer,
        informed=case.informed,
        restricted=draft.restricted,
        signs=tuple(draft.signs),
        open_flags=case.flags.open().count(),
        value_usd=int(sum((item.value_usd or Decimal(0) for item in draft.items), Decimal(0))),
        stay_days=(case.ends_on - case.starts_on).days if case.starts_on and case.ends_on else None,
        first_time_parties=_first_time(case, standings),
        excused_documents=tuple(sorted(kind for kind, each in draft.documents.items() if each.reason_missing)),
        transfers=len(transfers),
        remote=any(transfer.mode == "remote_access" for transfer in transfers),
        unsealed_cloud=case.activity == Activity.CLOUD and draft.answers.get("encrypted") != Known.YES,
        always_read=hooks.is_always_read(case.applicant, on=as_day(case.moment)),
    )


def _standing(case: Case) -> Iterable[Any]:
    from compliance.licensing.models import TransferDetermination

    return TransferDetermination.objects.standing().filter(transfer__case=case)


def _embargoed(place: Any) -> bool:
    return place.embargoed or place.is_in(["E:1", "E:2"])


def _worldwide(standing: list[Any], book: Any) -> bool:
    """Tell whether a licence is needed under an entry that asks for one to every destination."""
    numbers = {
        (each.regime, number.partition(".")[0])
        for each in standing
        if each.outcome == Outcome.LICENCE
        for number in each.entries.split()
    }
    entries = [book.entry(regime, number) for regime, number in numbers]
    return any(entry is not None and entry.requirement == "worldwide" for entry in entries)


def _first_time(case: Case, named: Iterable[Party]) -> int:
    """Return how many parties no earlier decided case has known."""
    parties = {party.pk for party in named}
    known = CaseParty.objects.filter(party__in=parties, case__state__in=DECIDED).exclude(case=case)
    return len(parties - set(known.values_list("party", flat=True)))
