"""What happens to remedies: opened, changed, done, checked, cancelled, reminded of."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction

from compliance.remedies import policies, queries, sources
from compliance.remedies.models import Remedy
from compliance.remedies.states import SOURCES, RemedyState
from compliance.remedies.workflow import REMEDY
from portal.accounts import queries as people
from portal.core import attachments, ladder, outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.outbox import Owed
from portal.core.references import next_reference
from portal.core.words import as_day, day
from training.models import Improvement

# Days before the day of the next step. Owner or checker hear at each; a week after it the champion too,
# two weeks after it the office too.
RUNGS = (7, 0, -7, -14)
TO_CHAMPION, TO_OFFICE = -7, -14


@transaction.atomic
def open_remedy(
    source: models.Model,
    *,
    what: str,
    owner: Any,
    due_on: date,
    checker: Any,
    check_on: date,
    check_how: str,
    actor: Any,
    at: datetime,
) -> Remedy:
    """
    Say what is done about a finding, an incident or an improvement, by whom, by when, and who checks that it helped.

    :raises Denied: if the actor keeps no remedies
    :raises Invalid: if the days are upside down, the owner would check themselves, or a text is missing
    """
    policies.may_manage(actor, None)
    _check(what=what, owner=owner, due_on=due_on, checker=checker, check_on=check_on, check_how=check_how, at=at)
    remedy = Remedy.objects.create(
        **{_source_name(source): source},
        reference=next_reference("RM", as_day(at).year),
        what=what.strip(),
        owner=owner,
        due_on=due_on,
        checker=checker,
        check_on=check_on,
        check_how=check_how.strip(),
        opened_by=actor,
        opened_at=at,
        state_since=at,
    )
    record_event(
        "remedies.remedy.opened", remedy, actor=actor, at=at, source=str(source), owner=owner.pk, due_on=due_on
    )
    _tell(remedy, owner, "remedies/opened", at=at)
    return remedy


@transaction.atomic
def take_up(improvement: Improvement, *, actor: Any, at: datetime, **given: Any) -> Remedy:
    """
    Make a remedy of something that a tabletop exercise showed, with what `open_remedy` asks for.

    :raises Denied: if the actor keeps no remedies
    :raises Conflict: if the sitting is not closed, or the improvement was taken up already
    :raises Invalid: as `open_remedy` does
    """
    policies.may_manage(actor, None)
    if not queries.improvements().filter(pk=improvement.pk).exists():
        raise Conflict("Improvements are taken up once their exercise is closed.")
    try:
        with transaction.atomic():
            return open_remedy(improvement, actor=actor, at=at, **given)
    except IntegrityError:
        raise Conflict("This improvement was taken up already.") from None


def _source_name(source: models.Model) -> str:
    name = source._meta.model_name or ""
    if name not in SOURCES:
        raise Conflict(f"Remedies do not answer to a {source._meta.verbose_name}.")
    return name


def _check(*, what: str, owner: Any, due_on: date, checker: Any, check_on: date, check_how: str, at: datetime) -> None:
    if not what.strip():
        raise Invalid("Say what is done.", field="what")
    if due_on < as_day(at):
        raise Invalid("The day has passed. Choose today or a later day.", field="due_on")
    if check_on < due_on:
        raise Invalid("It can only be checked once it is due.", field="check_on")
    if owner == checker:
        raise Invalid("Somebody else than the owner checks whether it helped.", field="checker")
    if not check_how.strip():
        raise Invalid("Say what will show that it helped.", field="check_how")


@transaction.atomic
def change(
    remedy: Remedy, *, owner: Any, due_on: date, checker: Any, check_on: date, why: str, actor: Any, at: datetime
) -> None:
    """
    Give a remedy to somebody else, or another day. Reminders begin anew.

    :raises Denied: if the actor keeps no remedies
    :raises Conflict: if it is settled, or somebody has just moved it
    :raises Invalid: if the days are upside down, the owner would check themselves, or no reason is given
    """
    policies.may_manage(actor, remedy)
    if not why.strip():
        raise Invalid("Say why; the change stays on record.", field="why")
    undone = remedy.state == RemedyState.OPEN
    day_asked = due_on if undone else max(due_on, as_day(at))  # what is done keeps its day, even one that has passed
    _check(
        what=remedy.what, owner=owner, due_on=day_asked, checker=checker, check_on=max(check_on, day_asked),
        check_how=remedy.check_how, at=at,
    )  # fmt: skip
    if check_on < due_on:
        raise Invalid("It can only be checked once it is due.", field="check_on")
    values = {"owner": owner, "due_on": due_on, "checker": checker, "check_on": check_on, "rung": None}
    if not Remedy.objects.unsettled().filter(pk=remedy.pk, state=remedy.state).update(**values):
        raise Conflict(f"{remedy} is settled or has just been moved. Reload to see where it stands.")
    before = {"owner": remedy.owner_id, "due_on": remedy.due_on, "checker": remedy.checker_id}
    for name, value in values.items():
        setattr(remedy, name, value)
    outbox.withdraw(f"remedies.remedy.{remedy.pk}.", at=at)
    record_event("remedies.remedy.changed", remedy, actor=actor, at=at, before=before, due_on=due_on, why=why.strip())
    _tell(remedy, owner if undone else checker, "remedies/opened", at=at)


@transaction.atomic
def finish(remedy: Remedy, *, account: str, evidence: Any = None, actor: Any, at: datetime) -> None:
    """
    Say that it is done. From now on it waits for its check.

    :raises Denied: if the actor is not its owner
    :raises Conflict: if it is not open
    :raises Invalid: if nothing is said, or the file cannot be accepted
    """
    if not account.strip():
        raise Invalid("Describe what was done; the person who checks it reads this.", field="account")
    values = {"account": account.strip(), "done_at": at, "rung": None}
    REMEDY.advance(remedy, "finish", actor=actor, at=at, values=values)
    _keep(evidence, remedy, kind="done", actor=actor, at=at)
    outbox.withdraw(f"remedies.remedy.{remedy.pk}.", at=at)


@transaction.atomic
def conclude(remedy: Remedy, *, effective: bool, result: str, evidence: Any = None, actor: Any, at: datetime) -> None:
    """
    Say whether it helped.

    :raises Denied: if the actor is not the named checker, or is the owner
    :raises Conflict: if it is not done yet, or settled already
    :raises Invalid: if nothing is said, or the file cannot be accepted
    """
    if not result.strip():
        raise Invalid("Describe what the check showed; an auditor reads this.", field="result")
    values = {"result": result.strip(), "checked_at": at}
    REMEDY.advance(remedy, "confirm" if effective else "reject", actor=actor, at=at, values=values)
    _keep(evidence, remedy, kind="check", actor=actor, at=at)
    outbox.withdraw(f"remedies.remedy.{remedy.pk}.", at=at)
    sources.settled(remedy, at=at)


@transaction.atomic
def cancel(remedy: Remedy, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Cancel a remedy that has lost its object.

    :raises Denied: if the actor keeps no remedies
    :raises Conflict: if it is settled already
    :raises Invalid: if no reason is given
    """
    if not reason.strip():
        raise Invalid("Say why it is not needed any more.", field="reason")
    values = {"cancelled_because": reason.strip()}
    REMEDY.advance(remedy, "cancel", actor=actor, at=at, values=values, reason=reason.strip())
    outbox.withdraw(f"remedies.remedy.{remedy.pk}.", at=at)
    sources.settled(remedy, at=at)


