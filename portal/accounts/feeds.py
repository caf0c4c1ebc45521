"""
A person's days as an iCalendar feed (RFC 5545), fetched by a secret address.

The address is all that protects the feed, and calendar programs hand it to servers elsewhere. So an entry
names the kind of thing, its reference and its day, and nothing of what a case is about.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.models import CalendarFeed, User
from portal.core import waiting
from portal.core.waiting import WaitingItem

LINE = 75  # octets, by the standard


@require_safe
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand out the calendar of whoever the secret belongs to; to a wrong or ended one nothing exists."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    found = CalendarFeed.objects.filter(digest=digest, revoked_at=None, user__is_active=True).select_related("user")
    owner = found.first()
    if owner is None:
        raise Http404
    answer = HttpResponse(calendar_of(owner.user, at=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def calendar_of(user: User, *, at: datetime) -> str:
    """Return the person's days: everything that waits for them and has a day."""
    own = [item for group in waiting.waiting_for(user, at=at).groups for item in group.items if item.due_on]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fairlead//Days//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(settings.INSTITUTION['name'])}: days that wait for you"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for item in own:
        lines += _event(item, item.due_on, at)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(item: WaitingItem, day: date | None, at: datetime) -> list[str]:
    if day is None:
        return []
    name = hashlib.sha256(f"{item.kind} {item.url}".encode()).hexdigest()[:32]
    host = settings.SITE_URL.split("//")[-1].split(":")[0]
    summary = f"{item.kind} {item.reference}".strip()
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@{host}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}: due",
        f"URL:{settings.SITE_URL}{item.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a line after 75 octets, never within a letter; what follows begins with a space."""
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    yield piece
