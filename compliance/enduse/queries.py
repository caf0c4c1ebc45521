"""Questions about end use that span tables. Each is one statement for any number of records."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from compliance.enduse.models import Statement, Verification, VisitAction
from compliance.enduse.states import OPEN_STATEMENTS, Finding, Reason, StatementState, VerificationState
from compliance.licensing.models import Authorisation, CaseParty, Transfer
from compliance.licensing.states import RECEIVING_ROLES, AuthorisationKind, AuthorisationState, Tier
from compliance.screening.models import Hit


def overdue_verifications(on: date) -> QuerySet[Verification]:
    """Return the verifications whose day has passed, with what names them."""
    return Verification.objects.overdue(on=on).select_related("authorisation__case", "responsible")


def troubled_verifications() -> QuerySet[Verification]:
    """Return every recorded check whose outcome is not "as approved"."""
    found = Verification.objects.filter(state=VerificationState.RECORDED).exclude(finding=Finding.AS_APPROVED)
    return found.select_related("authorisation__case", "responsible").order_by("pk")


def missing_statements(on: date) -> QuerySet[Authorisation]:
    """
    Return authorisations in force that rest on a licence, or were looked at by two officers or the council, and for
    a recipient of which there is neither a statement that counts on the day nor a reason why there is none.
    """
    counts = Statement.objects.filter(case=OuterRef("transfer__case"), party=OuterRef("party")).filter(
        Q(state=StatementState.EXCUSED)
        | (Q(state=StatementState.ACCEPTED) & (Q(valid_until=None) | Q(valid_until__gte=on)))
    )
    through = Authorisation.transfers.through.objects
    bare = (
        through.filter(authorisation=OuterRef("pk"))
        .annotate(party=F("transfer__recipient__party"))
        .filter(~Exists(counts))
    )
    due = Q(kind=AuthorisationKind.LICENCE) | Q(case__tier__gte=Tier.SECOND)
    found = Authorisation.objects.in_force(on=on).filter(due, Exists(bare))
    return found.select_related("case__applicant", "case__officer").order_by("pk")


def overdue_statements(on: date) -> QuerySet[Statement]:
    """Return statements that were asked for by a day that has passed."""
    late = Statement.objects.filter(state__in=OPEN_STATEMENTS, due_on__lt=on)
    return late.select_related("case", "party").order_by("due_on", "pk")


def overdue_visit_actions(on: date) -> QuerySet[VisitAction]:
    """Return what was to be done after a visit, and was not by its day."""
    return VisitAction.objects.overdue(on=on).select_related("visit__authorisation__case").order_by("due_on", "pk")


def statements_to_remind_of(on: date) -> QuerySet[Statement]:
    """Return the statements that have been with their recipients for a week or longer."""
    waiting = Statement.objects.filter(state=StatementState.INVITED, invited_at__date__lte=on - timedelta(days=7))
    return waiting.filter(Q(rung=None) | Q(rung__lt=21)).select_related("case").order_by("pk")


def _planned_since(reason: str, moment: str) -> Exists:
    planned = Verification.objects.filter(authorisation=OuterRef(OuterRef("pk")), reason=reason)
    return Exists(planned.filter(planned_at__gte=OuterRef(moment)))


def touched_by_lists(on: date) -> QuerySet[Authorisation]:
    """
    Return authorisations in force a recipient of which has a hit that was found since, and that no check answered.
    """
    receiving = Transfer.objects.filter(authorisations=OuterRef(OuterRef("pk"))).values("recipient__party")
    fresh = Hit.objects.blocking(on=on).filter(party__in=receiving, found_at__gt=OuterRef("in_force_at"))
    found = Authorisation.objects.filter(state=AuthorisationState.IN_FORCE, case__tier__gt=0)
    unanswered = fresh.filter(~_planned_since(Reason.LIST_CHANGED, "found_at"))
    return found.filter(Exists(unanswered)).select_related("case__applicant").order_by("pk")


def touched_by_recipients() -> QuerySet[Authorisation]:
    """Return authorisations in force the record of whose recipient has changed since, and that no check answered."""
    receiving = CaseParty.objects.filter(
        case=OuterRef("case"), role__in=RECEIVING_ROLES, party__changed_at__gt=OuterRef("in_force_at")
    )
    unanswered = receiving.filter(~_planned_since(Reason.OWNER_CHANGED, "party__changed_at"))
    found = Authorisation.objects.filter(state=AuthorisationState.IN_FORCE, case__tier__gt=0)
    return found.filter(Exists(unanswered)).select_related("case__applicant").order_by("pk")
