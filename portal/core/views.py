"""Pages of the ground floor: the event log with its proofs, files, and the mail of a demo site."""

import django_filters
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from portal.core import attachments, mailfolder, seal
from portal.core.models import Attachment, Checkpoint, Event
from portal.core.policies import may_view_event_log
from portal.core.tables import Column, Table


class EventFilter(django_filters.FilterSet):
    """What auditors ask the log by."""

    subject_label = django_filters.CharFilter(label="About", lookup_expr="icontains")
    verb = django_filters.CharFilter(label="What happened", lookup_expr="istartswith")
    after = django_filters.DateFilter(label="From this day on", field_name="at", lookup_expr="date__gte")

    class Meta:
        model = Event
        fields: list[str] = []


EVENT_COLUMNS = (
    Column("at", "When"),
    Column("verb", "What happened", link=True),
    Column("subject_label", "About"),
    Column("actor", "Who", accessor=lambda row: row.actor or "The portal", order_by="actor__name"),
    Column("leaf", "Sealed at", accessor=lambda row: row.leaf.position if hasattr(row, "leaf") else "", sortable=False),
)


@require_GET
def event_log(request: HttpRequest) -> HttpResponse:
    """List events, newest first."""
    may_view_event_log(request.user)
    table = Table(
        request,
        Event.objects.readable_by(request.user).select_related("actor", "leaf"),
        columns=EVENT_COLUMNS,
        caption="Events, newest first",
        filterset=EventFilter,
        order="-at",
        export="events",
        empty={"title": "No event fits.", "text": "Widen the search, or leave the fields empty to see all."},
    )
    return table.respond("core/log/events.html", {"head": Checkpoint.objects.order_by("-size").first()})


@require_GET
def event(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one event with its place in the sealed tree."""
    may_view_event_log(request.user)
    found = get_object_or_404(Event.objects.readable_by(request.user).select_related("actor", "leaf"), uid=uid)
    return render(request, "core/log/event.html", {"event": found, "digest": seal.digest(found).hex()})


@require_GET
def proof(request: HttpRequest, uid: str) -> HttpResponse:
    """Hand out the inclusion proof of one event."""
    may_view_event_log(request.user)
    found = get_object_or_404(Event.objects.readable_by(request.user), uid=uid)
    body = seal.proof(found)
    if body is None:
        raise Http404("The event is not sealed yet; this happens within minutes.")
    answer = JsonResponse(body, json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="proof-{found.uid}.json"'
    return answer


@require_GET
@login_not_required
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Publish the newest signed head of the event log, for anyone to keep."""
    head = Checkpoint.objects.order_by("-size").first()
    return JsonResponse(seal.describe(head) if head else {"tree_size": 0}, json_dumps_params={"indent": 2})


@require_GET
def file(request: HttpRequest, uid: str) -> StreamingHttpResponse:
    """Serve a file to those who may read its record; to others it does not exist."""
    attachment = get_object_or_404(Attachment, uid=uid)
    if not attachments.may_read(attachment, request.user):
        raise Http404
    answer = StreamingHttpResponse(attachments.read(attachment), content_type=attachment.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, attachment.name)
    answer["Content-Length"] = attachment.size
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@login_not_required
def dev_outbox(request: HttpRequest) -> HttpResponse:
    """Show the mail of a demo site, which leaves the machine nowhere else."""
    if not settings.DEMO or not settings.EMAIL_BACKEND.endswith("mailfolder.EmailBackend"):
        raise Http404
    return render(request, "core/dev_outbox.html", {"mails": mailfolder.newest(50)})
