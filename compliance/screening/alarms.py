"""Whom screening tells of a new hit, without knowing them: higher storeys register and are called at once."""

from collections.abc import Callable
from datetime import datetime

from compliance.screening.models import Hit

Listener = Callable[[Hit, datetime], None]
_listeners: dict[str, Listener] = {}


def register(name: str) -> Callable[[Listener], Listener]:
    """Have a function called with every hit that is new or open again, and the moment; the same name replaces it."""

    def remember(listener: Listener) -> Listener:
        _listeners[name] = listener
        return listener

    return remember


def raise_for(hit: Hit, *, at: datetime) -> None:
    """Tell everybody who registered."""
    for listener in _listeners.values():
        listener(hit, at)
