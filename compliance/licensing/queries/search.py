"""Find cases by words. Everything that looks for cases goes through this one function."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from compliance.licensing import neighbours, searching
from compliance.licensing.models import Case, CaseAnswer, CaseItem, CaseParty, CaseText
from portal.accounts.queries import principals_of
from portal.core.policy import holds

LEAST = 2
MOST_WORDS = 8
MOST_CASES = 200
LOOKED_AT = 300
RARE = 100


def find(text: str, *, actor: Any) -> QuerySet[Case]:
    """
    Return the newest cases the actor may see in which every word occurs, as the beginning of a word of the reference,
    the title, an answer, an item or a party. A few statements, whatever is found; at most 200 cases.
    """
    words = [word for word in searching.fold(text).split() if len(word) >= LEAST][:MOST_WORDS]
    if not words:
        return Case.objects.none()
    visible = Case.objects.visible_to(actor)
    found = [*_submitted(words, visible, actor), *_drafts(text, actor)]
    return Case.objects.filter(pk__in=found).select_related("applicant")


def _submitted(words: list[str], visible: QuerySet[Case], actor: Any) -> list[int]:
    """
    Return the newest submitted cases with every word, among those that the actor sees.

    Nobody waits longer in a large archive: of words that occur often the newest 300 cases are looked at, for those
    who see only some cases the newest 300 of these. What occurs in fewer than a hundred cases is always found.
    """
    matches = CaseText.objects.matching(words).order_by("-pk").values_list("pk", flat=True)
    if holds(actor, "compliance.view_every_case"):
        found = list(matches[:LOOKED_AT])
    else:
        rare, near = list(matches[:RARE]), list(matches.filter(pk__in=_nearest(actor)))
        found = rare if len(rare) < RARE else near
    return list(visible.filter(pk__in=found).order_by("-pk").values_list("pk", flat=True)[:MOST_CASES])


def _nearest(actor: Any) -> list[int]:
    """Return the newest cases of one's own and of those one acts for, and the newest before one in the council."""
    own = Case.objects.submitted().filter(applicant__in=_persons(actor)).order_by("-pk")
    found = list(own.values_list("pk", flat=True)[:LOOKED_AT])
    if holds(actor, "compliance.sit_on_council"):
        referrals = neighbours.referrals_open_to(actor).order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT]
        found += Case.objects.filter(referral__in=list(referrals)).values_list("pk", flat=True)
    return found


def _persons(actor: Any) -> list[int]:
    """Return the actor and those they act for."""
    return [actor.pk, *principals_of(actor, on=timezone.localdate()).values_list("pk", flat=True)]


def _drafts(text: str, actor: Any) -> list[int]:
    """Look through the drafts one writes, which are few and change with every page, as they are."""
    drafts = Case.objects.drafts().filter(applicant__in=_persons(actor))
    own = list(drafts.values_list("pk", flat=True)[:MOST_CASES])
    drafts = Case.objects.filter(pk__in=own)
    for word in text.split()[:MOST_WORDS] if own else ():
        drafts = drafts.filter(_holds(word, own))
    return list(drafts.values_list("pk", flat=True)) if own else []


def _holds(word: str, own: list[int]) -> Q:
    named = Q(party__name__icontains=word) | Q(party__aliases__text__icontains=word)
    parties = CaseParty.objects.filter(named, case__in=own).values("case")
    described = Q(name__icontains=word) | Q(description__icontains=word)
    items = CaseItem.objects.filter(described, case__in=own).values("case")
    answers = CaseAnswer.objects.filter(shown__icontains=word, case__in=own).values("case")
    inside = Q(pk__in=parties) | Q(pk__in=items) | Q(pk__in=answers)
    return Q(reference__icontains=word) | Q(title__icontains=word) | inside
