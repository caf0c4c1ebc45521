"""
What has become of improvements, as the storey above says it.

Training notes what an exercise showed and cannot look up; whoever makes remedies of it registers one function, which
takes improvements and the person who looks, and returns a `Followup` by the improvement's primary key.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from training.models import Improvement


@dataclass(frozen=True)
class Followup:
    """What an improvement became: its reference, how it stands, and where, if the person may open it."""

    reference: str
    stands: str
    url: str = ""


Teller = Callable[[list[Improvement], Any], dict[int, Followup]]
_tellers: list[Teller] = []


def register(teller: Teller) -> Teller:
    """Let this function say what became of improvements."""
    _tellers.append(teller)
    return teller


def followed(improvements: Iterable[Improvement], actor: Any) -> list[tuple[Improvement, Followup | None]]:
    """Return each improvement with what became of it."""
    listed = list(improvements)
    known: dict[int, Followup] = {}
    for teller in _tellers if listed else ():
        known |= teller(listed, actor)
    return [(each, known.get(each.pk)) for each in listed]
