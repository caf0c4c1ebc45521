"""Write down what happened. Events are for people to read; guards read domain rows."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from portal.core import rows
from portal.core.models import Event

_restricted: dict[str, type[models.Model]] = {}


def record_event(verb: str, subject: models.Model, *, actor: Any, at: datetime, **data: Any) -> Event:
    """
    Append one event in the caller's transaction. ``actor`` None is the portal itself.

    Data are plain values; personal identifiers have no place in them, as the
    log outlives every retention period.
    """
    event = Event(
        verb=verb,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        actor=actor,
        at=at,
        data={key: plain(value) for key, value in data.items() if value is not None},
    )
    rows.write(event)
    return event


def events_about(record: models.Model) -> models.QuerySet[Event]:
    """Return the record's events, oldest first, with their actors."""
    return Event.objects.about(record).select_related("actor").order_by("at", "pk")


def restrict(model: type[models.Model]) -> type[models.Model]:
    """Say that events about this kind of record are only for those to whom ``objects.visible_to`` shows the record."""
    _restricted[model._meta.label_lower] = model
    return model


def restricted_kinds() -> Iterator[tuple[ContentType, Callable[[Any], models.QuerySet]]]:
    """Return each restricted kind with the function that says which of its records a person may see."""
    for model in _restricted.values():
        yield ContentType.objects.get_for_model(model), model._default_manager.visible_to  # type: ignore[attr-defined]


def plain(value: Any) -> Any:
    """Return the value as JSON can hold it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, models.Model):
        return str(value)
    return value
