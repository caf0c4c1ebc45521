"""Open a case and write its draft: answers, copies, newer versions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from compliance.licensing import policies, questions
from compliance.licensing.models import Case, CaseAnswer, CaseItem, CaseParty
from compliance.licensing.questions import Question
from compliance.licensing.states import DRAFTS, Activity, CaseState
from compliance.licensing.workflow import CASE
from portal.accounts.models import Delegation, User
from portal.accounts.queries import units_of
from portal.core import outbox, rows
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day

COPIED = ("name", "kind", "basket", "description", "us_origin", "for_item", "form", "value_usd", "quantity")


@transaction.atomic
def open_case(title: str, *, activity: str, actor: Any, at: datetime, applicant: User | None = None) -> Case:
    """
    Open a draft, for oneself or for somebody who named the actor as their delegate.

    :raises Denied: if the actor opens no cases, or was not named by the applicant
    :raises Invalid: if the title is empty or too long, or the activity is none
    """
    policies.may_open(actor, None)
    applicant = applicant or actor
    on = as_day(at)
    if applicant != actor and not Delegation.objects.on(on).filter(principal=applicant, delegate=actor).exists():
        raise Denied(f"{applicant} has not named you as their delegate.")
    if activity not in Activity.values:
        raise Invalid("Choose what you want to do.", field="activity")
    case = _create(_title(title), activity=activity, applicant=applicant, actor=actor, at=at)
    record_event("licensing.case.opened", case, actor=actor, at=at, activity=activity, applicant=applicant.pk)
    return case


@transaction.atomic
def rename_case(case: Case, *, title: str, actor: Any, at: datetime) -> None:
    """
    Change the title of a draft.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if the title is empty or too long
    """
    touch(case, actor=actor, at=at)
    case.title = _title(title)
    case.save(update_fields=["title"])
    record_event("licensing.draft.renamed", case, actor=actor, at=at)


@transaction.atomic
def save_answers(case: Case, *, section: str, answers: Mapping[str, str], actor: Any, at: datetime) -> list[Question]:
    """
    Save what was answered on one page, with the questions as they were asked; return what is still missing there.

    An empty answer is kept as none. Answers to questions that no longer apply are forgotten.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if an answer is none of those offered, is too long, or the days are upside down
    """
    touch(case, actor=actor, at=at)
    page = questions.set_for(case.activity).section(section)
    if page is None:
        raise Invalid(f"There is no page “{section}” in this case.")
    kept = {answer.question: answer for answer in case.answers.all()}
    given = {code: answer.value for code, answer in kept.items()} | {
        question.id: _clean(question, answers[question.id]) for question in page.questions if question.id in answers
    }
    _in_order(given)
    answered = {
        question.id: (question, given.get(question.id, "") if question.applies(given) else "")
        for question in page.questions
    }
    _keep(case, answered, kept, actor=actor, at=at)
    record_event("licensing.draft.saved", case, actor=actor, at=at, section=section)
    return page.missing(given)


@transaction.atomic
def hand_over(case: Case, *, actor: Any, at: datetime) -> None:
    """
    Hand a finished draft to the researcher to sign, and tell them.

    :raises Denied: if the actor does not write this draft for somebody else
    :raises Conflict: if something is missing, or it is no draft any more
    """
    CASE.advance(case, "hand_over", actor=actor, at=at)
    outbox.owe(
        f"licensing.case.{case.pk}.handed_over.{at.isoformat()}",
        to=case.applicant,
        template="licensing/handed_over",
        due_at=at,
        reference=case.reference,
        by=str(actor),
        path=case.get_absolute_url(),
    )


@transaction.atomic
def take_back(case: Case, *, actor: Any, at: datetime) -> None:
    """
    Go on writing a draft that waits for its signature.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it was signed or taken back in the meantime
    """
    CASE.advance(case, "take_back", actor=actor, at=at)
    outbox.withdraw(f"licensing.case.{case.pk}.handed_over.", at=at)


@transaction.atomic
def copy_case(case: Case, *, actor: Any, at: datetime) -> Case:
    """
    Open a new draft with the answers, items and parties of an earlier case. Documents are asked for anew.

    :raises Denied: if the case is somebody else's, or the actor opens no cases
    """
    policies.may_open(actor, None)
    policies.may_draft(actor, case)
    copy = _create(case.title, activity=case.activity, applicant=case.applicant, actor=actor, at=at)
    copy.copied_from = case
    copy.save(update_fields=["copied_from"])
    _carry_over(case, copy, actor=actor, at=at)
    record_event("licensing.case.opened", copy, actor=actor, at=at, activity=case.activity, copied_from=case.reference)
    return copy


@transaction.atomic
def amend_case(case: Case, *, reason: str, actor: Any, at: datetime) -> Case:
    """
    Open a new version beside a submitted case. The old one counts until the new one is submitted.

    :raises Denied: if the case is somebody else's
    :raises Conflict: if it is still a draft, was withdrawn, or has a newer version already
    :raises Invalid: if no reason is given
    """
    policies.may_draft(actor, case)
    if case.state in (*DRAFTS, CaseState.WITHDRAWN, CaseState.SUPERSEDED):
        raise Conflict(f"{case} is {case.get_state_display().lower()}; there is nothing to amend.")
    if not reason.strip():
        raise Invalid("Say what has changed.", field="reason")
    newer = Case.objects.filter(supersedes=case).exclude(state=CaseState.WITHDRAWN).first()
    if newer is not None:
        raise Conflict(f"There is a newer version already: {newer}.")
    Case.objects.filter(supersedes=case).update(supersedes=None)
    version = (
        case.version
        + 1
        + Case.objects.filter(reference__startswith=f"{_base(case)}.", version__gt=case.version).count()
    )
    fresh = _create(
        case.title,
        activity=case.activity,
        applicant=case.applicant,
        actor=actor,
        at=at,
        reference=f"{_base(case)}.{version}",
        version=version,
        supersedes=case,
    )
    _carry_over(case, fresh, actor=actor, at=at)
    record_event("licensing.case.amended", fresh, actor=actor, at=at, of=case.reference, reason=reason)
    return fresh


def touch(case: Case, *, actor: Any, at: datetime) -> None:
    """
    Make sure that the draft is still being written, by somebody who may.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it was handed over, submitted or withdrawn, also by another tab in the meantime
    """
    policies.may_draft(actor, case)
    if not rows.change(case, {"changed_at": at}, state=CaseState.DRAFT):
        case.refresh_from_db(fields=["state"])
        raise Conflict(f"{case} is no draft any more: {case.get_state_display().lower()}.")
    case.changed_at = at


def _create(title: str, *, activity: str, applicant: User, actor: Any, at: datetime, **given: Any) -> Case:
    units = units_of(applicant, on=as_day(at))
    given.setdefault("reference", next_reference("FL", as_day(at).year))
    return Case.objects.create(
        title=title,
        activity=activity,
        applicant=applicant,
        opened_by=actor,
        opened_at=at,
        changed_at=at,
        state=CaseState.DRAFT,
        state_since=at,
        unit=max(units, key=lambda unit: (len(unit.path), unit.path), default=None),
        exporting_country=settings.INSTITUTION["country"],
        **given,
    )


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Invalid("Give the case a title.", field="title")
    if len(title) > 200:
        raise Invalid("The title is longer than 200 signs.", field="title")
    return title


def _base(case: Case) -> str:
    return case.reference.partition(".")[0]


def _clean(question: Question, value: str) -> str:
    value = value.replace("\r\n", "\n").strip()
    if len(value) > question.limit:
        raise Invalid(f"The answer is longer than {question.limit:,} signs.", field=question.id)
    if question.choices and not {line for line in value.split("\n") if line} <= {code for code, _ in question.choices}:
        raise Invalid("Choose one of the answers that are offered.", field=question.id)
    if question.kind == "choices" and "none" in (lines := value.split("\n")) and len(lines) > 1:
        raise Invalid("Choose what applies, or “None of these”; not both.", field=question.id)
    if question.kind == "day" and value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise Invalid("There is no such day in the calendar.", field=question.id) from None
    return value


def _in_order(given: Mapping[str, str]) -> None:
    starts, ends = given.get("starts_on"), given.get("ends_on")
    if starts and ends and date.fromisoformat(ends) < date.fromisoformat(starts):
        raise Invalid("The last day lies before the first.", field="ends_on")


def _keep(
    case: Case, given: Mapping[str, tuple[Question, str]], kept: Mapping[str, CaseAnswer], *, actor: Any, at: datetime
) -> None:
    """
    Keep these answers with the wording asked, and forget the empty ones. What was answered so before stays untouched.

    A page of many questions costs as many statements as one of few. ``kept`` is what the case says already.
    """
    if empty := [code for code in kept if code in given and not given[code][1]]:
        case.answers.filter(question__in=empty).delete()
    fresh: list[CaseAnswer] = []
    changed: list[CaseAnswer] = []
    for code, (question, value) in given.items():
        said = {"wording": question.wording, "value": value, "shown": question.shown(value)}
        before = kept.get(code)
        if not value or (before and all(getattr(before, name) == each for name, each in said.items())):
            continue
        answer = before or CaseAnswer(case=case, question=code)
        for name, each in {**said, "answered_by": actor, "answered_at": at}.items():
            setattr(answer, name, each)
        (changed if before else fresh).append(answer)
    CaseAnswer.objects.bulk_create(
        fresh,
        update_conflicts=True,  # two tabs of one page: the later one counts, as it would one by one
        unique_fields=["case", "question"],
        update_fields=["wording", "value", "shown", "answered_by", "answered_at"],
    )
    CaseAnswer.objects.bulk_update(changed, ["wording", "value", "shown", "answered_by", "answered_at"])


def _carry_over(old: Case, new: Case, *, actor: Any, at: datetime) -> None:
    """Bring answers, items and parties along; what is no longer asked stays behind."""
    asked = questions.set_for(new.activity)
    answers = [(asked.question(answer.question), answer.value) for answer in old.answers.order_by("pk")]
    _keep(new, {each.id: (each, value) for each, value in answers if each is not None}, {}, actor=actor, at=at)
    for item in old.items.order_by("pk"):
        CaseItem.objects.create(
            case=new,
            copied_from=item,
            added_at=at,
            parameters=item.parameters,
            **{name: getattr(item, name) for name in COPIED},
        )
    for part in old.parties.order_by("pk"):
        CaseParty.objects.create(
            case=new,
            party=part.party,
            role=part.role,
            destination=part.destination,
            note=part.note,
            employed_since=part.employed_since,
            protected=part.protected,
            added_at=at,
        )
