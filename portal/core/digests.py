"""
One mail a day of what could wait.

Messages that may wait are gathered into a digest in the transaction that makes it. A digest that another
worker made is left alone, so that no message is told twice and none is gathered into a mail that has left.
What is withdrawn before the digest leaves is not told.
"""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from portal.core import outbox, words
from portal.core.models import MailChoice, Message

PEOPLE = 500
USUAL_HOUR = 7


def gather(*, at: datetime) -> int:
    """Make today's digest of everybody for whom something waits and whose hour has come; return how many."""
    made, last = 0, 0
    while people := _people_after(last, at=at):
        last = people[-1]
        made += _gather(people, at=at)
    return made


def _people_after(last: int, *, at: datetime) -> list[int]:
    """Return the next people for whom something waits, whose hour has come, and who have no digest of today."""
    here = timezone.localtime(at)
    today = words.as_day(at)
    waiting = Message.objects.for_digest(at=at).filter(to__gt=last, to__is_active=True)
    choice = Q(to__mail_choice__isnull=True) if here.hour >= USUAL_HOUR and here.weekday() < 5 else Q(pk__in=[])
    chosen = Q(to__mail_choice__hour__lte=here.hour)
    if here.weekday() >= 5:
        chosen &= Q(to__mail_choice__working_days_only=False)
    told = Message.objects.filter(template=outbox.DIGEST, key__endswith=f".{today}")
    rows = waiting.filter(choice | chosen).exclude(to__in=told.values("to"))
    return list(rows.order_by("to").values_list("to", flat=True).distinct()[:PEOPLE])


@transaction.atomic
def _gather(people: list[int], *, at: datetime) -> int:
    mark = uuid.uuid4().hex
    outbox.owe_many(
        outbox.Owed(
            key=f"core.digest.{person}.{words.as_day(at)}",
            to_id=person,
            template=outbox.DIGEST,
            due_at=at,
            context={"mark": mark},
        )
        for person in people
    )
    mine = Message.objects.filter(template=outbox.DIGEST, to__in=people, context__mark=mark)
    digest_of = mine.filter(to=OuterRef("to")).values("pk")[:1]
    waiting = Message.objects.for_digest(at=at).filter(to__in=mine.values("to"))
    Message.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(gathered_into=Subquery(digest_of))
    return mine.count()


def choice_of(user: Any) -> MailChoice:
    """Return what the person has chosen, or the usual."""
    return MailChoice.objects.filter(user=user).first() or MailChoice(user=user)
