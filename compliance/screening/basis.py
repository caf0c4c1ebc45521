"""Which editions are in force together, and whether anybody can be screened against them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from compliance.screening import engine, store
from compliance.screening.models import Basis, ListSource, ListVersion
from compliance.screening.states import RETENTION_YEARS, Retention
from portal.core import words


@dataclass(frozen=True)
class Footing:
    """The lists as they stand at a moment."""

    versions: tuple[ListVersion, ...]
    refusals: tuple[str, ...]
    is_ofac: bool

    @property
    def key(self) -> str:
        """A digest of the editions and of the engine that reads them."""
        told = ",".join(str(version.pk) for version in self.versions)
        return hashlib.sha256(f"{told}|{engine.ENGINE_VERSION}|{engine.NORMALISER_VERSION}".encode()).hexdigest()

    @property
    def stands(self) -> bool:
        """Tell whether every list in use is in force and fresh."""
        return not self.refusals

    @property
    def why_not(self) -> str:
        """Say why nobody can be screened now."""
        return " ".join(self.refusals)

    @property
    def retention(self) -> Retention:
        """How long a screening against these lists is kept."""
        return Retention.OFAC if self.is_ofac else Retention.EAR

    def keep_until(self, at: datetime) -> date:
        """Return the day until which a screening of this moment is kept."""
        day, years = words.as_day(at), RETENTION_YEARS[self.retention]
        return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)

    def indexes(self) -> list[engine.Index]:
        """Open the index of each edition."""
        return [store.index_of(version) for version in self.versions]


def footing(at: datetime, *, codes: list[str] | None = None) -> Footing:
    """Return the lists in use (or those named) with whatever keeps them from being relied on. One query."""
    wanted = ListSource.objects.filter(code__in=codes) if codes is not None else ListSource.objects.in_use()
    sources = list(wanted.select_related("current").order_by("code"))
    refusals = [refusal for source in sources if (refusal := _refusal(source, at))]
    if not sources:
        refusals = ["No list is in use."]
    for source in sources:
        if source.current is not None:
            source.current.source = source  # both are here; no query for what we hold
    versions = tuple(source.current for source in sources if source.current is not None)
    return Footing(versions, tuple(refusals), any(source.is_ofac for source in sources))


def _refusal(source: ListSource, at: datetime) -> str:
    if source.current_id is None:
        return f"No edition of the {source.title} is in force."
    if not source.is_fresh(at):
        confirmed = words.day(source.confirmed_at) if source.confirmed_at else "never"
        return f"The {source.title} is stale: last confirmed on {confirmed}, good for {source.freshness_days} days."
    return ""


def basis_of(found: Footing, *, at: datetime) -> Basis:
    """Return the record of these editions together; the first to ask writes it."""
    basis, new = Basis.objects.get_or_create(
        key=found.key,
        defaults={
            "engine_version": engine.ENGINE_VERSION,
            "normaliser_version": engine.NORMALISER_VERSION,
            "made_at": at,
        },
    )
    if new:
        basis.versions.set(found.versions)
    return basis
