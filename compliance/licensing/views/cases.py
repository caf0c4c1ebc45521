"""The list of cases, and the page of one case with its tabs."""

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.licensing import neighbours, policies
from compliance.licensing import presenting as pages
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case, TransferDetermination
from compliance.licensing.queries.precedents import precedents_of
from compliance.licensing.queries.predictions import prediction_for
from compliance.licensing.queries.search import find
from compliance.licensing.queries.timeline import timeline as what_happened
from compliance.licensing.states import Activity, CaseState
from compliance.licensing.views.asking import refusal_of, visible
from compliance.licensing.views.contents import edit_documents, edit_parties
from compliance.licensing.workflow import CASE
from portal.core import attachments
from portal.core.policy import holds
from portal.core.tables import Column, Table

COLUMNS = (
    Column("reference", "Case", link=True),
    Column("title", "Title", wide=True),
    Column("activity", "What"),
    Column("applicant", "Researcher", order_by="applicant__name"),
    Column("state", "State", template="components/cells/state.html"),
    Column("target_on", "Answer by"),
    Column("changed_at", "Changed", accessor="state_since", order_by="state_since"),
)


class CaseFilter(django_filters.FilterSet):
    """What people look for among their cases."""

    title = django_filters.CharFilter(label="Title", lookup_expr="icontains")
    state = django_filters.MultipleChoiceFilter(label="State", choices=CaseState.choices)
    activity = django_filters.ChoiceFilter(label="What", choices=Activity.choices)

    class Meta:
        model = Case
        fields: list[str] = []


def cases(request: HttpRequest) -> HttpResponseBase:
    """List the cases that the person may see."""
    table = Table(
        request,
        Case.objects.visible_to(request.user).select_related("applicant"),
        columns=COLUMNS,
        caption="Cases",
        filterset=CaseFilter,
        order="-changed_at",
        export="cases",
        empty={
            "title": "No case yet.",
            "text": "Open one when you share, ship, publish or host. Three minutes are enough to begin.",
        },
    )
    return table.respond("compliance/licensing/cases.html", {"opens": holds(request.user, "compliance.open_case")})


def search(request: HttpRequest) -> HttpResponseBase:
    """Find cases by words, among those that the person may see."""
    asked = request.GET.get("q", "")[:200]
    table = Table(
        request,
        find(asked, actor=request.user),
        columns=COLUMNS,
        caption="Cases that were found",
        order="-changed_at",
        empty={"title": "Nothing was found.", "text": "Search for a reference, a title, an item or a party."},
    )
    return table.respond("compliance/licensing/search.html", {"asked": asked})


def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case: its task list while it is written, its facts afterwards."""
    found = visible(request, reference)
    if found.is_draft:
        return _draft(request, found)
    found = Case.objects.select_related("applicant", "opened_by", "unit", "officer", "supersedes").get(pk=found.pk)
    context = {
        "facts": pages.facts(found, actor=request.user),
        "newer": Case.objects.filter(supersedes=found).exclude(state=CaseState.WITHDRAWN).first(),
        "decision": found.decisions.select_related("decided_by").order_by("-pk").first(),
        "authorisations": found.authorisations.order_by("pk"),
        "letters": found.letters.select_related("attachment").order_by("-pk"),
        "answers": found.answers.order_by("pk"),
        "notes": found.notes.filter(visible_to_applicant=True).select_related("author").order_by("-at"),
    }
    return _page(request, found, "case", "case.html", context)


def transfers(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the transfers and what was determined about each."""
    found = visible(request, reference)
    lines = pages.lines(found)
    transfers = [line.transfer for line in lines]
    context = {
        "lines": lines,
        "standings": neighbours.standings_of(transfers, user=request.user, at=timezone.now()),
        "determines": policies.may_review.allows(request.user, found),
        "traces": policies.may_see_trace.allows(request.user, found),
    }
    return _page(request, found, "transfers", "transfers.html", context)


