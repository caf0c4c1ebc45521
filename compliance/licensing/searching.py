"""The words of a case for search: folded alike when they are kept and when they are asked for."""

import re
from datetime import datetime

from anyascii import anyascii

from compliance.licensing.drafting import Draft
from compliance.licensing.models import CaseText
from compliance.parties.models import PartyAlias

REFERENCE = re.compile(r"\b[A-Za-z]{2}-\d{4}-\d+(?:\.\d+)?\b")
WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Return the words of a text in small Latin letters and figures; a reference stays one word."""
    joined = REFERENCE.sub(lambda found: re.sub(r"[-.]", "", found.group()), text)
    return " ".join(WORD.findall(anyascii(joined).lower()))


def words_of(draft: Draft) -> str:
    """Return everything that search finds a submitted case by: what its own reader may see of it, and no more."""
    case = draft.case
    parts = [case.reference, case.title]
    parts += case.answers.order_by("pk").values_list("shown", flat=True)
    for item in draft.items:
        parts += [item.name, item.description]
    aliases = PartyAlias.objects.filter(party__in=[part.party_id for part in draft.parties])
    parts += [part.party.name for part in draft.parties]
    parts += aliases.order_by("pk").values_list("text", flat=True)
    return fold("\n".join(parts))


def gather(draft: Draft, *, at: datetime) -> None:
    """Keep the words of a case as they are now."""
    text = CaseText(case=draft.case, words=words_of(draft), gathered_at=at)
    CaseText.objects.bulk_create(
        [text], update_conflicts=True, unique_fields=["case"], update_fields=["words", "gathered_at"]
    )
