"""Who reads what."""

from django.db.models import QuerySet

from compliance.incidents import receipts
from compliance.incidents.models import IncidentPart, Report
from compliance.incidents.states import TEAM
from portal.accounts.models import User
from portal.core.errors import Conflict

READING_ROLES = ("IncidentHandler",)


def who_reads_reports() -> QuerySet[User]:
    """Return those before whom a new report lies."""
    return User.objects.holding(*READING_ROLES).order_by("name")


def readers_of(report: Report) -> list[User]:
    """Return those who read a report now: its incident's team, or those who take up reports and were not kept away."""
    away = set(report.parts.values_list("person", flat=True)) | {report.reporter_id}
    if report.incident_id is None:
        found = list(who_reads_reports())
    else:
        parts = IncidentPart.objects.current().filter(incident=report.incident_id, part__in=TEAM)
        found = [part.person for part in parts.select_related("person")]
    return [person for person in found if person.pk not in away]


def report_with(code: str) -> Report:
    """
    Return the report to which a receipt code belongs.

    :raises Conflict: if there is none
    """
    digest = receipts.digest_of(code)
    found = Report.objects.filter(receipt=digest).first() if digest else None
    if found is None:
        raise Conflict("No report has this code. A code has sixteen letters and figures in four groups.")
    return found
