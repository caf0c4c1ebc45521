"""Letters: what was decided, in plain words, with a code by which anybody can check that a letter is genuine."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from compliance.licensing import neighbours
from compliance.licensing.models import Authorisation, Decision, Letter
from compliance.licensing.states import DecisionOutcome, LetterKind, Verdict
from portal.core import attachments, words
from portal.core.pdf import render_pdf

# Without 0, 1, I and O, which are mistaken for each other when read out.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def issue(decision: Decision, *, kind: str, authorisation: Authorisation | None, actor: Any, at: datetime) -> Letter:
    """Write a letter and keep it with the case."""
    letter = Letter(
        case=decision.case, decision=decision, authorisation=authorisation, kind=kind, code=new_code(), issued_at=at
    )
    name = f"{authorisation or decision.case}-{kind}.pdf"
    letter.attachment = attachments.store_bytes(
        render_pdf("letter", contents(letter)), name=name, subject=decision.case, kind="letter", actor=actor, at=at
    )
    letter.save()
    return letter


def new_code() -> str:
    """Return a code of twelve signs in three groups, about 60 bits."""
    signs = [secrets.choice(ALPHABET) for _ in range(12)]
    return "-".join("".join(signs[start : start + 4]) for start in (0, 4, 8))


def tidy_code(text: str) -> str:
    """Return a code as it is kept, however somebody typed it."""
    signs = [sign for sign in text.upper() if sign in ALPHABET]
    return "-".join("".join(signs[start : start + 4]) for start in (0, 4, 8)) if len(signs) == 12 else ""


def contents(letter: Letter) -> dict[str, Any]:
    """Return everything that the letter says, as finished words."""
    case, decision, authorisation = letter.case, letter.decision, letter.authorisation
    refusal = letter.kind == LetterKind.REFUSAL
    path = reverse("licensing:verified", args=[letter.code])
    return {
        "title": "Refusal" if refusal else "Authorisation",
        "reference": case.reference,
        "authorisation": str(authorisation or ""),
        "subject": case.title,
        "to": case.applicant.name,
        "unit": str(case.unit or ""),
        "date": words.day(letter.issued_at),
        "opening": _opening(letter),
        "basis": f"{authorisation.get_kind_display()}: {authorisation.basis}".rstrip(": ") if authorisation else "",
        "validity": _validity(authorisation) if authorisation else "",
        "limit": _limit(authorisation) if authorisation else "",
        "transfers": _transfers(letter),
        "conditions": _conditions(authorisation) if authorisation else [],
        "reasons": "" if decision.outcome == DecisionOutcome.RECORDED else decision.reasons,
        "appeal": _appeal(letter),
        "signature": decision.decided_by.name if decision.decided_by else settings.INSTITUTION["name"],
        "signed_as": "Export control office",
        "code": letter.code,
        "verify_url": f"{settings.SITE_URL}{path}",
        "contact": settings.INSTITUTION["contact"],
    }


def _opening(letter: Letter) -> str:
    if letter.kind == LetterKind.REFUSAL:
        return "The transfers listed below are refused. They must not take place."
    if letter.decision.outcome == DecisionOutcome.RECORDED:
        return "Your case was recorded at once. The transfers listed below may take place as you described them."
    authorisation = letter.authorisation
    if authorisation is not None and authorisation.valid_from is None:
        return (
            "The transfers listed below are approved, but must not take place before the government's licence has "
            "arrived and the office has put this authorisation in force."
        )
    return "The transfers listed below are approved as you described them, within the limits of this letter."


def _validity(authorisation: Authorisation) -> str:
    if authorisation.valid_from is None:
        return "From the day on which the office puts it in force."
    until = f" until {words.day(authorisation.valid_to)}" if authorisation.valid_to else ", until further notice"
    return f"From {words.day(authorisation.valid_from)}{until}."


def _limit(authorisation: Authorisation) -> str:
    if authorisation.limit is None:
        return ""
    return f"{words.number(authorisation.limit)} {authorisation.limit_unit}".strip()


def _transfers(letter: Letter) -> list[dict[str, str]]:
    if letter.authorisation is not None:
        rows = letter.authorisation.transfers.select_related("item", "recipient__party").order_by("number")
    else:
        refused = letter.decision.transfers.filter(verdict=Verdict.REFUSE).values("transfer")
        rows = (
            letter.case.transfers.filter(pk__in=refused).select_related("item", "recipient__party").order_by("number")
        )
    return [
        {
            "number": str(row.number),
            "item": row.item.name,
            "recipient": str(row.party),
            "destination": neighbours.country_name(row.destination),
            "mode": row.get_mode_display(),
        }
        for row in rows
    ]


def _conditions(authorisation: Authorisation) -> list[dict[str, str]]:
    return [
        {
            "number": str(each.number),
            "text": each.obligation,
            "due": f"By {words.day(each.due_on)}" if each.due_on else each.get_due_rule_display(),
            "owner": each.owner.name,
        }
        for each in authorisation.conditions.select_related("owner").order_by("number")
    ]


def _appeal(letter: Letter) -> str:
    if letter.decision.outcome in (DecisionOutcome.RECORDED, DecisionOutcome.APPROVE):
        return ""
    return (
        "You may appeal within the time that the portal shows on your case. Somebody who was not involved decides the "
        "appeal."
    )