def remind_all(*, actor: Any = None, at: datetime) -> int:
    """Owe every reminder whose day has come, to owners and to checkers; return how many remedies reached a rung."""
    undone = Remedy.objects.filter(state=RemedyState.OPEN)
    unchecked = Remedy.objects.filter(state=RemedyState.DONE)

    def owed(reached: ladder.Reached) -> list[Owed]:
        return _owed(reached, at=at)

    return ladder.climb(undone, rungs=RUNGS, at=at, owes=owed) + ladder.climb(
        unchecked, rungs=RUNGS, at=at, owes=owed, due="check_on"
    )


def _owed(reached: ladder.Reached, *, at: datetime) -> list[Owed]:
    hands = {remedy.pk: _in_hand_of(remedy) for remedy, _ in reached}
    champions = people.champions_by_person(set(hands.values()), on=as_day(at))
    office = people.holders_of("compliance.manage_remedy") if any(rung <= TO_OFFICE for _, rung in reached) else []
    messages = []
    for remedy, rung in reached:
        hand = hands[remedy.pk]
        told, few = [hand], sources.answers_for(remedy)
        if few is not None:
            told += few if rung <= TO_CHAMPION else []
        else:
            told += champions.get(hand, []) if rung <= TO_CHAMPION else []
            told += office if rung <= TO_OFFICE else []
        words = _words(remedy, at=at)
        messages += [
            Owed(
                key=f"remedies.remedy.{remedy.pk}.{remedy.state}.{remedy.waits_until}.{rung}.{person}",
                to_id=person,
                template="remedies/reminder",
                due_at=at,
                context={**words, "mine": person == hand},
            )
            for person in dict.fromkeys(told)
        ]
    return messages


def _in_hand_of(remedy: Remedy) -> int:
    return remedy.owner_id if remedy.state == RemedyState.OPEN else remedy.checker_id


def _words(remedy: Remedy, *, at: datetime) -> dict[str, Any]:
    """Return what everybody who is reminded of a remedy is told."""
    until = remedy.waits_until
    return {
        "reference": remedy.reference,
        "what": remedy.what[:200],
        "until": day(until),
        "days_left": (until - as_day(at)).days,
        "check": remedy.state == RemedyState.DONE,
        "link": f"{settings.SITE_URL}{remedy.get_absolute_url()}",
    }


def _tell(remedy: Remedy, person: Any, template: str, *, at: datetime) -> None:
    outbox.owe(
        f"remedies.remedy.{remedy.pk}.told.{person.pk}.{at.isoformat()}",
        to=person,
        template=template,
        due_at=at,
        reference=remedy.reference,
        what=remedy.what[:200],
        until=day(remedy.waits_until),
        check=remedy.state == RemedyState.DONE,
        link=f"{settings.SITE_URL}{remedy.get_absolute_url()}",
    )


def _keep(upload: Any, remedy: Remedy, *, kind: str, actor: Any, at: datetime) -> None:
    if upload:
        attachments.store(upload, subject=remedy, kind=kind, actor=actor, at=at)
