"""Adding rows that the institution answers for: a file, a preview, and one press for all of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from import_export.results import Result, RowResult

from compliance.controls import forms, pages, policies, resources
from compliance.controls.files import SourceFile
from compliance.controls.loading import Plan
from compliance.controls.models import ReferenceFile, ReferenceRow

HOUR = 60 * 60


def loads(request: HttpRequest) -> HttpResponse:
    """Show what was loaded when, and the rows that the institution added."""
    policies.may_see_origins(request.user)
    context = {
        "files": ReferenceFile.objects.select_related("load__actor").order_by("-load_id", "name")[:200],
        "own": ReferenceRow.objects.standing()
        .of_the_site()
        .select_related("loaded_in__actor")
        .order_by("kind", "code"),
        "may_add": policies.may_import.allows(request.user),
        "no": policies.may_import.refusal(request.user),
    }
    return render(request, "compliance/controls/loads.html", context)


def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and show what it would change."""
    policies.may_import(request.user)
    form = forms.Upload(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, token = form.cleaned_data["file"], uuid.uuid4()
        cache.set(_key(request, token), (file.name, form.cleaned_data["kind"], file.read()), HOUR)
        return redirect("controls:preview", token)
    return render(request, "compliance/controls/upload.html", {"form": form})


def preview(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Show what the file would change, and add its rows when asked to."""
    policies.may_import(request.user)
    kept = cache.get(_key(request, token))
    if kept is None:
        raise Http404
    source, problems = resources.read(*kept)
    resource = resources.ReferenceResource(source, problems)
    adding = request.method == "POST"
    result = resource.import_data(
        resource.dataset(), dry_run=not adding, rollback_on_validation_errors=True, user=request.user
    )
    if adding and not resource.plan.problems:
        cache.delete(_key(request, token))
        messages.success(request, f"The rows of {source.name} are added.")
        return redirect("controls:loads")
    return render(request, "compliance/controls/preview.html", _shown(source, resource, result))


def _shown(source: SourceFile, resource: resources.ReferenceResource, result: Result) -> dict[str, Any]:
    plan = resource.plan
    wrong = {row.number for row in result.invalid_rows}
    rows = [
        [raw.place, raw.code, str(raw.fields.get("title", "")), _verdict(number, wrong, plan, row.import_type)]
        for number, (raw, row) in enumerate(zip(source.rows, result.rows, strict=False), 1)
    ]
    return {
        "name": source.name,
        "problems": [[each.row or "the file", each.field, each.text] for each in plan.problems],
        "rows": rows,
        "changes": [str(change) for change in plan.changes],
        "may_add": plan.changes and not plan.problems,
        "heads": pages.HEADS,
    }


def _verdict(number: int, wrong: set[int], plan: Plan, import_type: str) -> str:
    """What becomes of a row, in words."""
    if number in wrong:
        return "Wrong, see above"
    if plan.problems:
        return "Fine by itself"
    return "Loaded as it is" if import_type == RowResult.IMPORT_TYPE_SKIP else "Added"


def _key(request: HttpRequest, token: uuid.UUID) -> str:
    return f"reference-upload:{request.user.pk}:{token}"
