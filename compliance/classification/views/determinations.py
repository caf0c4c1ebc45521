"""Determinations as they were made: the list, one with its trace, the memo and the file."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from compliance.classification import memo, pages, queries
from compliance.classification.engine import canonical
from compliance.classification.filters import DeterminationFilter
from compliance.classification.models import Determination
from portal.core.tables import Column, Table

COLUMNS = (
    Column("reference", "Determination", link=True),
    Column("subject_reference", "Transfer"),
    Column("regime", "Regime"),
    Column("outcome", "Answer", template="compliance/classification/cells/outcome.html"),
    Column("entries", "Described by"),
    Column("review_policy", "Review policy", accessor=lambda found: found.review_policy.replace("_", " ")),
    Column("as_of", "Lists as of"),
    Column("determined_at", "When"),
    Column("stands", "Counts"),
)


def determinations(request: HttpRequest) -> HttpResponse:
    """List the determinations that the reader may see, the newest first."""
    table = Table(
        request,
        Determination.objects.visible_to(request.user).defer("inputs", "result"),
        columns=COLUMNS,
        caption="Determinations, newest first",
        filterset=DeterminationFilter,
        order="-determined_at",
        export="determinations",
        empty={"title": "Nothing was determined yet.", "text": "Transfers are determined when a case is submitted."},
    )
    return table.respond("compliance/classification/determinations.html", {})  # type: ignore[return-value]


def determination(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one determination with everything it rests on."""
    found = get_object_or_404(_visible(request).select_related("determined_by", "session"), reference=reference)
    contents, kept = memo.contents(found), found.findings
    book = queries.book(found.as_of)
    ways = [pages.authorisation(each) for each in kept["authorisations"]]
    context = {
        "determination": found,
        "memo": contents,
        "facts": [(key, value) for key, value in memo.asked(found.facts, found, book) if value],
        "steps": [pages.step(step) for step in kept["trace"]],
        "open": [each for each in ways if each["status"] != "not_satisfied"],
        "closed": [[each["code"], each["name"], "; ".join(each["barred"])] for each in ways if each["barred"]],
        "closed_head": ("Code", "Exception", "What stands in the way"),
        "others": _visible(request).about(found.subject_reference).standing().exclude(pk=found.pk).order_by("regime"),
    }
    return render(request, "compliance/classification/determination.html", context)


def memo_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer with the memo."""
    found = get_object_or_404(_visible(request).select_related("determined_by"), reference=reference)
    response = HttpResponse(memo.render(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.reference}.pdf"'
    return response


def as_json(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer with the whole determination: facts, versions and result."""
    found = get_object_or_404(_visible(request), reference=reference)
    whole = {
        "reference": found.reference,
        "subject_reference": found.subject_reference,
        "determined_at": found.determined_at.isoformat(),
        "reference_version": found.reference_version,
        "engine_version": found.engine_version,
        "stands": found.stands,
        "facts": canonical.plain(found.facts),
        "result": found.findings,
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.json"'
    return response


def _visible(request: HttpRequest):  # type: ignore[no-untyped-def]
    return Determination.objects.visible_to(request.user)
