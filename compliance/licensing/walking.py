"""The questions of an exclusion about one item of a draft."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from compliance.licensing import actions, neighbours
from compliance.licensing.drafting import Draft
from compliance.licensing.models import CaseItem
from compliance.licensing.states import ItemKind

INFORMATION = (ItemKind.SOFTWARE, ItemKind.TECHNOLOGY)
OFFERED = ("fundamental_research", "published", "education", "patents")


def trees(draft: Draft) -> list[Any]:
    """Return the exclusions that may fit: they are about information, never about things."""
    if not any(item.kind in INFORMATION for item in draft.items):
        return []
    book = neighbours.book(timezone.localdate())
    return [tree for code in OFFERED if (tree := book.tree(code)) is not None]


def walk(item: CaseItem, tree: str) -> Any | None:
    """Return where the answers lead so far; nothing where there is no such tree or the item is a thing."""
    from compliance.classification.engine.walking import walk as follow

    found = neighbours.book(timezone.localdate()).tree(tree)
    if found is None or item.kind not in INFORMATION:
        return None
    given = item.exclusion_answers if item.exclusion_tree == found.code else {}
    return follow(found, {code: answer == "yes" for code, answer in given.items()})


def answer(item: CaseItem, tree: str, question: str, said: str, *, actor: Any, at: datetime) -> None:
    """Keep one answer. Another tree than before starts anew."""
    found = neighbours.book(timezone.localdate()).tree(tree)
    given = dict(item.exclusion_answers) if item.exclusion_tree == found.code else {}
    actions.describe_item(item, exclusion=(found.code, {**given, question: said}), actor=actor, at=at)
