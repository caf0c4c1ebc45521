"""The usage ledger and the conditions of an authorisation."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from compliance.licensing import policies
from compliance.licensing.models import Authorisation, Condition, UsageEntry
from compliance.licensing.states import AuthorisationState, ConditionState, DueRule
from compliance.licensing.workflow import AUTHORISATION, CONDITION
from portal.core import words
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def enter_usage(
    authorisation: Authorisation, *, quantity: Decimal, used_on: date, what: str, key: str, actor: Any, at: datetime
) -> UsageEntry:
    """
    Enter what was used. The same key again is the same entry and changes nothing.

    More than is left is refused, also where two people enter at once.

    :raises Denied: if the actor is neither the researcher, their delegate nor of the office
    :raises Invalid: if the quantity is not positive, nothing is said, or the day lies outside the validity
    :raises Conflict: if it is not in force or held, a condition comes first, or more would be used than is left
    """
    policies.may_use(actor, authorisation)
    known = authorisation.usage.filter(key=key).first()
    if known is not None:
        return known
    _check_entry(authorisation, quantity, used_on, what, at=at)
    _draw(authorisation, quantity)
    entry = UsageEntry.objects.create(
        authorisation=authorisation,
        key=key,
        used_on=used_on,
        quantity=quantity,
        what=what.strip(),
        entered_by=actor,
        entered_at=at,
    )
    record_event(
        "licensing.usage.entered", authorisation, actor=actor, at=at, quantity=quantity, used_on=used_on, entry=entry.pk
    )
    if authorisation.limit is not None and authorisation.used >= authorisation.limit:
        AUTHORISATION.advance(authorisation, "exhaust", actor=None, at=at)
    return entry


@transaction.atomic
def correct_usage(entry: UsageEntry, *, reason: str, actor: Any, at: datetime) -> UsageEntry:
    """
    Take an entry back by a second one that balances it. Both stay on record.

    :raises Denied: if the actor is neither the researcher, their delegate nor of the office
    :raises Invalid: if no reason is given
    :raises Conflict: if it was taken back already, or is itself a correction
    """
    authorisation = entry.authorisation
    policies.may_use(actor, authorisation)
    if not reason.strip():
        raise Invalid("Say what was wrong.", field="reason")
    if entry.corrects_id or UsageEntry.objects.filter(corrects=entry).exists():
        raise Conflict("This entry has been put right already.")
    Authorisation.objects.filter(pk=authorisation.pk).update(used=F("used") - entry.quantity)
    authorisation.refresh_from_db(fields=["used", "state"])
    balance = UsageEntry.objects.create(
        authorisation=authorisation,
        key=f"corrects-{entry.pk}",
        used_on=entry.used_on,
        quantity=-entry.quantity,
        what=reason.strip(),
        corrects=entry,
        entered_by=actor,
        entered_at=at,
    )
    record_event("licensing.usage.corrected", authorisation, actor=actor, at=at, entry=entry.pk, reason=reason)
    if authorisation.state == AuthorisationState.EXHAUSTED:
        AUTHORISATION.advance(authorisation, "refill", actor=None, at=at)
    return balance


@transaction.atomic
def meet_condition(condition: Condition, *, evidence: str, actor: Any, at: datetime) -> None:
    """
    Say that a condition is met, and by what that shows.

    :raises Denied: if somebody else owes it
    :raises Invalid: if nothing is said
    :raises Conflict: if it is settled already
    """
    if not evidence.strip():
        raise Invalid("Say what shows that it is met.", field="evidence")
    values = {"evidence": evidence.strip(), "settled_by": actor, "settled_at": at}
    CONDITION.advance(condition, "meet", actor=actor, at=at, values=values)


@transaction.atomic
def waive_condition(condition: Condition, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Waive a condition, for a reason.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if no reason is given
    :raises Conflict: if it is settled already
    """
    if not reason.strip():
        raise Invalid("Say why it is waived.", field="reason")
    values = {"evidence": reason.strip(), "settled_by": actor, "settled_at": at}
    CONDITION.advance(condition, "waive", actor=actor, at=at, values=values, reason=reason.strip())


@transaction.atomic
def renew_condition(condition: Condition, *, at: datetime) -> None:
    """
    Let a yearly condition fall due again, a year after the day for which it was met.

    :raises Conflict: if it is not yearly, or is open
    """
    if condition.due_rule != DueRule.YEARLY or condition.due_on is None:
        raise Conflict(f"{condition} falls due once.")
    due_on = _next_year(condition.due_on)
    values = {"due_on": due_on, "evidence": "", "settled_by": None, "settled_at": None}
    CONDITION.advance(condition, "renew", actor=None, at=at, values=values, due_on_day=due_on)


def _check_entry(authorisation: Authorisation, quantity: Decimal, used_on: date, what: str, *, at: datetime) -> None:
    if authorisation.state != AuthorisationState.IN_FORCE:
        raise Conflict(f"{authorisation} is {authorisation.get_state_display().lower()}.")
    hold = authorisation.case.holds.open().order_by("placed_at").first()
    if hold is not None and used_on >= as_day(hold.placed_at):
        raise Conflict(f"The case has been held since {words.day(hold.placed_at)}. Nothing is used until it is lifted.")
    first = authorisation.conditions.filter(due_rule=DueRule.BEFORE_USE, state=ConditionState.OPEN).first()
    if first is not None:
        raise Conflict(f"Condition {first.number} must be met before the first transfer.")
    if quantity <= 0:
        raise Invalid("Enter more than nothing.", field="quantity")
    if not what.strip():
        raise Invalid("Say what was transferred.", field="what")
    if used_on > as_day(at):
        raise Invalid("This day has not come yet.", field="used_on")
    outside = authorisation.valid_from and used_on < authorisation.valid_from
    if outside or (authorisation.valid_to and used_on > authorisation.valid_to):
        raise Invalid("The authorisation did not hold on this day.", field="used_on")


def _draw(authorisation: Authorisation, quantity: Decimal) -> None:
    """Draw the quantity in one UPDATE that names the limit, so that two people cannot use the last of it twice."""
    within = Q(limit=None) | Q(used__lte=F("limit") - quantity)
    live = Authorisation.objects.filter(within, pk=authorisation.pk, state=AuthorisationState.IN_FORCE)
    if not live.update(used=F("used") + quantity):
        authorisation.refresh_from_db()
        left = f"{words.number(authorisation.left or 0)} {authorisation.limit_unit}".strip()
        raise Conflict(f"Only {left} are left.")
    authorisation.refresh_from_db(fields=["used"])


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day + timedelta(days=365)
