"""Links for people without an account: made, coded, ended. One link, one thing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from compliance.enduse import tokens
from compliance.enduse.models import RecipientLink, Statement, Verification
from compliance.enduse.states import LinkPurpose
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def make_link(
    record: Statement | Verification, *, name: str, email: str, template: str, actor: Any, at: datetime
) -> RecipientLink:
    """
    Make the one link to a record, ending any before it, and owe its mail. The policy is the caller's.

    :raises Invalid: if there is no name or no address
    """
    if not name.strip():
        raise Invalid("Say who is invited.", field="name")
    if "@" not in email:
        raise Invalid("Give the e-mail address of the person who signs.", field="email")
    end_links(record, at=at)
    about = {"statement": record} if isinstance(record, Statement) else {"verification": record}
    link = RecipientLink.objects.create(
        purpose=LinkPurpose.STATEMENT if isinstance(record, Statement) else LinkPurpose.VERIFICATION,
        to_name=name.strip(),
        to_address=email.strip(),
        made_by=actor,
        made_at=at,
        expires_at=at + tokens.LIFE,
        **about,
    )
    case = record.case if isinstance(record, Statement) else record.authorisation.case
    outbox.owe(
        f"enduse.link.{link.pk}",
        to_address=link.to_address,
        template=template,
        due_at=at,
        name=link.to_name,
        title=case.title,
        uid=link.uid.hex,
        until=f"{link.expires_at:%-d %B %Y}",
        because=getattr(record, "returned_because", ""),
    )
    record_event("enduse.link.made", record, actor=actor, at=at, until=link.expires_at)
    return link


@transaction.atomic
def end_links(record: Statement | Verification, *, actor: Any = None, at: datetime) -> int:
    """Let no link to a record open anything any more; return how many did."""
    standing = record.links.filter(ended_at=None)
    for pk in standing.values_list("pk", flat=True):
        outbox.withdraw(f"enduse.link.{pk}", at=at)
    return standing.update(ended_at=at)


@transaction.atomic
def send_code(link: RecipientLink, *, actor: Any = None, at: datetime) -> None:
    """
    Send a one-time code to the invited address, and to no other. The code before it counts no more.

    :raises Conflict: if one was sent a moment ago, or too many were
    """
    if link.code_sent_at is not None and at - link.code_sent_at < tokens.CODE_PAUSE:
        raise Conflict("A code has just been sent. It may take a minute to arrive.")
    if link.code_number >= tokens.CODES:
        raise Conflict("Too many codes were sent. Write to whoever invited you, and ask for a new link.")
    mine = RecipientLink.objects.filter(pk=link.pk, ended_at=None, code_number=link.code_number)
    if not mine.update(code_number=F("code_number") + 1, code_sent_at=at, code_tries=0):
        raise Conflict("A code has just been sent. It may take a minute to arrive.")
    link.refresh_from_db()
    outbox.owe(
        f"enduse.link.{link.pk}.code.{link.code_number}",
        to_address=link.to_address,
        template="enduse/code",
        due_at=at,
        name=link.to_name,
        uid=link.uid.hex,
        number=link.code_number,
        minutes=int(tokens.CODE_LIFE.total_seconds() // 60),
    )


def use_code(link: RecipientLink, *, code: str, actor: Any = None, at: datetime) -> None:
    """
    Let a code count once, within its time and its number of tries. A wrong try is written down whatever follows, so
    this stands outside the transaction of what the code is for.

    :raises Invalid: for a wrong code, one that is too old, or one too often tried
    """
    mine = RecipientLink.objects.filter(pk=link.pk, ended_at=None, code_number__gt=0, code_tries__lt=tokens.TRIES)
    if not mine.update(code_tries=F("code_tries") + 1):
        raise Invalid("This code does not count any more. Ask for a new one.", field="code")
    link.refresh_from_db()
    prove(link, code=code, at=at)


def prove(link: RecipientLink, *, code: str, at: datetime) -> None:
    """
    See that these figures are the newest code of the link, and not too old.

    :raises Invalid: if they are not
    """
    too_old = link.code_sent_at is None or at - link.code_sent_at > tokens.CODE_LIFE
    if too_old or not tokens.is_code(code, link.uid, link.code_number):
        raise Invalid("This is not the code of the newest mail. Look again, or ask for a new one.", field="code")
