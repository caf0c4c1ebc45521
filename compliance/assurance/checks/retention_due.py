"""Records that have been kept long enough."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance import retention
from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from portal.core.words import as_day, day


@check(
    "retention-due",
    title="Kept longer than the rules ask",
    why="What is kept without need can still leak. 15 CFR 762.6 asks for five years, 31 CFR 501.601 for ten.",
    severity=Severity.LOW,
)
def find(at: datetime) -> Iterator[Trouble]:
    """State, class by class, that records are past their retention. What an incident preserves is left out."""
    for kept in retention.past(as_day(at)):
        yield Trouble(
            key=(kept.name, kept.since.year, kept.since.month),
            title=f"{kept.title}: kept longer than the rules ask",
            detail=f"{kept.count} in all; the oldest {kept.counted_from} {day(kept.since)}. {kept.source}. "
            "What an incident preserves is not counted. Decide whether a contract or a proceeding asks for more; "
            "write the decision down with this finding.",
        )
