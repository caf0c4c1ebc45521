"""What a recipient does with a statement behind a link: save, upload, sign."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.enduse import completeness, printing, statementform
from compliance.enduse.actions import links
from compliance.enduse.actions.statements import lay_beside
from compliance.enduse.models import RecipientLink, Statement, StatementAnswer
from compliance.enduse.states import StatementState
from compliance.enduse.workflow import STATEMENT
from portal.core import attachments, outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def save_section(
    link: RecipientLink, *, section: str, answers: Mapping[str, str], actor: Any = None, at: datetime
) -> None:
    """
    Keep what a recipient has filled in so far, with the questions as they were put. Nothing has to be complete.

    :raises Conflict: if the statement is signed
    :raises Invalid: if there is no such page
    """
    statement = _by_link(link)
    page = statementform.form_of(statement.form_version).section(section)
    if page is None:
        raise Invalid("There is no such page.")
    said = [
        StatementAnswer(
            statement=statement,
            field=field.id,
            wording=field.label,
            value=answers.get(field.id, "").strip(),
            saved_at=at,
        )
        for field in page.fields
    ]
    StatementAnswer.objects.bulk_create(
        said,
        update_conflicts=True,
        unique_fields=["statement", "field"],
        update_fields=["wording", "value", "saved_at"],
    )
    record_event("enduse.statement.saved", statement, actor=actor, at=at, section=section)


@transaction.atomic
def give_letterhead(link: RecipientLink, *, upload: Any, actor: Any = None, at: datetime) -> None:
    """
    Keep the document on letterhead, or the official form, that a recipient uploads. It takes the place of one before.

    :raises Conflict: if the statement is signed
    :raises Invalid: if it is no PDF
    """
    statement = _by_link(link)
    kept = attachments.store(upload, subject=statement, kind="letterhead", actor=actor, at=at)
    if kept.content_type != "application/pdf":
        raise Invalid("Upload it as a PDF.", field="file")
    statement.letterhead = kept
    statement.save(update_fields=["letterhead"])


@transaction.atomic
def sign_statement(
    link: RecipientLink,
    *,
    name: str,
    title: str,
    authority: str,
    agreed: bool,
    code: str,
    actor: Any = None,
    at: datetime,
) -> None:
    """
    Sign a statement with one's typed name and the code that was sent to the invited address. What was signed is kept
    as a PDF with its digest, and the link opens nothing any more.

    Tries are counted by :func:`links.use_code`, which stands outside this transaction and comes first.

    :raises Invalid: if a name is missing, nothing is agreed to, or the code is not the newest one
    :raises Conflict: if something is missing, or it is signed already
    """
    statement = _by_link(link)
    _may_be_signed(statement, name=name, title=title, agreed=agreed)
    links.prove(link, code=code, at=at)
    statement.signatory, statement.signatory_title = name.strip(), title.strip()
    statement.authority = authority.strip()
    document = printing.keep(statement, signed_at=at, at=at)
    values = {
        "signatory": statement.signatory,
        "signatory_title": statement.signatory_title,
        "authority": statement.authority,
        "signed_at": at,
        "signed_by_code": True,
        "document": document,
        "digest": (statement.letterhead or document).digest if statement.official_form else document.digest,
        "returned_because": "",
    }
    STATEMENT.advance(statement, "sign", actor=None, at=at, values=values, digest=values["digest"])
    links.end_links(statement, at=at)
    lay_beside(statement, actor=None, at=at)
    if statement.wanted_by is not None:
        _tell(statement, "signed", to=statement.wanted_by, at=at)


def _may_be_signed(statement: Statement, *, name: str, title: str, agreed: bool) -> None:
    for field, value in (("name", name), ("title", title)):
        if not value.strip():
            raise Invalid("Fill this in.", field=field)
    if not agreed:
        raise Invalid("Tick that it is true and that you may sign; a signature says just that.", field="agreed")
    left = completeness.missing(statement)
    if left:
        raise Conflict(f"Not filled in yet: {', '.join(left)}.")


def _by_link(link: RecipientLink) -> Statement:
    statement = link.statement
    if statement is None or statement.state != StatementState.INVITED or link.ended_at is not None:
        raise Conflict("This statement is signed, or not asked for any more.")
    return statement


def _tell(statement: Statement, what: str, *, to: Any, at: datetime) -> None:
    outbox.owe(
        f"enduse.statement.{statement.pk}.{what}.{at.isoformat()}",
        to=to,
        template="enduse/statement_signed",
        due_at=at,
        reference=statement.reference,
        party=str(statement.party),
        path=statement.get_absolute_url(),
    )
