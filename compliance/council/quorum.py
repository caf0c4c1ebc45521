"""Is there a quorum? A pure question about seats."""

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.council.models import Seat
from compliance.council.states import LEGAL_OR_ETHICS, SUBJECT_EXPERTS


@dataclass(frozen=True)
class Quorum:
    """How many voting seats are needed and counted, and which voices are among them."""

    needed: int
    counted: int
    legal_or_ethics: bool
    subject_expert: bool

    @property
    def missing(self) -> list[str]:
        """What is missing, in words; nothing when there is a quorum."""
        lacks = [
            (self.counted < self.needed, f"{self.needed} voting members are needed and {self.counted} count"),
            (not self.legal_or_ethics, "no member for law or ethics counts"),
            (not self.subject_expert, "no member for physics or computer science counts"),
        ]
        return [words for lack, words in lacks if lack]

    @property
    def met(self) -> bool:
        """Tell whether there is a quorum."""
        return not self.missing

    @property
    def sentence(self) -> str:
        """Say what stands in the way."""
        return f"There is no quorum: {', and '.join(self.missing)}." if self.missing else "There is a quorum."


def quorum(voting: Iterable[Seat], counted: Iterable[Seat]) -> Quorum:
    """
    Return the quorum of the counted seats.

    The measure is the majority of all voting seats. A recused member stays in that
    measure and is never counted towards it, so that recusals cannot make a quorum easier.
    """
    counted = list(counted)
    disciplines = {seat.discipline for seat in counted}
    return Quorum(
        needed=len(list(voting)) // 2 + 1,
        counted=len(counted),
        legal_or_ethics=bool(disciplines & LEGAL_OR_ETHICS),
        subject_expert=bool(disciplines & SUBJECT_EXPERTS),
    )
