"""
Make end-use statements the way the office and recipients do.

    make_statement()            asked for
    make_invited()              with its link: (statement, link)
    fill_in(link)               every page, as the case has it
    make_signed()               signed by name and code
    token_of(link)              what stands in the address
"""

from datetime import datetime, timedelta
from typing import Any

from compliance.enduse import actions, statementform, tokens
from compliance.enduse.models import RecipientLink, Statement
from compliance.licensing.models import Case
from tests.factories.licensing import UNKNOWN, make_case, make_officer
from tests.factories.people import NOW
from tests.factories.replay import replayed

RIGHT = {
    "legal_name": "Quiet Meadow Observatory",
    "street": "Observatory Lane 1, Delft",
    "country": "NL",
    "website": "",
    "business": "research",
    "goods": "One quantum device",
    "quantity": "1",
    "serials": "",
    "end_use": "A joint benchmark of error correction.",
    "use_kind": "as_it_is",
    "end_user": "we",
    "place": "Observatory Lane 1, Delft",
    "place_country": "NL",
    "remarks": "",
    **dict.fromkeys(statementform.PROMISES, "yes"),
}
SIGNER = {"name": "Noor de Vries", "title": "Dean", "authority": "Dean by statute.", "agreed": True}


@replayed
def make_statement(*, case: Case | None = None, at: datetime = NOW, regime: str = "US", **given: Any) -> Statement:
    """Ask for a statement of the recipient of a case."""
    case = case or make_case(item=UNKNOWN, at=at)
    party = next(part.party for part in case.parties.select_related("party") if part.receives)
    return actions.want_statement(case, party=party, regime=regime, actor=make_officer(), at=at, **given)


@replayed
def make_invited(*, at: datetime = NOW, **given: Any) -> tuple[Statement, RecipientLink]:
    """Ask for a statement and send its link."""
    statement = make_statement(at=at, **given)
    link = actions.invite(statement, name="Noor de Vries", email="noor@meadow.example", actor=make_officer(), at=at)
    return fresh(statement), link


def fill_in(link: RecipientLink, *, at: datetime = NOW, **other: str) -> None:
    """Save every page of the form."""
    said = {**RIGHT, **other}
    for section in statementform.form_of(statementform.CURRENT).sections:
        answers = {field.id: said.get(field.id, "") for field in section.fields}
        actions.save_section(again(link), section=section.id, answers=answers, at=at)


def sign(link: RecipientLink, *, at: datetime = NOW, **given: Any) -> None:
    """Ask for a code, use it, and sign."""
    actions.send_code(link, at=at)
    link = again(link)
    code = tokens.code_of(link.uid, link.code_number)
    actions.use_code(link, code=code, at=at + timedelta(minutes=1))
    actions.sign_statement(link, code=code, at=at + timedelta(minutes=1), **{**SIGNER, **given})


@replayed
def make_signed(*, at: datetime = NOW, said: dict[str, str] | None = None, **given: Any) -> Statement:
    """Make a statement that its recipient has signed."""
    statement, link = make_invited(at=at, **given)
    fill_in(link, at=at, **(said or {}))
    sign(again(link), at=at)
    return fresh(statement)


def accept_all(statement: Statement, *, actor: Any, at: datetime = NOW) -> None:
    """Look at every field, and find it right."""
    for row in statement.checks.select_related("statement__case"):
        actions.check_field(row, accepted=True, note="Asked by telephone.", actor=actor, at=at)


def token_of(link: RecipientLink) -> str:
    """Return what stands in the address of a link."""
    return tokens.token_of(link.uid, link.purpose)


def again(link: RecipientLink) -> RecipientLink:
    """Return the link as the next request reads it."""
    return RecipientLink.objects.select_related("statement__case", "statement__party", "verification").get(pk=link.pk)


def fresh(statement: Statement) -> Statement:
    """Return the statement as the next request reads it."""
    return Statement.objects.get(pk=statement.pk)
