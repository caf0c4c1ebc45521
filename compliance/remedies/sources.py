"""
What remedies answer to, as the capabilities above say it.

A source is a foreign key of the remedy, named in ``states.SOURCES``. Its capability registers who may
read the record, and may ask to be told when a remedy is settled; remedies never learn what a finding is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from compliance.remedies.states import SOURCES
from portal.core.policy import Policy

Listener = Callable[..., None]
Visible = Callable[[Any], models.QuerySet]


@dataclass(frozen=True)
class Source:
    """One kind of record that remedies answer to."""

    label: str
    may_read: Policy
    on_settled: Listener | None = None
    visible: Visible | None = None
    answers: Callable[[Any], list[int]] | None = None


_sources: dict[str, Source] = {}


def register(
    name: str,
    *,
    label: str,
    may_read: Policy,
    on_settled: Listener | None = None,
    visible: Visible | None = None,
    answers: Callable[[Any], list[int]] | None = None,
) -> None:
    """
    Say who may read the record; ``on_settled(remedy, at=at)`` is called in the same transaction.

    A kind of record that is known to few names ``visible(actor)``, the records that somebody may know of, and
    ``answers(record)``, the people who hear when its remedy is late, in place of champion and office.
    """
    _sources[name] = Source(label, may_read, on_settled, visible, answers)


def kept_to_few() -> Iterator[tuple[str, Visible]]:
    """Return the kinds of source that are known to few, each with the records that somebody may know of."""
    for name, source in _sources.items():
        if source.visible:
            yield name, source.visible


def answers_for(remedy: Any) -> list[int] | None:
    """Return who hears when the remedy is late; None where champion and office do."""
    source = _sources.get(name_of(remedy))
    return source.answers(record_of(remedy)) if source and source.answers else None


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
