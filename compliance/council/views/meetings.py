"""Meetings: their agenda, attendance, minutes."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from compliance.council import actions, binding, forms, policies, queries
from compliance.council.models import AgendaItem, Council, Meeting, Referral
from compliance.council.workflow import MEETING
from portal.accounts.models import User
from portal.core import attachments
from portal.core.asking import ask, posted
from portal.core.interface import Row
from portal.core.pdf import render_pdf


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting with its agenda, and the minutes as far as they are made."""
    found = visible(request, pk)
    context = {
        "meeting": found,
        "facts": [
            Row(key="From", value=found.starts_at),
            Row(key="Until", value=found.ends_at),
            Row(key="Place", value=found.place),
        ],
        "minutes": queries.minutes_for(found, request.user),
        "items": _items(found, request.user),
        "files": attachments.of(found) if policies.may_read_signed_minutes.allows(request.user, found) else [],
        "offers": MEETING.offers(found, actor=request.user) if _keeps(request.user, found) else [],
        "keeps": _keeps(request.user, found),
        "calendar": reverse("council:calendar", args=[queries.calendar_key(request.user)]),
    }
    return render(request, "compliance/council/meeting.html", context)


def convene(request: HttpRequest, code: str) -> HttpResponse:
    """Convene a meeting."""
    council = get_object_or_404(Council, code=code)
    policies.may_convene(request.user, council)
    referrals = Referral.objects.visible_to(request.user).under_way().filter(council=council).order_by("due_on", "pk")
    return ask(
        request,
        forms.Convening(posted(request), referrals=referrals),
        lambda **given: actions.convene(council, actor=request.user, at=timezone.now(), **_hours(given)),
        to=reverse("council:index"),
        said="The meeting is convened. The members are invited.",
        title="Convene a meeting",
        caption=council.name,
        submit="Convene",
        text="Every member of the council is invited by mail. Add or take off cases until the meeting closes.",
    )


def advance(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Open, close or cancel a meeting."""
    found = visible(request, pk)
    MEETING.check(found, move, actor=request.user)
    title, act, form = MOVES[move]
    return ask(
        request,
        form(posted(request)),
        lambda **given: act(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said=f"{title}: done.",
        title=title,
        caption=str(found),
        submit=title,
        tone="stopped" if move == "cancel" else "",
    )


MOVES: dict[str, tuple[str, Any, Any]] = {
    "open": ("Open the meeting", actions.open_meeting, forms.Confirm),
    "close": ("Close the meeting", actions.close_meeting, forms.Confirm),
    "cancel": ("Cancel the meeting", actions.cancel_meeting, forms.Reason),
    "sign": ("Sign the minutes", actions.sign_minutes, forms.Confirm),
    "publish": ("Publish the redacted minutes", actions.publish_minutes, forms.Confirm),
}


def minutes(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Sign or publish the minutes."""
    found = visible(request, pk)
    policies.may_keep_meeting(request.user, found)
    title, act, form = MOVES[move]
    return ask(
        request,
        form(posted(request)),
        lambda: act(found, actor=request.user, at=timezone.now()),
        to=found,
        said=f"{title}: done.",
        title=title,
        caption=str(found),
        submit=title,
        text="Signed minutes are kept as a file and do not change. The redacted version names no case and no person.",
    )


def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put something on the agenda."""
    found = visible(request, pk)
    policies.may_keep_meeting(request.user, found)
    referrals = Referral.objects.visible_to(request.user).under_way().filter(council=found.council)
    return ask(
        request,
        forms.Item(posted(request), referrals=referrals.exclude(agenda_items__meeting=found).order_by("due_on", "pk")),
        lambda **given: actions.add_item(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The item is on the agenda.",
        title="Add an item",
        caption=str(found),
        submit="Add",
    )


def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up an item, or record that somebody came or went."""
    item, found = _item(request, pk)
    members = User.objects.filter(council_seats__in=found.council.seats.on(timezone.localdate())).order_by("name")
    there = list(item.attendances.filter(present=True).values_list("member", flat=True)) or list(members)
    return ask(
        request,
        forms.Presence(posted(request), members=members, initial={"present": there}),
        lambda **given: actions.take_up(item, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="Attendance is recorded.",
        title=f"Who is there for item {item.position}?",
        caption=str(found),
        submit="Record attendance",
        text="Recused members leave the room and are never recorded as present. Come back here when somebody "
        "arrives or leaves.",
    )


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the minutes say about an item that is no case."""
    item, found = _item(request, pk)
    if item.referral_id:
        raise Http404
    return ask(
        request,
        forms.Note(posted(request), initial={"text": item.note}),
        lambda **given: actions.note(item, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The note is kept.",
        title=item.title,
        caption=str(found),
        submit="Keep the note",
    )


def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    item, found = _item(request, pk)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.take_off(item, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The item is off the agenda.",
        title=f"Take item {item.position} off the agenda",
        caption=str(found),
        submit="Take it off",
    )


def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the agenda with the summaries and papers of the cases that are open to this reader, as one PDF."""
    found = visible(request, pk)
    cover = render_pdf("pack", queries.papers_pack(found, request.user))
    pdf = binding.bind(cover, queries.papers_of(found, request.user))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="pack-{found.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def visible(request: HttpRequest, pk: int) -> Meeting:
    """Return the meeting, or 404 where this person may not know of it."""
    meetings = Meeting.objects.visible_to(request.user).select_related("council", "minutes_signed_by")
    return get_object_or_404(meetings, pk=pk)


def _item(request: HttpRequest, pk: int) -> tuple[AgendaItem, Meeting]:
    item = get_object_or_404(AgendaItem.objects.select_related("referral__council", "meeting__council"), pk=pk)
    found = visible(request, item.meeting_id)
    policies.may_keep_meeting(request.user, found)
    return item, found


def _items(found: Meeting, user: Any) -> list[dict[str, Any]]:
    items = found.items.select_related("referral").order_by("position")
    seen = set(Referral.objects.filter(agenda_items__meeting=found).visible_to(user).values_list("pk", flat=True))
    return [{"item": item, "open": item.referral_id is None or item.referral_id in seen} for item in items]


def _keeps(user: Any, found: Meeting) -> bool:
    return policies.may_keep_meeting.allows(user, found)


def _hours(given: dict[str, Any]) -> dict[str, Any]:
    day, zone = given.pop("on"), timezone.get_default_timezone()
    starts, ends = (datetime.combine(day, given.pop(name), tzinfo=zone) for name in ("starts", "ends"))
    return {**given, "starts_at": starts, "ends_at": ends}
