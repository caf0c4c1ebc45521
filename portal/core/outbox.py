"""
Owe people messages in the same transaction as the change; deliver them after it.

The guarantee: a message that is owed is delivered at least once, and once
unless a worker dies between handing it to the mail server and writing that
down. A worker takes a message by compare-and-set for ``LEASE``; a message whose
taker went silent is offered again. Every delivery of a message bears the same
Message-ID, so that a mail server can drop the second copy.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.template.loader import render_to_string

from portal.core import rows, waiting, words
from portal.core.events import plain
from portal.core.models import Message

LEASE = timedelta(minutes=5)
DIGEST = "core/digest"
# What a delegate may read anyway, since these records are open to whoever acts for their owner.
SHARED_WITH_DELEGATES = ("licensing/", "enduse/", "plans/")
BATCH = 200
log = structlog.get_logger(__name__)


def owe(
    key: str,
    *,
    to: Any = None,
    to_address: str = "",
    template: str,
    due_at: datetime,
    daily: bool = False,
    **context: Any,
) -> bool:
    """
    Owe this message once, however often we are told to; return whether it is new.

    ``daily`` says that it may wait for the person's digest. Deadlines and mentions may not.
    """
    if to is None and not to_address:
        raise ValueError(f"{key} is owed to nobody.")
    message = Message(key=key, to=to, to_address=to_address, template=template, due_at=due_at, daily=daily)
    message.context = plain(context)
    return rows.write_unless_known(message, by="key")


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One of many messages that are owed together."""

    key: str
    to_id: int
    template: str
    due_at: datetime
    daily: bool = False
    context: dict[str, Any] = field(default_factory=dict)


def owe_many(messages: Iterable[Owed]) -> None:
    """Owe each of them once, however often we are told to, in one statement for all."""
    rows = [
        Message(
            key=each.key,
            to_id=each.to_id,
            template=each.template,
            due_at=each.due_at,
            daily=each.daily,
            context=plain(each.context),
        )
        for each in messages
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def withdraw(prefix: str, *, at: datetime) -> int:
    """Withdraw what is not sent yet and whose key starts so; return how many."""
    waiting = Message.objects.filter(key__startswith=prefix, sent_at=None, withdrawn_at=None)
    return waiting.update(withdrawn_at=at)


def deliver_due(*, at: datetime, clock: Any = None) -> int:
    """
    Deliver what is due, each by whichever worker claims it first; return how many left.

    ``clock`` tells the time of each delivery where a run may be long; without it all count as ``at``.
    """
    clock = clock or (lambda: at)
    sent = 0
    while batch := list(
        Message.objects.waiting(at=clock()).select_related("to__mail_choice").order_by("due_at", "pk")[:BATCH]
    ):
        sent += sum(_deliver(message, at=clock()) for message in batch)
        if len(batch) < BATCH:
            break
    return sent


def _deliver(message: Message, *, at: datetime) -> bool:
    mine = Message.objects.free(at=at).filter(pk=message.pk)
    if not mine.update(claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return False
    try:
        mail = compose(message, at=at)
        if mail is None:
            return not Message.objects.filter(pk=message.pk).update(withdrawn_at=at)
        mail.send()
    except Exception as problem:  # one bad address must not hold up the rest
        log.warning("message not delivered", key=message.key, attempts=message.attempts + 1, problem=repr(problem))
        pause = LEASE * min(2**message.attempts, 96)  # 5 minutes, doubling up to 8 hours
        Message.objects.filter(pk=message.pk).update(problem=str(problem)[:300], claimed_until=at + pause)
        return False
    sent = Q(pk=message.pk) | Q(gathered_into=message.pk, sent_at=None, withdrawn_at=None)
    Message.objects.filter(sent).update(sent_at=at, problem="")
    return True


def compose(message: Message, *, at: datetime | None = None) -> EmailMessage | None:
    """
    Return the mail: the template's first line is its subject, the rest its body. Nothing for a digest that has
    lost all it was to tell.

    :raises ValueError: if the person has no address any more
    """
    address = message.to.email if message.to else message.to_address
    if not address:
        raise ValueError("The recipient has no address.")
    more = _digest_words(message, at=at or message.due_at) if message.template == DIGEST else {}
    if message.template == DIGEST and not more["lines"]:
        return None
    subject, body = _text(message, **more)
    name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    host = settings.SITE_URL.split("//")[-1].split(":")[0]
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    copies = _delegates(message, on=words.as_day(at or message.due_at))
    return EmailMessage(subject, body.strip() + "\n", None, [address], cc=copies, headers=headers)


def _text(message: Message, **more: Any) -> tuple[str, str]:
    """Return the subject and the body of a message."""
    told = {
        **message.context,
        **more,
        "to": message.to,
        "institution": settings.INSTITUTION,
        "site_url": settings.SITE_URL,
    }
    text = render_to_string(f"email/{message.template}.txt", told)
    subject, _, body = text.strip().partition("\n")
    return subject.removeprefix("Subject:").strip(), body


def _digest_words(message: Message, *, at: datetime) -> dict[str, Any]:
    """Return what a digest tells: what was gathered and still holds, and what else waits."""
    gathered = message.gathered.filter(withdrawn_at=None, sent_at=None).select_related("to").order_by("due_at", "pk")
    lines = [{"subject": _text(each)[0], "link": _link(each)} for each in gathered]
    own = [item for group in waiting.waiting_for(message.to, at=at).groups for item in group.items]
    return {"lines": lines, "own": own[:10], "more": max(len(own) - 10, 0)}


def _link(message: Message) -> str:
    path = message.context.get("path", "")
    return message.context.get("link", "") or (f"{settings.SITE_URL}{path}" if path else "")


def _delegates(message: Message, *, on: date) -> list[str]:
    """Return the addresses of whoever acts for the person today, where they may read the record too."""
    if message.to is None or not message.template.startswith(SHARED_WITH_DELEGATES):
        return []
    choice = getattr(message.to, "mail_choice", None)
    if choice is not None and not choice.copies_to_delegate:
        return []
    held = message.to.delegations_given.on(on).filter(delegate__is_active=True)
    return list(held.order_by("pk").values_list("delegate__email", flat=True))


def overdue(*, at: datetime) -> Q:
    """Return the filter for messages that should have left half an hour ago."""
    return Q(due_at__lt=at - timedelta(minutes=30), sent_at=None, withdrawn_at=None, daily=False, gathered_into=None)
