"""The first page: what is waiting for me, by when. Without an account: what this portal is."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.core import navigation, waiting

STARTS = (
    navigation.Entry("Open a case", "licensing:start", ("compliance.open_case",)),
    navigation.Entry("Look at the queue", "licensing:queue", ("compliance.review_case",)),
    navigation.Entry("See the council's papers", "council:index", ("compliance.sit_on_council",)),
    navigation.Entry("Keep the courses", "training:manage", ("training.manage_training",)),
    navigation.Entry("Read the event log", "log:events", ("core.view_event_log",)),
)


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, or the front door."""
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    now = timezone.now()
    context = {
        "waiting": waiting.waiting_for(request.user, at=now),
        "starts": [entry for entry in STARTS if entry.is_for(request.user) and entry.url],
        "now": now,
    }
    return render(request, "home.html", context)
