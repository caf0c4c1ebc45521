"""
Hear whoever an incident concerns: notice of facts, answer, adviser, decision with reasons, appeal, sealing.

Whoever investigated decides nothing, and nobody who decided hears the appeal: parts of an incident stay apart.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.incidents import clocks, hearing_letters, letters, matrix, policies, queries
from compliance.incidents.actions.clocks import keep_change, note_fact
from compliance.incidents.actions.following import carry_out
from compliance.incidents.models import Hearing, Incident, IncidentPart, PanelDraft, PanelMeasure, PanelVoice
from compliance.incidents.states import (
    SEALING,
    Change,
    Fact,
    HearingState,
    LetterTo,
    Part,
    Response,
    Verdict,
)
from compliance.incidents.workflow import HEARING
from portal.accounts.models import User
from portal.core import words
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day
from training.models import Course


@transaction.atomic
def prepare_hearing(incident: Incident, *, subject: User, notice: str, actor: User, at: datetime) -> Hearing:
    """
    Prepare the notice of facts for somebody whom the incident concerns. They see nothing before it is served.

    :raises Denied: if the actor does not lead the incident
    :raises Invalid: if no facts are put
    :raises Conflict: if the incident does not concern the person, or they are heard already
    """
    policies.may_lead(actor, incident)
    if not notice.strip():
        raise Invalid("Put the facts: what was done, when, and by which record it is known.", field="notice")
    if not IncidentPart.objects.filter(incident=incident, person=subject, part=Part.SUBJECT).exists():
        raise Conflict(f"Name {subject} as concerned first.")
    try:
        with transaction.atomic():
            hearing = Hearing.objects.create(
                state=HearingState.PREPARED,
                state_since=at,
                reference=next_reference("HR", as_day(at).year),
                incident=incident,
                subject=subject,
                notice=notice.strip(),
            )
    except IntegrityError:
        raise Conflict(f"{subject} is heard already.") from None
    record_event("incidents.hearing.prepared", hearing, actor=actor, at=at)
    return hearing


@transaction.atomic
def serve_notice(hearing: Hearing, *, actor: User, at: datetime) -> None:
    """
    Serve the notice of facts. The person reads it with the file, less its marked parts, and has ten working days.

    :raises Denied: if the actor does not lead the incident
    :raises Conflict: if the panel is not named yet
    """
    HEARING.advance(hearing, "serve", actor=actor, at=at, values={"served_at": at})
    _note(hearing, Fact.NOTICE_SERVED, at=at)
    hearing_letters.issue(hearing, LetterTo.NOTICE, at=at, answer_by=_end_of(hearing, "HEARING-ANSWER", at))
    _tell(hearing, "hearing", at=at)


@transaction.atomic
def name_adviser(
    hearing: Hearing, *, actor: User, at: datetime, adviser: User | None = None, adviser_name: str = ""
) -> None:
    """
    Name an adviser, with an account here or without. With one they read what the person reads.

    :raises Denied: if the actor is not heard here
    :raises Invalid: if nobody is named
    :raises Conflict: if the adviser has a part in the incident
    """
    policies.may_be_heard(actor, hearing)
    if adviser is None and not adviser_name.strip():
        raise Invalid("Name your adviser.", field="adviser_name")
    if adviser is not None and (
        adviser == actor or IncidentPart.objects.filter(incident=hearing.incident, person=adviser).exists()
    ):
        raise Conflict(f"{adviser} cannot advise you in this.")
    hearing.adviser, hearing.adviser_name = adviser, adviser_name.strip()
    hearing.save(update_fields=["adviser", "adviser_name"])
    record_event("incidents.hearing.adviser_named", hearing, actor=actor, at=at)


@transaction.atomic
def ask_for_time(hearing: Hearing, *, reason: str, actor: User, at: datetime) -> None:
    """
    Ask the panel for more time to answer.

    :raises Denied: if the actor is not heard here
    :raises Invalid: if no reason is given
    :raises Conflict: if the time to answer has passed, or the answer was given
    """
    policies.may_be_heard(actor, hearing)
    _turn(hearing, Change.ASKED, reason=reason, actor=actor, at=at)
    _tell_panel(hearing, "time_asked", at=at)


@transaction.atomic
def answer_time(
    hearing: Hearing, *, granted: bool, reason: str, actor: User, at: datetime, until: datetime | None = None
) -> None:
    """
    Grant or refuse more time to answer.

    :raises Denied: if the actor does not sit on the panel
    :raises Invalid: if no reason is given, or granted time has no later end
    :raises Conflict: if nobody asked in time
    """
    policies.may_sit(actor, hearing)
    kind = Change.GRANTED if granted else Change.REFUSED
    _turn(hearing, kind, reason=reason, until=until if granted else None, actor=actor, at=at)
    hearing_letters.issue(
        hearing,
        LetterTo.TIME_GRANTED if granted else LetterTo.TIME_REFUSED,
        at=at,
        answer_by=_end_of(hearing, "HEARING-ANSWER", at),
        said=f"You asked for more time to answer. {'It is' if granted else 'It is not'} granted: {reason.strip()}",
    )
    _tell(hearing, "time_answered", at=at, once=f"{at:%Y%m%d%H%M}", granted=granted)


def _turn(hearing: Hearing, kind: str, *, reason: str, actor: User, at: datetime, until: Any = None) -> None:
    keep_change(
        hearing.incident,
        clock="HEARING-ANSWER",
        kind=kind,
        reason=reason,
        until=until,
        subject=hearing.subject,
        actor=actor,
        at=at,
    )


@transaction.atomic
def answer_notice(hearing: Hearing, *, text: str, actor: User, at: datetime) -> None:
    """
    Answer the notice of facts.

    :raises Denied: if the actor is not heard here
    :raises Invalid: if nothing is said
    :raises Conflict: if it was answered already, or the panel went on
    """
    if not text.strip():
        raise Invalid("Write your answer, or say that you do not want to answer.", field="text")
    HEARING.advance(hearing, "answer", actor=actor, at=at, values={"answer": text.strip(), "answered_at": at})
    _note(hearing, Fact.ANSWERED, at=at)
    _tell_panel(hearing, "panel_turn", at=at)


@transaction.atomic
def propose(
    hearing: Hearing,
    *,
    verdict: str,
    reasons: str,
    actor: User,
    at: datetime,
    measures: Mapping[str, str] | None = None,
    course: Course | None = None,
    deviation: str = "",
) -> PanelDraft:
    """
    Put a decision before the panel. The proposer agrees with it; it takes effect when most of the panel do. A course
    that is named with it is asked of the person once the decision is final.

    :raises Denied: if the actor does not sit on the panel whose turn it is
    :raises Invalid: if there are no reasons, or it differs from the matrix without saying why
    :raises Conflict: if it is not the panel's turn
    """
    policies.may_decide_hearing(actor, hearing)
    on_appeal = hearing.state == HearingState.APPEALED
    measures = dict(measures or {})
    row = queries.proposal_for(hearing.incident, on=as_day(hearing.served_at or at))
    deviates = verdict == Verdict.RESPONSE and set(measures) != set(row.measures)
    _check_draft(hearing, verdict, reasons, measures, deviation, deviates=deviates, on_appeal=on_appeal)
    PanelDraft.objects.filter(hearing=hearing, on_appeal=on_appeal, replaced_at=None).update(replaced_at=at)
    draft = PanelDraft.objects.create(
        hearing=hearing,
        on_appeal=on_appeal,
        verdict=verdict,
        row="" if on_appeal else row.id,
        reasons=reasons.strip(),
        deviation=deviation.strip(),
        deviates=deviates,
        drafted_by=actor,
        drafted_at=at,
    )
    PanelMeasure.objects.bulk_create(
        PanelMeasure(
            draft=draft,
            kind=kind,
            detail=detail.strip() or (course.title if course and kind == Response.TRAINING else ""),
            course=course if kind == Response.TRAINING else None,
        )
        for kind, detail in measures.items()
    )
    record_event("incidents.hearing.proposed", hearing, actor=actor, at=at, verdict=verdict, deviates=deviates or None)
    concur(draft, agrees=True, actor=actor, at=at)
    return draft


def _check_draft(
    hearing: Hearing,
    verdict: str,
    reasons: str,
    measures: Mapping[str, str],
    deviation: str,
    *,
    deviates: bool,
    on_appeal: bool,
) -> None:
    if not reasons.strip():
        raise Invalid("Give the reasons; the person reads them.", field="reasons")
    if deviates and not deviation.strip():
        raise Invalid("This differs from what the matrix proposes. Say why.", field="deviation")
    if verdict in (Verdict.RESPONSE, Verdict.VARY) and not measures:
        raise Invalid("Name at least one measure.", field="measures")
    if verdict == Verdict.VARY and on_appeal and hearing.decision is not None:
        before = set(hearing.decision.measures.values_list("kind", flat=True))
        if not set(measures) <= before | matrix.EDUCATION or before <= set(measures):
            raise Invalid("On appeal a decision only becomes milder: leave something out.", field="measures")


@transaction.atomic
def concur(draft: PanelDraft, *, agrees: bool, actor: User, at: datetime, reasons: str = "") -> bool:
    """
    Agree or disagree with a draft, once. With most of the panel it takes effect; tell whether it did.

    :raises Denied: if the actor does not sit on the panel whose turn it is
    :raises Invalid: if somebody disagrees without reasons
    :raises Conflict: if the draft was replaced, or the actor has spoken already
    """
    hearing = draft.hearing
    policies.may_decide_hearing(actor, hearing)
    if not agrees and not reasons.strip():
        raise Invalid("Say why you see it differently.", field="reasons")
    if not PanelDraft.objects.filter(pk=draft.pk, replaced_at=None, adopted_at=None).exists():
        raise Conflict("Another draft is before the panel now.")
    try:
        with transaction.atomic():
            PanelVoice.objects.create(draft=draft, member=actor, agrees=agrees, reasons=reasons.strip(), at=at)
    except IntegrityError:
        raise Conflict("You have said already how you see it.") from None
    record_event("incidents.hearing.voiced", hearing, actor=actor, at=at)
    part = Part.APPEAL_PANEL if draft.on_appeal else Part.PANEL
    size = IncidentPart.objects.current().filter(incident=hearing.incident, part=part).count()
    if draft.voices.filter(agrees=True).count() * 2 <= size:
        return False
    _adopt(draft, at=at)
    return True


def _adopt(draft: PanelDraft, *, at: datetime) -> None:
    hearing = draft.hearing
    if not PanelDraft.objects.filter(pk=draft.pk, adopted_at=None).update(adopted_at=at):
        raise Conflict("The panel has decided already.")
    values: dict[str, Any] = {} if draft.verdict == Verdict.UPHOLD else {"decision": draft}
    move = {
        Verdict.RESPONSE: "decide",
        Verdict.UNFOUNDED: "find_unfounded",
        Verdict.UPHOLD: "uphold",
        Verdict.VARY: "vary",
        Verdict.ANNUL: "annul",
    }[Verdict(draft.verdict)]
    if move == "decide":
        values["decided_at"] = at
    HEARING.advance(hearing, move, actor=None, at=at, values=values)
    _note(hearing, Fact.APPEAL_DECIDED if draft.on_appeal else Fact.DECIDED, at=at)
    kind = LetterTo.SEALED if draft.verdict in SEALING else LetterTo.APPEAL if draft.on_appeal else LetterTo.DECISION
    appeal_by = _end_of(hearing, "HEARING-APPEAL", at) if kind == LetterTo.DECISION else None
    hearing_letters.issue(hearing, kind, at=at, draft=draft, appeal_by=appeal_by)
    _tell(hearing, "decided", at=at, once=str(draft.pk))
    if hearing.state == HearingState.FINAL:
        carry_out(hearing, at=at)


@transaction.atomic
def appeal_decision(hearing: Hearing, *, grounds: str, actor: User, at: datetime) -> None:
    """
    Appeal within 28 days. People who were not involved decide.

    :raises Denied: if the actor is not heard here
    :raises Invalid: if no grounds are given
    :raises Conflict: if the time has passed
    """
    if not grounds.strip():
        raise Invalid("Say why the decision should be another.", field="grounds")
    last = _end_of(hearing, "HEARING-APPEAL", at)
    if last is not None and at > last:
        raise Conflict(f"The time to appeal ended on {words.day(last)}.")
    HEARING.advance(hearing, "appeal", actor=actor, at=at, values={"grounds": grounds.strip(), "appealed_at": at})
    _note(hearing, Fact.APPEALED, at=at)
    for person in letters.people_with(hearing.incident, Part.LEAD, Part.APPEAL_PANEL):
        letters.tell(hearing, person, "panel_turn", at=at, once="appeal")


@transaction.atomic
def accept_decision(hearing: Hearing, *, actor: User, at: datetime) -> None:
    """
    Accept the decision without waiting for the time to appeal to pass.

    :raises Denied: if the actor is not heard here
    """
    HEARING.advance(hearing, "accept", actor=actor, at=at)
    # The time to appeal would otherwise run on, and the person be reminded of an end that is no longer one.
    keep_change(
        hearing.incident,
        clock="HEARING-APPEAL",
        kind=Change.NOT_APPLICABLE,
        reason="The decision was accepted.",
        subject=hearing.subject,
        actor=actor,
        at=at,
    )
    _become_final(hearing, "You have accepted the decision. It is final.", at=at)


def keep_time(*, at: datetime) -> int:
    """
    Go on where the time to answer or to appeal has passed; return how many hearings moved.

    Where no answer came, the panel decides on the file; where no appeal came, the decision is final.
    """
    moved = 0
    waiting = {HearingState.NOTICE: ("HEARING-ANSWER", "go_on"), HearingState.DECIDED: ("HEARING-APPEAL", "lapse")}
    for hearing in Hearing.objects.filter(state__in=waiting).order_by("pk"):
        code, move = waiting[HearingState(hearing.state)]
        clock = clocks.named(code, as_day(at))
        stands = queries.one_standing(hearing.incident, clock, at=at, subject=hearing.subject)
        if stands.state == clocks.LAPSED and not stands.asked:
            _go_on(hearing, move, at=at)
            moved += 1
    return moved


@transaction.atomic
def _go_on(hearing: Hearing, move: str, *, at: datetime) -> None:
    HEARING.advance(hearing, move, actor=None, at=at)
    if move == "go_on":
        _note(hearing, Fact.ANSWERED, at=at, note="No answer came in time.")
        _tell_panel(hearing, "panel_turn", at=at)
    else:
        _become_final(hearing, "The time to appeal has passed, and no appeal came. The decision is final.", at=at)


def _become_final(hearing: Hearing, said: str, *, at: datetime) -> None:
    hearing_letters.issue(hearing, LetterTo.FINAL, at=at, draft=hearing.decision, said=said)
    _tell(hearing, "final", at=at)
    carry_out(hearing, at=at)


def _end_of(hearing: Hearing, code: str, at: datetime) -> datetime | None:
    found = queries.one_standing(hearing.incident, clocks.named(code, as_day(at)), at=at, subject=hearing.subject)
    return found.ends_at


def _note(hearing: Hearing, kind: str, *, at: datetime, note: str = "") -> None:
    note_fact(hearing.incident, kind=kind, subject=hearing.subject, note=note, actor=None, at=at)


def _tell(hearing: Hearing, what: str, *, at: datetime, once: str = "1", **given: Any) -> None:
    for person in filter(None, (hearing.subject, hearing.adviser)):
        letters.tell(hearing, person, what, at=at, once=once, **given)


def _tell_panel(hearing: Hearing, what: str, *, at: datetime) -> None:
    for person in letters.people_with(hearing.incident, Part.PANEL):
        letters.tell(hearing, person, what, at=at, once=f"{at:%Y%m%d%H%M}")
