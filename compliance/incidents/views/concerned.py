"""What somebody sees whom a precaution meets or an incident concerns. Nothing here leads to the reporter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compliance.incidents.models import Measure


def mine(request: HttpRequest) -> HttpResponse:
    """Show the precautions that meet this person: what is stopped, since when, and that it is no sanction."""
    measures = Measure.objects.filter(person=request.user).order_by("state", "-imposed_at", "pk")
    return render(request, "compliance/incidents/concerned.html", {"measures": measures})
