"""Pages of the council."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from compliance.council.models import Referral


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one referral as far as it is open to this person."""
    found = get_object_or_404(Referral.objects.visible_to(request.user), pk=pk)
    return render(request, "compliance/council/referral.html", {"referral": found})