def trace(request: HttpRequest, reference: str, number: int, regime: str) -> HttpResponse:
    """Show how the answer for a transfer was reached: for the researcher, the office and overseers."""
    found = visible(request, reference)
    policies.may_see_trace(request.user, found)
    answers = TransferDetermination.objects.standing().select_related("determination", "transfer__item")
    answer = get_object_or_404(answers, transfer__case=found, transfer__number=number, regime=regime)
    findings = neighbours.trace_of(answer.determination) if answer.determination else {}
    steps = [{**step, "text": step.get("says", "")} for step in findings.get("trace", [])]
    context = {"answer": answer, "steps": steps, "findings": findings, "number": number}
    return _page(request, found, "transfers", "trace.html", context)


def parties(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the parties and where each stands in screening; in a draft, change them."""
    found = visible(request, reference)
    if found.is_draft:
        return edit_parties(request, found)
    parts = list(found.parties.select_related("party").order_by("pk"))
    details = neighbours.screening_details([part.party for part in parts], at=timezone.now())
    inside = holds(request.user, "compliance.view_screening")
    rows = [(part, neighbours.country_name(part.party.country), details.get(part.party_id)) for part in parts]
    context = {"rows": rows, "inside": inside, "standings": details if inside else {}}
    return _page(request, found, "parties", "parties.html", context)


def documents(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the documents of a case; in a draft, give them."""
    found = visible(request, reference)
    if found.is_draft:
        return edit_documents(request, found)
    context = {
        "documents": found.documents.select_related("attachment").order_by("pk"),
        "letters": found.letters.select_related("attachment").order_by("-pk"),
        "answered": attachments.of(found).filter(kind="answer"),
    }
    return _page(request, found, "documents", "documents.html", context)


def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the office asked and what was answered."""
    found = visible(request, reference)
    context = {
        "requests": found.requests.select_related("asked_by", "answered_by").order_by("number"),
        "answers": policies.may_answer.allows(request.user, found),
        "closes": policies.may_review.allows(request.user, found),
    }
    return _page(request, found, "questions", "questions.html", context)


def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the office's own side of a case: routing, reviews, holds, flags, notes."""
    found = visible(request, reference)
    policies.may_see_inside(request.user, found)
    works = policies.may_review.allows(request.user, found)
    context = {
        "effects": pages.newest_effects(found, whole=works),
        "reviews": found.reviews.select_related("reviewer").order_by("-order"),
        "holds": found.holds.select_related("placed_by", "lifted_by").order_by("-pk"),
        "flags": found.flags.select_related("raised_by", "settled_by").order_by("-pk"),
        "notes": found.notes.select_related("author").order_by("-pk"),
        "advice": neighbours.advice_on(found),
        "overruled": found.decisions.exclude(against_council="").select_related("decided_by").order_by("-pk"),
        "precedents": precedents_of(found, actor=request.user),
        "settled": found.holds.exclude(lifted_at=None).exists() or found.flags.exclude(settled_at=None).exists(),
        "works": works,
    }
    return _page(request, found, "review", "review.html", context)


def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """Show everything that happened."""
    found = visible(request, reference)
    return _page(request, found, "timeline", "timeline.html", {"whole": what_happened(found, actor=request.user)})


def _draft(request: HttpRequest, found: Case) -> HttpResponse:
    draft = Draft(found)
    context = {
        "case": found,
        "draft": draft,
        "hand_over": refusal_of(CASE, found, "hand_over", actor=request.user),
        "writes": policies.may_draft.allows(request.user, found),
    }
    return render(request, "compliance/licensing/draft.html", context)


def _page(request: HttpRequest, found: Case, tab: str, template: str, context: dict[str, Any]) -> HttpResponse:
    now, actor = timezone.now(), request.user
    url = Draft(found).url
    theirs = policies.acts_for(actor, found)
    whose = pages.whose_move(found, at=now)
    shared = {
        "case": found,
        "clock": [("With us", whose.with_us), ("With you" if theirs else "With the applicant", whose.with_you)],
        "now": now,
        "tabs": pages.tabs(found, tab, actor=actor, url=url),
        "whose": whose,
        "offers": pages.offers(found, actor=actor, at=now),
        "urls": pages.move_urls(url),
        "entries": what_happened(found, actor=actor, limit=6) if tab != "timeline" else [],
        "theirs": theirs,
        "prediction": prediction_for(found, at=now) if found.is_open else None,
    }
    return render(request, f"compliance/licensing/{template}", {**shared, **context})
