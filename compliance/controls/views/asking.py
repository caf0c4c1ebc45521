"""On which day a page looks at the reference data."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from compliance.controls import forms


def asked(request: HttpRequest) -> tuple[forms.AsOf, date]:
    """The form for the day, and the day: today unless the address names another."""
    today = timezone.localdate()
    form = forms.AsOf(request.GET if any(name.startswith("as_of") for name in request.GET) else None)
    return form, form.day(today)
