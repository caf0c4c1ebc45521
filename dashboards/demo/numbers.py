"""The numbers by which the demo chooses: the same in every database, as primary keys are not."""

from typing import Protocol


class Referenced(Protocol):
    """What people call by a reference."""

    reference: str


def number_of(record: Referenced) -> int:
    """Return the running number at the end of a reference: 17 for FL-2026-00017."""
    return int(record.reference.rsplit("-", 1)[-1])
