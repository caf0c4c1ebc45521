"""What anybody may know: who sits on the council, when it met, the redacted minutes; and members' calendars."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.council import policies, queries
from compliance.council.models import Council, Meeting


@login_not_required
def register(request: HttpRequest) -> HttpResponse:
    """Publish who sits on the councils, and when they met."""
    day = timezone.localdate()
    councils = Council.objects.filter(closed_on=None).order_by("name")
    published = Meeting.objects.filter(published_at__isnull=False).order_by("-starts_at")
    context = {
        "councils": [
            {
                "council": council,
                "seats": council.seats.on(day).select_related("member").order_by("discipline", "pk"),
                "meetings": published.filter(council=council),
            }
            for council in councils
        ]
    }
    return render(request, "compliance/council/register.html", context)


@login_not_required
def public_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the redacted minutes as they were published, and nothing else of the meeting."""
    found = get_object_or_404(Meeting, pk=pk, published_at__isnull=False)
    return render(
        request, "compliance/council/public_minutes.html", {"minutes": found.public_minutes, "meeting": found}
    )


@login_not_required
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """Feed a member's calendar program, which cannot sign in; the key is theirs and dies with their password."""
    member = queries.member_by_calendar_key(key)
    if member is None:
        raise Http404
    answer = HttpResponse(queries.calendar_of(member), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="council.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def council(request: HttpRequest, code: str) -> HttpResponse:
    """Show a council's composition to those who work with it, with what its manager can do."""
    found = get_object_or_404(Council, code=code)
    seats = found.seats.select_related("member").order_by("-from_on", "discipline", "pk")
    context = {
        "council": found,
        "seats": seats,
        "today": timezone.localdate(),
        "manages": policies.may_manage.allows(request.user, found),
    }
    return render(request, "compliance/council/council.html", context)
