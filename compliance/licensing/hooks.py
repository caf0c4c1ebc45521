"""
What higher storeys do in the same transaction when an authorisation comes into force or ends, and what they know.

Licensing never learns who listens. A listener must not refuse: what it cannot do now, it finds again by
asking for authorisations in force that it has not dealt with.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

Listener = Callable[..., None]
Objection = Callable[[Any], str]
Caution = Callable[[Any, date], bool]
_on_issued: dict[str, Listener] = {}
_on_ended: dict[str, Listener] = {}
_objections: dict[str, Objection] = {}
_cautions: dict[str, Caution] = {}


def on_issued(listener: Listener) -> Listener:
    """Call ``listener(authorisation, at=at)`` when an authorisation comes into force."""
    _on_issued[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def on_ended(listener: Listener) -> Listener:
    """Call ``listener(authorisation, at=at)`` when an authorisation no longer permits anything."""
    _on_ended[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def issued(authorisation: Any, *, at: datetime) -> None:
    """Tell every listener that the authorisation came into force."""
    for listener in list(_on_issued.values()):
        listener(authorisation, at=at)


def ended(authorisation: Any, *, at: datetime) -> None:
    """Tell every listener that the authorisation ended."""
    for listener in list(_on_ended.values()):
        listener(authorisation, at=at)


def objection(objects: Objection) -> Objection:
    """Ask ``objects(authorisation)`` before a suspended one is reinstated; a sentence stands in the way of it."""
    _objections[f"{objects.__module__}.{objects.__qualname__}"] = objects
    return objects


def objections(authorisation: Any) -> list[str]:
    """Return why the authorisation must stay suspended, as higher storeys say it."""
    return [reason for objects in list(_objections.values()) if (reason := objects(authorisation))]


def caution(asks: Caution) -> Caution:
    """Ask ``asks(person, on)`` whether the cases of a person are read by an officer, however harmless they are."""
    _cautions[f"{asks.__module__}.{asks.__qualname__}"] = asks
    return asks


def is_always_read(person: Any, *, on: date) -> bool:
    """Tell whether a higher storey asks that an officer reads every case of the person."""
    return any(asks(person, on) for asks in list(_cautions.values()))
