"""
Reminders of many records, rung by rung, in a constant number of queries per thousand.

A record remembers the last rung that was reached: 30, 7, 0 days before its day, or -7 for a week after it.
Each rung is owed once. After missed runs only the most urgent one is owed, since nobody needs three
letters about one thing on one morning. Two runs at once write the same keys, of which one remains.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from portal.core import outbox
from portal.core.words import as_day

BATCH = 1000
Reached = list[tuple[Any, int]]


def climb(
    rows: models.QuerySet,
    *,
    rungs: tuple[int, ...],
    at: datetime,
    owes: Callable[[Reached], Iterable[outbox.Owed]],
    due: str = "due_on",
) -> int:
    """
    Owe what the records have reached by now; return how many have reached something new.

    ``owes`` is given a thousand records with their rungs, and may ask the database for what it needs about all of
    them at once.
    """
    horizon = as_day(at) + timedelta(days=max(rungs))
    waiting = rows.filter(**{f"{due}__lte": horizon}).filter(Q(rung=None) | Q(rung__gt=min(rungs))).order_by("pk")
    reached, last = 0, 0
    while batch := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        fresh = [(row, rung) for row in batch if (rung := _rung(row, getattr(row, due), rungs, as_day(at))) is not None]
        reached += _owe(fresh, owes)
    return reached


def _rung(row: Any, due_on: date, rungs: tuple[int, ...], today: date) -> int | None:
    left = (due_on - today).days
    reached = min((rung for rung in rungs if left <= rung), default=None)
    return None if reached is None or (row.rung is not None and row.rung <= reached) else reached


@transaction.atomic
def _owe(fresh: Reached, owes: Callable[[Reached], Iterable[outbox.Owed]]) -> int:
    if not fresh:
        return 0
    model = type(fresh[0][0])
    reached = 0
    for rung, group in groupby(sorted(fresh, key=lambda each: each[1]), key=lambda each: each[1]):
        mine = model._default_manager.filter(pk__in=[row.pk for row, _ in group])
        reached += mine.filter(Q(rung=None) | Q(rung__gt=rung)).update(rung=rung)
    outbox.owe_many(owes(fresh))
    return reached
