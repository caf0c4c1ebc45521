"""Licences, and what two people looked at, without the recipient's statement."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.enduse import queries as enduse
from portal.core.batches import by_key
from portal.core.words import as_day


@check(
    "statement-missing",
    title="In force without the recipient's statement",
    why="Only the recipient can say what it will be used for.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name authorisations in force that need a statement, and have neither one that counts nor a reason for none."""
    for authorisation in by_key(enduse.missing_statements(as_day(at))):
        yield Trouble(
            key=(authorisation.pk,),
            title=f"{authorisation} is in force without the recipient's statement",
            detail=f"A recipient in case {authorisation.case} has given no statement that counts today, and no reason "
            "is on record why there is none. Ask for one, or enter the reason.",
            case_id=authorisation.case_id,
            authorisation_id=authorisation.pk,
            unit_id=authorisation.case.unit_id,
        )
