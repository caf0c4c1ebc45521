"""Pages on which a person chooses how mail and days reach them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts import actions, forms
from portal.accounts.models import CalendarFeed
from portal.core.digests import choice_of


def choose(request: HttpRequest) -> HttpResponse:
    """Choose how the mail that can wait is sent."""
    user: Any = request.user
    now = choice_of(user)
    initial = {
        "rhythm": "at_once" if now.at_once else "daily",
        "hour": now.hour,
        "working_days_only": now.working_days_only,
        "copies_to_delegate": now.copies_to_delegate,
    }
    form = forms.Mail(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = {**form.cleaned_data, "at_once": form.cleaned_data["rhythm"] == "at_once"}
        chosen.pop("rhythm")
        actions.choose_mail(user, actor=user, at=timezone.now(), **chosen)
        messages.success(request, "Your choice is kept.")
        return redirect("accounts:me")
    words = {"title": "How you get your mail", "submit": "Keep this choice", "cancel": "accounts:me"}
    return render(request, "accounts/form.html", {"form": form, **words})


def calendar(request: HttpRequest) -> HttpResponse:
    """Show whether there is a calendar address; make one, and show its secret this once."""
    user: Any = request.user
    address = ""
    if request.method == "POST":
        secret = actions.open_calendar(user, actor=user, at=timezone.now())
        address = f"{settings.SITE_URL}{reverse('calendar-feed', args=[secret])}"
    feed = CalendarFeed.objects.filter(user=user, revoked_at=None).first()
    answer = render(request, "accounts/calendar.html", {"feed": feed, "address": address})
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """End the calendar address."""
    actions.revoke_calendar(request.user, actor=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, "The calendar address has ended. Whoever has it finds nothing any more.")
    return redirect("accounts:calendar")
