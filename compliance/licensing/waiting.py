"""What waits for whom at the home page. Each source asks a constant number of queries."""

from datetime import datetime
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from compliance.licensing.models import Appeal, Case, Condition, GovernmentApplication
from compliance.licensing.states import AppealState, ApplicationState, AuthorisationState, CaseState, ConditionState
from portal.accounts.queries import principals_of
from portal.core.policy import holds
from portal.core.waiting import Count, WaitingItem, register, register_counts
from portal.core.words import as_day

MANY = 50


@register("licensing")
def waiting(user: Any, at: datetime):
    """Name what the person has to write, sign, answer, review or decide, and what waits for others in their cases."""
    mine = Q(applicant=user) | Q(applicant__in=principals_of(user, on=as_day(at)))
    yield from _mine(Case.objects.filter(mine), user)
    if holds(user, "compliance.review_case"):
        yield from _office(user)
    if holds(user, "compliance.second_review_case"):
        yield from _second(user)
    if holds(user, "compliance.manage_authorisation"):
        yield from _agencies(user)
    if holds(user, "compliance.decide_appeal"):
        yield from _appeals(user)
    yield from _conditions(user)


def _mine(cases: QuerySet[Case], user: Any):
    found = cases.filter(
        state__in=(
            CaseState.DRAFT,
            CaseState.AWAITING_ATTESTATION,
            CaseState.INFORMATION_REQUESTED,
            CaseState.OFFICER_REVIEW,
            CaseState.SECOND_REVIEW,
            CaseState.COUNCIL_REVIEW,
            CaseState.AWAITING_DECISION,
        )
    )
    for case in found.select_related("applicant").order_by("-state_since")[:MANY]:
        if case.state == CaseState.DRAFT:
            yield _item(case, "Finish the draft and sign it", due_at=None)
        elif case.state == CaseState.AWAITING_ATTESTATION:
            theirs = case.applicant_id == user.pk
            yield _item(case, "Read it and sign it", who="you" if theirs else str(case.applicant), due_at=None)
        elif case.state == CaseState.INFORMATION_REQUESTED:
            yield _item(case, "Answer the office's question", url="questions/", due_at=None)
        else:
            yield _item(case, case.get_state_display(), who="the export control office")


def _own(user: Any, path: str = "") -> Q:
    """Cases that are the person's own matter: asked or written by them, or of somebody for whom they act."""
    principals = principals_of(user, on=timezone.localdate())
    asked = Q(**{f"{path}applicant": user}) | Q(**{f"{path}opened_by": user})
    return asked | Q(**{f"{path}applicant__in": principals})


def _office(user: Any):
    theirs = Q(officer=user) | Q(officer=None)
    found = Case.objects.filter(theirs, state__in=(CaseState.OFFICER_REVIEW, CaseState.AWAITING_DECISION)).exclude(
        _own(user)
    )
    for case in found.order_by("target_on", "pk")[:MANY]:
        yield _item(case, "Review and decide" if case.state == CaseState.AWAITING_DECISION else "Review")


def _second(user: Any):
    found = Case.objects.filter(state=CaseState.SECOND_REVIEW).exclude(_own(user))
    own = Q(reviews__reviewer=user, reviews__invalidated_at=None, reviews__kind="recommendation")
    for case in found.exclude(pk__in=Case.objects.filter(own)).order_by("target_on", "pk")[:MANY]:
        yield _item(case, "Give the second review")


def _agencies(user: Any):
    """Name what an agency waits for, and what is prepared and not filed yet, in other people's cases."""
    found = GovernmentApplication.objects.filter(state__in=(ApplicationState.QUERIED, ApplicationState.PREPARED))
    theirs = _own(user, "authorisation__case__")
    due = Min("queries__due_on", filter=Q(queries__answered_on=None))
    rows = found.exclude(theirs).select_related("authorisation__case").annotate(due_on=due)
    for application in rows.order_by("due_on", "pk")[:MANY]:
        queried = application.state == ApplicationState.QUERIED
        yield WaitingItem(
            title=application.authorisation.case.title,
            url=application.get_absolute_url(),
            kind="Application",
            due_at=application.due_on,
            reference=application.reference,
            detail="Answer the agency" if queried else "Complete and file the application",
        )


def _appeals(user: Any):
    found = Appeal.objects.filter(state=AppealState.LODGED).exclude(
        _own(user, "case__") | Q(case__decisions__decided_by=user) | Q(case__reviews__reviewer=user)
    )
    for appeal in found.select_related("case").order_by("due_on", "pk")[:MANY]:
        yield WaitingItem(
            title=appeal.case.title,
            url=appeal.get_absolute_url(),
            kind="Appeal",
            due_at=appeal.due_on,
            reference=appeal.case.reference,
            detail="Decide the appeal",
        )


def _conditions(user: Any):
    found = Condition.objects.filter(
        owner=user,
        state=ConditionState.OPEN,
        due_on__isnull=False,
        authorisation__state__in=(AuthorisationState.PENDING, AuthorisationState.IN_FORCE),
    )
    for condition in found.select_related("authorisation").order_by("due_on", "pk")[:MANY]:
        yield WaitingItem(
            title=condition.obligation,
            url=condition.authorisation.get_absolute_url(),
            kind="Condition",
            due_at=condition.due_on,
            reference=condition.authorisation.reference,
            detail="Say that it is met",
        )


def _item(case: Case, detail: str, *, who: str = "you", url: str = "", due_at: Any = ...) -> WaitingItem:
    return WaitingItem(
        title=case.title,
        url=f"{case.get_absolute_url()}{url}",
        kind="Case",
        who=who,
        due_at=case.target_on if due_at is ... else due_at,
        reference=case.reference,
        detail=detail,
    )


@register_counts("licensing")
def counts(user: Any, at: datetime):
    """Count what the office has open and what is late."""
    if holds(user, "compliance.review_case"):
        found = Case.objects.with_office()
        yield Count(label="Cases with the office", figure=found.count(), url="/cases/queue/")
        late = found.filter(target_on__lt=as_day(at)).count()
        yield Count(label="Past their answer day", figure=late, url="/cases/queue/?queue=all")
