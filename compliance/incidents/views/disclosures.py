"""Pages of disclosures: the account in nine parts, the decision, what went to and came from the agency."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions, documents, narrative, policies
from compliance.incidents.forms import work as forms
from compliance.incidents.forms.incidents import Confirm, Reason
from compliance.incidents.models import Disclosure, DisclosurePart
from compliance.incidents.views.files import page, visible
from compliance.incidents.workflow import DISCLOSURE
from portal.core.asking import ask, posted, signed_in

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def index(request: HttpRequest, reference: str) -> HttpResponse:
    """List the disclosures of an incident."""
    found = visible(request, reference)
    theirs = Disclosure.objects.visible_to(request.user).filter(incident=found)
    return page(
        request,
        "disclosures",
        found,
        "disclosures",
        disclosures=theirs.select_related("decided_by", "incident").order_by("pk"),
        drafts=found.is_open and policies.may_draft_disclosure.allows(request.user, found),
        closed=found.disclosures.exclude(pk__in=theirs.values("pk")).exists(),
    )


def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin an account."""
    found = visible(request, reference)
    policies.may_draft_disclosure(request.user, found)
    return ask(
        request,
        forms.NewDisclosure(posted(request)),
        lambda **given: actions.draft_disclosure(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:disclosures", args=[found.reference]),
        said="The account is drafted from the records. Read every part.",
        title="Draft an account",
        caption=found.reference,
        submit="Draft it",
        text="Nine parts are filled from the records as far as these say something. You write the rest.",
    )


def _visible(request: HttpRequest, reference: str, pk: int) -> Disclosure:
    theirs = Disclosure.objects.visible_to(request.user).select_related("incident", "drafted_by", "decided_by")
    return get_object_or_404(theirs, pk=pk, incident=visible(request, reference))


def disclosure(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show one disclosure."""
    found = _visible(request, reference, pk)
    parts = [
        {"part": part, "heading": narrative.PARTS[part.number - 1], "open": narrative.TO_WRITE in part.text}
        for part in found.parts.order_by("number")
    ]
    return page(
        request,
        "disclosure",
        found.incident,
        "disclosures",
        disclosure=found,
        parts=parts,
        offers=DISCLOSURE.offers(found, actor=request.user),
        letters=found.correspondence.select_related("entered_by").order_by("on", "pk"),
        edits=found.state in ("draft", "to_disclose") and policies.may_edit_disclosure.allows(request.user, found),
        sends=policies.may_send.allows(request.user, found),
    )


def export(request: HttpRequest, reference: str, pk: int, ending: str) -> HttpResponse:
    """Hand the account out as PDF or Word."""
    found = _visible(request, reference, pk)
    if ending not in TYPES:
        raise Http404
    make = documents.as_pdf if ending == "pdf" else documents.as_docx
    answer = HttpResponse(make(found, at=timezone.now()), content_type=TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="{found.incident.reference}-{found.agency}.{ending}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def part(request: HttpRequest, reference: str, pk: int, number: int) -> HttpResponse:
    """Write one part."""
    found = _visible(request, reference, pk)
    policies.may_edit_disclosure(request.user, found)
    parts = DisclosurePart.objects.select_related("disclosure__incident")
    piece = get_object_or_404(parts, disclosure=found, number=number)
    return ask(
        request,
        forms.PartText(posted(request), initial={"text": piece.text}),
        lambda **given: actions.write_part(piece, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The part is kept.",
        title=f"{number}. {narrative.PARTS[number - 1]}",
        caption=found.get_agency_display(),
        submit="Keep it",
        text=narrative.HINTS[number - 1],
    )


STEPS: dict[str, tuple[Any, str, str, str]] = {
    "hand_in": (Confirm, "hand_in", "Hand it to the official", "The official reads it and decides."),
    "send_back": (Reason, "send_back", "Ask for another draft", "Say what is missing."),
    "disclose": (forms.Decision, "decide_disclosure", "Decide whether to disclose", ""),
    "decline": (forms.Decision, "decide_disclosure", "Decide whether to disclose", ""),
    "notify": (
        forms.Notice,
        "notify_agency",
        "Enter the first notice",
        "The clock of the full account starts with the day on which the agency received it.",
    ),
    "submit": (forms.Submitted, "submit_disclosure", "Say that the full account was sent", ""),
    "letter": (forms.Letter, "keep_letter", "Keep a letter", ""),
    "conclude": (forms.Outcome, "conclude_disclosure", "Enter what the agency decided", ""),
}


def step(request: HttpRequest, reference: str, pk: int, name: str) -> HttpResponse:
    """Take one step of a disclosure."""
    found = _visible(request, reference, pk)
    if name not in STEPS:
        raise Http404
    form, action, title, text = STEPS[name]
    if name in DISCLOSURE.moves:
        DISCLOSURE.check(found, name, actor=request.user)
    else:
        policies.may_send(request.user, found)
    initial = {"disclose": "no" if name == "decline" else "yes"} if form is forms.Decision else {}
    return ask(
        request,
        form(posted(request), initial=initial),
        lambda **given: getattr(actions, action)(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="It is kept.",
        title=title,
        caption=str(found),
        submit=title,
        text=text,
    )
