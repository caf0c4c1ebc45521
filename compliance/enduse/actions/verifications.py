"""What happens to verifications: planned, reminded, attested, recorded, cancelled."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from compliance.enduse import consequences, hooks, policies, schedule
from compliance.enduse.actions import links
from compliance.enduse.models import Verification
from compliance.enduse.states import AWAITED, OUT_OF_CYCLE, Finding, Method, Reason, VerificationState
from compliance.enduse.workflow import VERIFICATION
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation
from compliance.licensing.states import AuthorisationState, ConditionState, DueRule
from portal.accounts import queries as people
from portal.core import attachments, ladder, outbox
from portal.core.batches import by_key
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

# Days before the due day on which somebody is reminded, once each. The first can wait for the daily digest.
RUNGS = (30, 7, 0, -7)
CAN_WAIT, TO_CHAMPION = 30, -7
OUT_OF_CYCLE_DUE = timedelta(days=14)


@transaction.atomic
def plan_next(
    authorisation: Authorisation, *, actor: Any, at: datetime, after: date | None = None
) -> Verification | None:
    """
    Plan the next verification by rule, unless one is awaited already. This will do nothing for a tier that was
    recorded at once, as those are sampled by audit instead.
    """
    tier = authorisation.case.tier
    if not tier or authorisation.verifications.awaited().exists():
        return None
    start = after or authorisation.valid_from or as_day(at)
    yearly = authorisation.conditions.filter(due_rule=DueRule.YEARLY).exclude(state=ConditionState.WAIVED).exists()
    due = schedule.next_due(
        tier=tier, valid_to=authorisation.valid_to, after=start, modes=_modes(authorisation), yearly=yearly
    )
    return _plan(authorisation, due=due, actor=actor, at=at)


@transaction.atomic
def plan_extra(authorisation: Authorisation, *, due_on: date, why: str, actor: Any, at: datetime) -> Verification:
    """
    Ask for a verification out of turn.

    :raises Denied: if the actor is no officer, or it is their own case
    :raises Invalid: if the day has passed, or no reason is given
    :raises Conflict: if the authorisation permits nothing any more
    """
    policies.may_plan(actor, authorisation)
    if due_on < as_day(at):
        raise Invalid("The day has passed. Choose today or a later day.", field="due_on")
    if not why.strip():
        raise Invalid("Say why the check is needed; the responsible person reads it.", field="why")
    if authorisation.state not in (AuthorisationState.IN_FORCE, AuthorisationState.SUSPENDED):
        raise Conflict(f"{authorisation} is {authorisation.get_state_display().lower()}, so there is no use to verify.")
    due = schedule.Due(due_on, Reason.EXTRA, "asked-for-by-officer")
    return _plan(authorisation, due=due, actor=actor, at=at, why=why)


def _plan(
    authorisation: Authorisation, *, due: schedule.Due, actor: Any, at: datetime, why: str | None = None
) -> Verification:
    last = authorisation.verifications.aggregate(last=Max("number"))["last"] or 0
    methods = schedule.methods_of(tier=authorisation.case.tier or 0, modes=_modes(authorisation), reason=due.reason)
    try:
        with transaction.atomic():
            verification = Verification.objects.create(
                authorisation=authorisation,
                number=last + 1,
                reason=due.reason,
                rule=due.rule,
                due_on=due.on,
                methods=" ".join(methods),
                planned_at=at,
                state_since=at,
                responsible=authorisation.case.applicant,
            )
    except IntegrityError:
        raise Conflict("Somebody has just planned a verification. Reload to see it.") from None
    record_event("enduse.verification.planned", verification, actor=actor, at=at, due_on=due.on, rule=due.rule, why=why)
    return verification


def _modes(authorisation: Authorisation) -> frozenset[str]:
    return frozenset(authorisation.transfers.values_list("mode", flat=True))


@transaction.atomic
def plan_out_of_cycle(
    authorisation: Authorisation, *, reason: str, rule: str, why: str, actor: Any = None, at: datetime
) -> Verification | None:
    """
    Plan a check because a list, the recipient or the scope changed, due in two weeks. This will do nothing where
    the authorisation permits nothing now, or such a check is awaited already.
    """
    if authorisation.state != AuthorisationState.IN_FORCE or not authorisation.case.tier:
        return None
    if authorisation.verifications.awaited().filter(reason__in=OUT_OF_CYCLE).exists():
        return None
    due = schedule.Due(as_day(at) + OUT_OF_CYCLE_DUE, reason, rule)
    return _plan(authorisation, due=due, actor=actor, at=at, why=why)


def _reminders(reached: ladder.Reached, *, at: datetime) -> list[outbox.Owed]:
    """Return what verifications that have reached a rung owe to whom; a week late, the champion hears of it too."""
    champions = people.champions_by_person({verification.responsible_id for verification, _ in reached}, on=as_day(at))
    owed = []
    for verification, rung in reached:
        told = [person.pk for person in _whom_to_remind(verification, rung)]
        told += champions.get(verification.responsible_id, []) if rung <= TO_CHAMPION else []
        owed += [_reminder(verification, rung, person, at=at) for person in dict.fromkeys(told)]
    return owed


def _reminder(verification: Verification, rung: int, person: int, *, at: datetime) -> outbox.Owed:
    return outbox.Owed(
        key=f"enduse.verification.{verification.pk}.{verification.due_on}.{rung}.{person}",
        to_id=person,
        template="enduse/reminder",
        due_at=at,
        daily=rung >= CAN_WAIT,
        context={
            "authorisation": str(verification.authorisation),
            "title": verification.authorisation.case.title,
            "due_on": f"{verification.due_on:%-d %B %Y}",
            "days_left": (verification.due_on - as_day(at)).days,
            "attested": verification.state == VerificationState.ATTESTED,
            "link": f"{settings.SITE_URL}{verification.get_absolute_url()}",
        },
    )


def _whom_to_remind(verification: Verification, rung: int) -> list[Any]:
    """The responsible person until they have attested; the case's officer once they have, and from the day on."""
    attested = verification.state == VerificationState.ATTESTED
    officer = verification.authorisation.case.officer
    told = [] if attested else [verification.responsible]
    if officer and officer.is_active and (attested or rung <= 0) and officer != verification.responsible:
        told.append(officer)
    return told


