"""What the votes add up to. A pure question about choices."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.council.states import Choice


@dataclass(frozen=True)
class Tally:
    """How many voted for what."""

    counts: dict[str, int]

    @property
    def cast(self) -> int:
        """How many votes there are."""
        return sum(self.counts.values())

    @property
    def recommendation(self) -> str:
        """
        What the council recommends: what more than half of the votes say.

        Approvals with and without conditions add up to approval with conditions. Where
        nothing has a majority, the council needs more.
        """
        approve, conditions = self.counts[Choice.APPROVE], self.counts[Choice.APPROVE_WITH_CONDITIONS]
        if self._majority(approve):
            return Choice.APPROVE
        if self._majority(approve + conditions):
            return Choice.APPROVE_WITH_CONDITIONS
        if self._majority(self.counts[Choice.REFUSE]):
            return Choice.REFUSE
        return Choice.NEED_MORE

    @property
    def unanimous(self) -> bool:
        """Tell whether every vote says what the council recommends."""
        return bool(self.cast) and self.counts[self.recommendation] == self.cast

    @property
    def sentence(self) -> str:
        """Write the tally out: 4 approve, 1 refuse."""
        named = [(Choice(choice).label.lower(), count) for choice, count in self.counts.items() if count]
        return ", ".join(f"{count} {label}" for label, count in named) or "no votes"

    def _majority(self, count: int) -> bool:
        return count * 2 > self.cast


def tally(choices: Iterable[str]) -> Tally:
    """Count the choices."""
    found = Counter(choices)
    return Tally({choice.value: found.get(choice.value, 0) for choice in Choice})
