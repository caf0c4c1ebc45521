"""
What remedies answer to, as the capabilities above say it.

A source is a foreign key of the remedy, named in ``states.SOURCES``. Its capability registers who may
read the record, and may ask to be told when a remedy is settled; remedies never learn what a finding is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from compliance.remedies.states import SOURCES
from portal.core.policy import Policy

Listener = Callable[..., None]


@dataclass(frozen=True)
class Source:
    """One kind of record that remedies answer to."""

    label: str
    may_read: Policy
    on_settled: Listener | None = None


_sources: dict[str, Source] = {}


def register(name: str, *, label: str, may_read: Policy, on_settled: Listener | None = None) -> None:
    """Say who may read the record; ``on_settled(remedy, at=at)`` is called in the same transaction."""
    _sources[name] = Source(label, may_read, on_settled)


def name_of(remedy: Any) -> str:
    """Return the name of the foreign key that is set."""
    return next(name for name in SOURCES if getattr(remedy, f"{name}_id") is not None)


def label_of(remedy: Any) -> str:
    """Return what the source is called: Finding, Incident."""
    source = _sources.get(name_of(remedy))
    return source.label if source else name_of(remedy).capitalize()


def record_of(remedy: Any) -> Any:
    """Return the finding or the incident."""
    return getattr(remedy, name_of(remedy))


def visible(remedy: Any, actor: Any) -> bool:
    """Tell whether the actor may read the source too; a source that nobody registered is closed."""
    source = _sources.get(name_of(remedy))
    return bool(source and source.may_read.allows(actor, record_of(remedy)))


def settled(remedy: Any, *, at: Any) -> None:
    """Tell the source that the remedy is settled."""
    source = _sources.get(name_of(remedy))
    if source and source.on_settled:
        source.on_settled(remedy, at=at)
