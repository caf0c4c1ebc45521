"""
Where a higher capability learns that a check brought up trouble.

Listeners run in the transaction that records the outcome, after the rule has been applied to the authorisation.
A listener must not refuse; what it cannot do now, it finds again by asking for recorded verifications with a
finding other than "as approved".
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Listener = Callable[..., None]
_on_trouble: dict[str, Listener] = {}


def on_trouble(listener: Listener) -> Listener:
    """Call ``listener(verification, at=at)`` when a check found a discrepancy, or could not be carried out."""
    _on_trouble[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def troubled(verification: Any, *, at: datetime) -> None:
    """Tell every listener that the outcome of this verification is not "as approved"."""
    for listener in list(_on_trouble.values()):
        listener(verification, at=at)
