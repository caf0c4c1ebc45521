"""Find cases by words. Everything that looks for cases goes through this one function."""

from typing import Any

from django.db.models import Q, QuerySet

from compliance.licensing.models import Case, CaseAnswer, CaseItem, CaseParty

LEAST = 2
MOST_WORDS = 8


def find(text: str, *, actor: Any) -> QuerySet[Case]:
    """
    Return the cases the actor may see in which every word occurs: in the reference, the title, the text of an
    answer, the name of an item, or a name of a party.
    """
    cases = Case.objects.visible_to(actor)
    words = [word for word in text.split() if len(word) >= LEAST][:MOST_WORDS]
    if not words:
        return cases.none()
    for word in words:
        cases = cases.filter(_holds(word))
    return cases.select_related("applicant")


def _holds(word: str) -> Q:
    parties = CaseParty.objects.filter(Q(party__name__icontains=word) | Q(party__aliases__text__icontains=word)).values(
        "case"
    )
    items = CaseItem.objects.filter(Q(name__icontains=word) | Q(description__icontains=word)).values("case")
    answers = CaseAnswer.objects.filter(shown__icontains=word).values("case")
    inside = Q(pk__in=parties) | Q(pk__in=items) | Q(pk__in=answers)
    return Q(reference__icontains=word) | Q(title__icontains=word) | inside
