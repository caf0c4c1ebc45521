"""The part that every row of reference data shares, and what its dates mean."""

from dataclasses import dataclass
from datetime import date

BEGINNING = date(1990, 1, 1)
VERIFIED, RECALLED = "verified", "recalled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What every row has: a code, a title, when it holds, who says so and how sure we are."""

    code: str
    title: str
    source: str
    confidence: str
    source_date: date | None = None
    valid_from: date = BEGINNING
    valid_to: date | None = None
    notes: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        return self.confidence == VERIFIED

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def presumed_on(self, day: date) -> bool:
        """Whether the row is only presumed to have read like this on that day: no known beginning, and read later."""
        return self.valid_from == BEGINNING and self.source_date is not None and day < self.source_date
