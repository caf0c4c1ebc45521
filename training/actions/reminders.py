"""
Remind people of what lapses: a digest, never a mail per course, and not once it is done.

The rungs are 60, 30 and 7 days before the last day, and the day after it. The person is
told at each, a champion from the third, the head of the unit at the last. A rung is a row;
a run that is missed is made up by the next.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import Membership, User
from portal.core import outbox
from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.core.models import Message
from portal.core.words import as_day, day
from training import policies, queries
from training.models import Course, Reminder
from training.states import Standing

RUNGS = (60, 30, 7)
LAPSED = 0
CHAMPIONS_FROM = 7
HEADS_FROM = 0
WHO = {Membership.Position.CHAMPION: CHAMPIONS_FROM, Membership.Position.HEAD: HEADS_FROM}


@dataclass(frozen=True)
class Due:
    """One rung that was reached, and who is told."""

    told: int
    person: int
    course: Course
    due_on: date
    rung: int

    @property
    def key(self) -> tuple[int, int, int, date, int]:
        """What makes it the same rung."""
        return (self.told, self.person, self.course.pk, self.due_on, self.rung)


def remind_everyone(*, at: datetime) -> int:
    """Owe every digest whose day has come; return how many."""
    reached = _reached(as_day(at))
    told = Reminder.objects.values_list("told", "person", "course", "due_on", "rung")
    known = set(told.filter(due_on__gte=min((due.due_on for due in reached), default=as_day(at))))
    digests: dict[int, list[Due]] = defaultdict(list)
    for due in reached:
        if due.key not in known:
            digests[due.told].append(due)
    names = dict(User.objects.values_list("pk", "name"))
    people = User.objects.active().in_bulk(list(digests))
    return sum(_owe(people[told], dues, names, at=at) for told, dues in sorted(digests.items()) if told in people)


@transaction.atomic
def stop_reminding(person: User, course: Course, *, at: datetime) -> int:
    """
    Withdraw every digest that speaks of this course and has not left; return how many.

    What else stood in them is told by the next run. Where the course counts for others, they are told of too.
    """
    about = {course.pk, *course.accepted_for.values_list("course", flat=True)}
    keys = list(Reminder.objects.filter(person=person, course__in=about).values_list("message_key", flat=True))
    waiting = Message.objects.filter(key__in=keys, sent_at=None, withdrawn_at=None)
    unsent = list(waiting.values_list("key", flat=True))
    withdrawn = waiting.update(withdrawn_at=at)
    Reminder.objects.filter(message_key__in=unsent).exclude(person=person, course__in=about).delete()
    return withdrawn


@transaction.atomic
def nudge(person: User, *, actor: Any, at: datetime) -> None:
    """
    Remind somebody now of all that they lack or will lack within 60 days.

    :raises Denied: if the person is in no unit that the actor champions or heads
    :raises Conflict: if nothing is due, or the actor has done so today
    """
    policies.may_nudge(actor, person)
    today = as_day(at)
    due = [each for each in queries.obligations(person, today) if _rung(each, today) is not None]
    if not due:
        raise Conflict(f"Nothing is due from {person}.")
    key = f"training.nudge.{person.pk}.{actor.pk}.{today}"
    courses = [_line(each.course, each.due_on, today) for each in due]
    if not outbox.owe(key, to=person, template="training/nudge", due_at=at, sender=actor, courses=courses):
        raise Conflict(f"You have reminded {person} today.")
    record_event("training.person.nudged", person, actor=actor, at=at, courses=[each.course.code for each in due])


def _reached(today: date) -> list[Due]:
    """Return every rung that stands reached today, for everybody who is told of it."""
    found = []
    led = _led_by_position(today)
    for person, obligations in queries.obligations_among(User.objects.active(), today).items():
        for each in obligations:
            rung = _rung(each, today)
            if rung is None or each.due_on is None:
                continue
            told = [
                person,
                *(who for position in WHO if rung <= WHO[position] for who in led[position].get(person, ())),
            ]
            found += [Due(who, person, each.course, each.due_on, rung) for who in dict.fromkeys(told)]
    return found


def _rung(obligation: queries.Obligation, today: date) -> int | None:
    if obligation.due_on is None or obligation.standing == Standing.EXEMPT:
        return None
    left = (obligation.due_on - today).days
    if left < 0:
        return LAPSED
    return min((rung for rung in RUNGS if left <= rung), default=None)


def _led_by_position(today: date) -> dict[str, dict[int, list[int]]]:
    """Return, for champions and for heads, who leads whom: a unit and everything below it."""
    rows = list(Membership.objects.on(today).values_list("user", "unit__path", "role"))
    led: dict[str, dict[int, list[int]]] = {position: defaultdict(list) for position in WHO}
    for leader, path, role in rows:
        if role in led:
            for person, within, _ in rows:
                if within.startswith(path) and person != leader:
                    led[role][person].append(leader)
    return led


@transaction.atomic
def _owe(to: User, dues: list[Due], names: dict[int, str], *, at: datetime) -> bool:
    dues = sorted(dues, key=lambda due: (due.person != to.pk, names[due.person], due.due_on, due.course.title))
    content = "|".join(str(due.key) for due in dues)
    key = f"training.digest.{to.pk}.{hashlib.sha256(content.encode()).hexdigest()[:24]}.{at:%Y%m%d}"
    today = as_day(at)
    own = [_line(due.course, due.due_on, today) for due in dues if due.person == to.pk]
    others = [
        {"name": names[due.person], **_line(due.course, due.due_on, today)} for due in dues if due.person != to.pk
    ]
    if not outbox.owe(key, to=to, template="training/digest", due_at=at, courses=own, others=others):
        return False
    Reminder.objects.bulk_create(
        Reminder(told=to, person_id=due.person, course=due.course, due_on=due.due_on, rung=due.rung, message_key=key)
        for due in dues
    )
    return True


def _line(course: Course, due_on: date | None, today: date) -> dict[str, Any]:
    lapsed = due_on is not None and due_on < today
    return {"title": course.title, "code": course.code, "day": day(due_on) if due_on else "", "over": lapsed}
