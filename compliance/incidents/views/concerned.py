"""What somebody sees whom a precaution meets or an incident concerns. Nothing here leads to the reporter."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compliance.incidents.models import Hearing, Measure
from portal.core.asking import signed_in


def mine(request: HttpRequest) -> HttpResponse:
    """Show the precautions that meet this person, and the hearings in which they are heard or advise."""
    user = signed_in(request)
    measures = Measure.objects.filter(person=user).order_by("state", "-imposed_at", "pk")
    heard = Hearing.objects.visible_to(user).filter(Q(subject=user) | Q(adviser=user))
    context = {"measures": measures, "hearings": heard.select_related("subject").order_by("-served_at", "pk")}
    return render(request, "compliance/incidents/concerned.html", context)