@transaction.atomic
def attest(verification: Verification, *, statement: str, evidence: Any = None, actor: Any, at: datetime) -> None:
    """
    Say how the authorised items are used.

    :raises Denied: if the actor does not answer for the use
    :raises Conflict: if it is not awaited any more
    :raises Invalid: if nothing is said, or the file cannot be accepted
    """
    if not statement.strip():
        raise Invalid("Describe how it is used today, in a sentence or two.", field="statement")
    values = {"statement": statement.strip(), "attested_at": at}
    VERIFICATION.advance(verification, "attest", actor=actor, at=at, values=values)
    _keep(evidence, verification, kind="attestation", actor=actor, at=at)


@transaction.atomic
def record(
    verification: Verification,
    *,
    method: str,
    carried_out_on: date,
    finding: str,
    account: str,
    follow_up: str = "",
    evidence: Any = None,
    actor: Any,
    at: datetime,
) -> None:
    """
    Record what the check found, and plan the next one where the authorisation goes on. Trouble suspends the
    authorisation by rule, and whoever listens for it is told in the same transaction.

    :raises Denied: if the actor is no officer, or answers for the use
    :raises Conflict: if it is not awaited any more, or a colleague was faster
    :raises Invalid: if the day lies ahead, trouble has no follow-up, or the account is empty
    """
    policies.may_record(actor, verification)
    _check_record(method, carried_out_on, finding, account, follow_up, today=as_day(at))
    values = {
        "method": method,
        "carried_out_on": carried_out_on,
        "carried_out_by": actor,
        "finding": finding,
        "account": account.strip(),
        "follow_up": follow_up.strip(),
        "recorded_at": at,
    }
    VERIFICATION.advance(verification, "record", actor=actor, at=at, values=values, finding=finding, method=method)
    _keep(evidence, verification, kind="evidence", actor=actor, at=at)
    outbox.withdraw(f"enduse.verification.{verification.pk}.", at=at)
    links.end_links(verification, at=at)
    _apply_consequence(verification, at=at)
    if verification.authorisation.state == AuthorisationState.IN_FORCE and verification.reason != Reason.CLOSE_OUT:
        plan_next(verification.authorisation, actor=None, at=at, after=as_day(at))


