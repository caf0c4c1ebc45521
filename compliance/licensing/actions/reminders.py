"""Reminders of authorisations that end and of conditions that fall due, a thousand at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from compliance.licensing.models import Authorisation, Condition
from portal.accounts import queries as people
from portal.core import outbox
from portal.core.outbox import Owed
from portal.core.words import as_day

BATCH = 1000
CAN_WAIT = 30  # days before the end from which on the reminder may wait for the daily digest
TO_CHAMPION, TO_OFFICER = 7, 14  # days after the day of a condition


def remind_of_expiries(ending: Iterable[tuple[Authorisation, int]], *, at: datetime) -> int:
    """Owe researchers the reminders that their authorisations end in so many days; return how many are owed by now."""
    return sum(_owe([_expiry(each, rung, at) for each, rung in batch]) for batch in _batches(ending))


def remind_of_conditions(conditions: Iterable[Condition], *, at: datetime) -> int:
    """
    Owe whoever owes a condition a reminder of its day. A week after it the champion hears of it too, two weeks
    after it the case's officer. Return how many reminders are owed by now.
    """
    return sum(_owe(_of_conditions(batch, at=at)) for batch in _batches(conditions))


@transaction.atomic
def _owe(messages: list[Owed]) -> int:
    outbox.owe_many(messages)
    return len(messages)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _expiry(authorisation: Authorisation, rung: int, at: datetime) -> Owed:
    return Owed(
        key=f"licensing.authorisation.{authorisation.pk}.expiry.{authorisation.valid_to}.{rung}",
        to_id=authorisation.case.applicant_id,
        template="licensing/expiring",
        due_at=at,
        daily=rung >= CAN_WAIT,
        context={
            "reference": authorisation.reference,
            "days": rung,
            "valid_to": authorisation.valid_to,
            "path": authorisation.get_absolute_url(),
        },
    )


def _of_conditions(conditions: list[Condition], *, at: datetime) -> list[Owed]:
    champions = people.champions_by_person({condition.owner_id for condition in conditions}, on=as_day(at))
    owed = []
    for condition in conditions:
        late = (as_day(at) - condition.due_on).days if condition.due_on else 0
        owed.append(_condition(condition, condition.owner_id, "", at))
        if late >= TO_CHAMPION:
            told = [condition.owner_id, *champions.get(condition.owner_id, [])]
            owed += [_condition(condition, person, f".late.{person}", at) for person in told]
        officer = condition.authorisation.case.officer_id or condition.authorisation.case.decided_by_id
        if late >= TO_OFFICER and officer:
            owed.append(_condition(condition, officer, f".office.{officer}", at))
    return owed


def _condition(condition: Condition, person: int, rung: str, at: datetime) -> Owed:
    authorisation = condition.authorisation
    return Owed(
        key=f"licensing.condition.{condition.pk}.{condition.due_on}{rung}",
        to_id=person,
        template="licensing/condition_due",
        due_at=at,
        context={
            "reference": authorisation.reference,
            "due_on": condition.due_on,
            "late": bool(rung),
            "mine": person == condition.owner_id,
            "path": authorisation.get_absolute_url(),
        },
    )
