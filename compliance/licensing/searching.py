"""The words of a case for search: folded alike when they are kept and when they are asked for."""

import re
from datetime import datetime

from anyascii import anyascii

from compliance.licensing.models import Case, CaseText

REFERENCE = re.compile(r"\b[A-Za-z]{2}-\d{4}-\d+(?:\.\d+)?\b")
WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Return the words of a text in small Latin letters and figures; a reference stays one word."""
    joined = REFERENCE.sub(lambda found: re.sub(r"[-.]", "", found.group()), text)
    return " ".join(WORD.findall(anyascii(joined).lower()))


def words_of(case: Case) -> str:
    """Return everything that search finds a submitted case by: what its own reader may see of it, and no more."""
    parts = [case.reference, case.title]
    parts += case.answers.order_by("pk").values_list("shown", flat=True)
    for name, description in case.items.order_by("pk").values_list("name", "description"):
        parts += [name, description]
    for part in case.parties.select_related("party").prefetch_related("party__aliases").order_by("pk"):
        parts += [part.party.name, *(alias.text for alias in part.party.aliases.all())]
    return fold("\n".join(parts))


def gather(case: Case, *, at: datetime) -> None:
    """Keep the words of a case as they are now."""
    text = CaseText(case=case, words=words_of(case), gathered_at=at)
    CaseText.objects.bulk_create(
        [text], update_conflicts=True, unique_fields=["case"], update_fields=["words", "gathered_at"]
    )
