"""Find cases by words. Everything that looks for cases goes through this one function."""

from typing import Any

from django.db.models import Q, QuerySet

from compliance.licensing import searching
from compliance.licensing.models import Case, CaseAnswer, CaseItem, CaseParty, CaseText

LEAST = 2
MOST_WORDS = 8
MOST_CASES = 500


def find(text: str, *, actor: Any) -> QuerySet[Case]:
    """
    Return the newest cases the actor may see in which every word occurs, as the beginning of a word of the reference,
    the title, an answer, an item or a party. Three statements, whatever is found; at most 500 cases.
    """
    words = [word for word in searching.fold(text).split() if len(word) >= LEAST][:MOST_WORDS]
    if not words:
        return Case.objects.none()
    visible = Case.objects.visible_to(actor)
    submitted = visible.filter(
        submitted_at__isnull=False, pk__in=CaseText.objects.matching(words).values("pk")
    ).order_by("-pk")
    drafts = visible.filter(submitted_at=None)
    for word in text.split()[:MOST_WORDS]:
        drafts = drafts.filter(_holds(word))
    found = [*submitted.values_list("pk", flat=True)[:MOST_CASES], *drafts.values_list("pk", flat=True)[:MOST_CASES]]
    return Case.objects.filter(pk__in=found).select_related("applicant")


def _holds(word: str) -> Q:
    """Look through drafts, which are few and change with every page, as they are."""
    parties = CaseParty.objects.filter(Q(party__name__icontains=word) | Q(party__aliases__text__icontains=word)).values(
        "case"
    )
    items = CaseItem.objects.filter(Q(name__icontains=word) | Q(description__icontains=word)).values("case")
    answers = CaseAnswer.objects.filter(shown__icontains=word).values("case")
    inside = Q(pk__in=parties) | Q(pk__in=items) | Q(pk__in=answers)
    return Q(reference__icontains=word) | Q(title__icontains=word) | inside