def _apply_consequence(verification: Verification, *, at: datetime) -> None:
    """Let nothing more be transferred under an authorisation in trouble, and tell whoever listens."""
    consequence = consequences.of(verification.finding)
    if consequence is None:
        return
    authorisation = verification.authorisation
    authorisation.refresh_from_db(fields=["state"])
    if authorisation.state == AuthorisationState.IN_FORCE:
        reason = consequence.reason.format(verification=verification)
        licensing.suspend(authorisation, reason=reason, actor=None, at=at)
        record_event(
            "enduse.verification.stopped_use",
            verification,
            actor=None,
            at=at,
            rule=consequence.rule,
            authorisation=authorisation.reference,
        )
    hooks.troubled(verification, at=at)


def _check_record(method: str, on: date, finding: str, account: str, follow_up: str, *, today: date) -> None:
    if method not in Method.values:
        raise Invalid("Choose how the check was made.", field="method")
    if finding not in Finding.values:
        raise Invalid("Choose what was found.", field="finding")
    if on > today:
        raise Invalid("The check cannot have been made on a day to come.", field="carried_out_on")
    if not account.strip():
        raise Invalid("Describe what was checked and seen.", field="account")
    if finding != Finding.AS_APPROVED and not follow_up.strip():
        raise Invalid("Say what follows: who does what, and by when.", field="follow_up")


def _keep(upload: Any, verification: Verification, *, kind: str, actor: Any, at: datetime) -> None:
    if upload:
        attachments.store(upload, subject=verification, kind=kind, actor=actor, at=at)


@transaction.atomic
def cancel(verification: Verification, *, actor: Any = None, at: datetime, reason: str) -> None:
    """
    Cancel a verification that has lost its object.

    :raises Denied: if a person asks; the portal does this when an authorisation is replaced
    :raises Conflict: if it is not awaited any more
    """
    VERIFICATION.advance(verification, "cancel", actor=actor, at=at, reason=reason)
    outbox.withdraw(f"enduse.verification.{verification.pk}.", at=at)


@transaction.atomic
def bring_forward(verification: Verification, *, due_on: date, actor: Any = None, at: datetime) -> None:
    """Turn a regular check into the close-out, due now because the authorisation has ended."""
    values = {"due_on": due_on, "reason": Reason.CLOSE_OUT, "rung": None}
    if Verification.objects.filter(pk=verification.pk, state__in=AWAITED).update(**values):
        before, verification.due_on = verification.due_on, due_on
        outbox.withdraw(f"enduse.verification.{verification.pk}.", at=at)
        record_event(
            "enduse.verification.brought_forward", verification, actor=actor, at=at, before=before, due_on=due_on
        )


def remind_all(*, actor: Any = None, at: datetime) -> int:
    """
    Owe every reminder whose day has come: 30 and 7 days before the due day, on it, and a week after it, once each.
    After missed runs only the most urgent one is owed. Return how many verifications reached one.
    """
    waiting = Verification.objects.awaited().select_related("authorisation__case__officer", "responsible")
    return ladder.climb(waiting, rungs=RUNGS, at=at, owes=lambda reached: _reminders(reached, at=at))


def plan_missing(*, actor: Any = None, at: datetime) -> int:
    """Plan what was not planned when an authorisation came into force; return how many were."""
    bare = Authorisation.objects.filter(state=AuthorisationState.IN_FORCE, case__tier__gt=0, verifications=None)
    rows = bare.select_related("case__applicant")
    return sum(plan_next(each, actor=actor, at=at) is not None for each in by_key(rows))
