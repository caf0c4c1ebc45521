"""
Where a higher capability learns that the scope of a live plan changed: other items, people, rooms or systems.

Listeners run in the transaction of the amendment and must not refuse.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Listener = Callable[..., None]
_on_amended: dict[str, Listener] = {}


def on_amended(listener: Listener) -> Listener:
    """Call ``listener(plan, part=part, at=at)`` when a live plan is amended."""
    _on_amended[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def amended(plan: Any, *, part: str, at: datetime) -> None:
    """Tell every listener."""
    for listener in list(_on_amended.values()):
        listener(plan, part=part, at=at)
