"""Questions about end use that span tables. Each is one statement for any number of records."""

from datetime import date

from django.db.models import QuerySet

from compliance.enduse.models import Verification


def overdue_verifications(on: date) -> QuerySet[Verification]:
    """Return the verifications whose day has passed, with what names them."""
    return Verification.objects.overdue(on=on).select_related("authorisation__case", "responsible")
