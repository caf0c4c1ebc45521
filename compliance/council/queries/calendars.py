"""The meetings of a member as an iCalendar feed. It says when and where, never about what."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from compliance.council.models import Meeting
from compliance.council.states import MeetingState
from portal.accounts.models import User

if TYPE_CHECKING:
    from icalendar import Event


def calendar_key(member: Any) -> str:
    """Return the key of the member's feed. A new password makes a new key."""
    return f"{member.pk}-{_digest(member)}"


def member_by_calendar_key(key: str) -> User | None:
    """Return whose key this is, if it is anybody's who may still sign in."""
    number, _, digest = key.partition("-")
    member = User.objects.active().filter(pk=int(number)).first() if number.isdecimal() else None
    return member if member and constant_time_compare(digest, _digest(member)) else None


def calendar_of(member: User) -> bytes:
    """Return the meetings that the member may know of."""
    from icalendar import Calendar  # a quarter of a second that no other page has to wait for

    feed = Calendar()
    feed.add("prodid", "-//Fairlead//Council//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", f"Council, {settings.INSTITUTION['short_name']}")
    meetings = Meeting.objects.visible_to(member).select_related("council").order_by("starts_at")
    for meeting in meetings:
        feed.add_component(_entry(meeting))
    return feed.to_ical()


def _entry(meeting: Meeting) -> "Event":
    from icalendar import Event

    entry = Event()
    host = settings.SITE_URL.split("//")[-1].split(":")[0]
    entry.add("uid", f"council-meeting-{meeting.pk}@{host}")
    entry.add("dtstamp", meeting.state_since)
    entry.add("dtstart", meeting.starts_at)
    entry.add("dtend", meeting.ends_at)
    entry.add("summary", f"{meeting.council.name}, meeting {meeting.number}")
    entry.add("location", meeting.place)
    entry.add("url", f"{settings.SITE_URL}{meeting.get_absolute_url()}")
    entry.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    return entry


def _digest(member: Any) -> str:
    return salted_hmac("council.calendar", f"{member.pk}:{member.password}", algorithm="sha256").hexdigest()[:40]
