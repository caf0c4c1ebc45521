"""What the clock hands look for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from compliance.licensing import neighbours
from compliance.licensing.models import Authorisation, Case, Condition
from compliance.licensing.states import STILL_LIVE, AuthorisationState, CaseState, ConditionState, DueRule
from portal.core.batches import by_key

RUNGS = (90, 60, 30, 7)
PATIENCE = timedelta(minutes=1)
SOON = timedelta(days=7)


def left_unchecked(*, at: datetime) -> QuerySet[Case]:
    """Return cases that were submitted a while ago and never checked to the end."""
    return Case.objects.filter(state=CaseState.CHECKING, state_since__lte=at - PATIENCE).order_by("pk")


def advised() -> Iterator[Case]:
    """Yield cases before the council on which it has concluded."""
    for case in by_key(Case.objects.filter(state=CaseState.COUNCIL_REVIEW)):
        if neighbours.advice_on(case) is not None:
            yield case


def past_their_day(*, on: date) -> QuerySet[Authorisation]:
    """Return authorisations whose last day has passed and that nobody has ended."""
    found = Authorisation.objects.filter(state__in=STILL_LIVE, valid_to__lt=on)
    return found.select_related("case__applicant").order_by("pk")


def ending_soon(*, on: date) -> Iterator[tuple[Authorisation, int]]:
    """Yield authorisations with the nearest rung of reminders that has been reached. A missed night skips no one."""
    found = Authorisation.objects.filter(
        state__in=(AuthorisationState.IN_FORCE, AuthorisationState.SUSPENDED),
        valid_to__gte=on,
        valid_to__lte=on + timedelta(days=RUNGS[0]),
    )
    for authorisation in by_key(found.select_related("case__applicant")):
        if authorisation.valid_to is not None:
            left = (authorisation.valid_to - on).days
            yield authorisation, min(rung for rung in RUNGS if left <= rung)


def with_listed_party() -> Iterator[tuple[Authorisation, str]]:
    """Yield authorisations in force with a party that an officer has confirmed to be on a list."""
    live = Authorisation.objects.filter(state=AuthorisationState.IN_FORCE)
    listed = neighbours.confirmed_on_lists(live.values("transfers__recipient__party"))
    found = live.filter(transfers__recipient__party__in=listed).distinct()
    for authorisation in by_key(found.select_related("case__applicant")):
        names = listed.filter(case_parts__transfers__authorisations=authorisation).values_list("name", flat=True)
        yield authorisation, ", ".join(sorted(set(names)))


def conditions_due(*, on: date) -> QuerySet[Condition]:
    """Return open conditions that fall due within a week, or are late."""
    live = Q(authorisation__state__in=(AuthorisationState.PENDING, AuthorisationState.IN_FORCE))
    found = Condition.objects.filter(live, state=ConditionState.OPEN, due_on__lte=on + SOON)
    return found.select_related("owner", "authorisation__case").order_by("pk")


def conditions_to_renew(*, on: date) -> QuerySet[Condition]:
    """Return yearly conditions that were met and whose day has passed."""
    live = Q(authorisation__state=AuthorisationState.IN_FORCE)
    found = Condition.objects.filter(live, state=ConditionState.MET, due_rule=DueRule.YEARLY, due_on__lt=on)
    return found.select_related("owner", "authorisation").order_by("pk")


def without_words(*, limit: int = 2000) -> Iterator[Case]:
    """Yield submitted cases whose words are not kept, or were kept before one of their parties changed."""
    never = Case.objects.filter(submitted_at__isnull=False, text=None)
    older = Case.objects.filter(parties__party__changed_at__gt=F("text__gathered_at"), submitted_at__isnull=False)
    for found in (never, older.distinct()):
        yield from found.order_by("pk")[:limit]
