"""Looking into a party, question by question; red flags; the scope of a project."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from compliance.enduse import checklists, policies
from compliance.enduse.models import DiligenceAnswer, DueDiligence, ProjectScope
from compliance.enduse.states import DiligenceAnswerValue, DiligenceState, PartyType
from compliance.enduse.workflow import DILIGENCE
from compliance.licensing import actions as licensing
from compliance.licensing.models import Case
from compliance.parties.models import Party
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def look_into(case: Case, *, party: Party, kind: str, actor: Any, at: datetime) -> DueDiligence:
    """
    Begin to look into a party of a case, with the checklist that is used today.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if the party is none of the case, there is no such checklist, or it is being looked into already
    """
    policies.may_look_into(actor, case)
    if kind not in PartyType.values:
        raise Invalid("Choose as what it is looked into.", field="kind")
    if not case.parties.filter(party=party).exists():
        raise Invalid(f"{party} is no party of this case.", field="party")
    try:
        with transaction.atomic():
            diligence = DueDiligence.objects.create(
                case=case,
                party=party,
                kind=kind,
                checklist=checklists.newest(kind).version,
                state=DiligenceState.OPEN,
                state_since=at,
                begun_by=actor,
                begun_at=at,
            )
    except IntegrityError:
        raise Invalid("This party is being looked into already.", field="party") from None
    record_event("enduse.diligence.begun", diligence, actor=actor, at=at, kind=kind, checklist=diligence.checklist)
    return diligence


@transaction.atomic
def answer_question(
    diligence: DueDiligence, *, question: str, answer: str, evidence: str, actor: Any, at: datetime
) -> DiligenceAnswer:
    """
    Say what was found about one question. An answer that the checklist marks raises a red flag on the case, which
    stays until somebody inquires, is answered and settles it; another answer later does not take it away.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if there is no such question or answer, or nothing shows how it was found
    :raises Conflict: if it is concluded
    """
    policies.may_look_into(actor, diligence.case)
    if diligence.state != DiligenceState.OPEN:
        raise Conflict("It is concluded. Look again first.")
    checklist = checklists.checklist_of(diligence.kind, diligence.checklist)
    asked = next((each for each in checklist.questions if each.id == question), None)
    if asked is None or answer not in DiligenceAnswerValue.values:
        raise Invalid("Choose an answer.", field="answer")
    if not evidence.strip():
        raise Invalid("Say where you looked and what it shows.", field="evidence")
    before = diligence.answers.filter(question=question).first()
    flag = before.flag if before else None
    if flag is None and answer in asked.flagged and diligence.case.is_open:
        title = f"{diligence.party}: {asked.wording} {DiligenceAnswerValue(answer).label}."
        code = f"{diligence.kind}.{asked.id}"
        flag = licensing.raise_flag(diligence.case, title=title[:300], evidence=evidence, code=code, actor=actor, at=at)
    kept, _ = DiligenceAnswer.objects.update_or_create(
        diligence=diligence,
        question=question,
        defaults={
            "wording": asked.wording,
            "answer": answer,
            "evidence": evidence.strip(),
            "answered_by": actor,
            "answered_at": at,
            "flag": flag,
        },
    )
    record_event("enduse.diligence.answered", diligence, actor=actor, at=at, question=question, answer=answer)
    return kept


@transaction.atomic
def conclude(diligence: DueDiligence, *, conclusion: str, actor: Any, at: datetime) -> None:
    """
    Conclude what was found out about a party.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if nothing is said
    :raises Conflict: if a question is open, or a red flag that it raised
    """
    if not conclusion.strip():
        raise Invalid("Say what you conclude.", field="conclusion")
    values = {"conclusion": conclusion.strip(), "concluded_by": actor, "concluded_at": at}
    DILIGENCE.advance(diligence, "conclude", actor=actor, at=at, values=values)


@transaction.atomic
def look_again(diligence: DueDiligence, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Look into a party again that was concluded about.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if no reason is given
    :raises Conflict: if it is not concluded
    """
    if not reason.strip():
        raise Invalid("Say what has changed.", field="reason")
    values = {"concluded_by": None, "concluded_at": None}
    DILIGENCE.advance(diligence, "reopen", actor=actor, at=at, values=values, reason=reason.strip())


@transaction.atomic
def write_scope(
    case: Case, *, purpose: str, sites: str, people: str, outside: str, actor: Any, at: datetime
) -> ProjectScope:
    """
    Write what a project is and is not. Each change is a new version; those before stay.

    :raises Denied: if the actor is neither the researcher nor their delegate
    :raises Invalid: if something is left open
    """
    policies.may_write_scope(actor, case)
    given = {"purpose": purpose, "sites": sites, "people": people, "outside": outside}
    for name, value in given.items():
        if not value.strip():
            raise Invalid("Fill this in.", field=name)
    last = case.scopes.aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            scope = ProjectScope.objects.create(
                case=case,
                version=last + 1,
                written_by=actor,
                written_at=at,
                **{name: value.strip() for name, value in given.items()},
            )
    except IntegrityError:
        raise Conflict("Somebody has just written the scope. Reload to see it.") from None
    record_event("enduse.scope.written", case, actor=actor, at=at, version=scope.version)
    return scope
