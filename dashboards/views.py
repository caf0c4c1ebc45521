"""
Public figures and their release.

Public pages read one published snapshot and nothing else; they are the same for
everybody, so browsers and proxies may keep them.
"""

import csv
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboards import actions, forms, policies, queries
from dashboards.models import Snapshot
from dashboards.periods import parse
from dashboards.workflow import SNAPSHOT
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to

FIVE_MINUTES = 300


def published(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view a published snapshot; answer 404 for any other, and 304 to who has it already."""

    @login_not_required
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, number: int, *args, **kwargs) -> HttpResponse:
        snapshot = get_object_or_404(Snapshot.objects.published(), number=number)
        tag = f'"{snapshot.digest[:16]}-{request.user.pk or 0}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponseNotModified()
        response = view(request, snapshot, *args, **kwargs)
        response["ETag"] = tag
        response["Cache-Control"] = f"max-age={FIVE_MINUTES}" if not request.user.is_authenticated else "private"
        return response

    return wrapped


def _page(request: HttpRequest, snapshot: Snapshot | None) -> HttpResponse:
    context = {
        "snapshot": snapshot,
        "quarter": queries.quarter_of_snapshot(snapshot) if snapshot else None,
        "themes": queries.themes(snapshot) if snapshot else [],
        "may_release": policies.may_release.allows(request.user),
    }
    return render(request, "dashboards/index.html", context)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the newest published figures."""
    return _page(request, queries.latest())


@published
def snapshot(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Show one published set of figures."""
    return _page(request, snapshot)


@published
def figure(request: HttpRequest, snapshot: Snapshot, code: str) -> HttpResponse:
    """Show one figure with its table and its method."""
    shown = queries.find(snapshot, code)
    metric = next((each for each in queries.methods() if each.code == code), None)
    if shown is None or metric is None:
        raise Http404
    context = {"snapshot": snapshot, "figure": shown, "metric": metric}
    return render(request, "dashboards/figure.html", context)


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Say how every figure is made and what is kept back."""
    return render(request, "dashboards/method.html", {"metrics": queries.methods()})


@login_not_required
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """List every published set of figures."""
    snapshots = Snapshot.objects.published().defer("figures").order_by("-period", "-number")[:200]
    return render(request, "dashboards/releases.html", {"snapshots": snapshots})


@published
def as_csv(_request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Hand out the figures as a table."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{snapshot.period}-{snapshot.number}.csv"'
    writer = csv.writer(response)
    writer.writerow(["period", "figure", "measure", "value", "bound", "kept_back"])
    writer.writerows(queries.flat(snapshot))
    return response


@published
def as_json(_request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Hand out the figures as they are stored, with their method and digest."""
    body = {
        "number": snapshot.number,
        "period": snapshot.period,
        "released_at": snapshot.released_at,
        "method": snapshot.method,
        "note": snapshot.note,
        "digest": snapshot.digest,
        "figures": snapshot.figures,
    }
    return JsonResponse(body, json_dumps_params={"indent": 2})


def office(request: HttpRequest) -> HttpResponse:
    """Compute figures, and see which wait for release."""
    policies.may_release(request.user)
    form = forms.Compute(request.POST or None)
    if form.is_valid():
        try:
            made = actions.compute(parse(form.cleaned_data["period"]), actor=request.user, at=timezone.now())
        except Invalid as no:
            raise_to(form, no)
        except Conflict as no:
            raise_to(form, Invalid(str(no), field="period"))
        else:
            return redirect("transparency:release", made.number)
    snapshots = Snapshot.objects.defer("figures").select_related("released_by").order_by("-number")[:50]
    return render(request, "dashboards/office.html", {"form": form, "snapshots": snapshots})


def release(request: HttpRequest, number: int) -> HttpResponse:
    """Look at computed figures as the public will, and publish them."""
    policies.may_release(request.user)
    found = get_object_or_404(Snapshot, number=number)
    SNAPSHOT.check(found, "release", actor=request.user)
    form = forms.Release(request.POST or None)
    if form.is_valid():
        try:
            actions.release(found, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as no:
            raise_to(form, no)
        else:
            messages.success(request, f"{found} are public now.")
            return redirect(found)
    context = {"snapshot": found, "form": form, "themes": queries.themes(found)}
    return render(request, "dashboards/release.html", context)


def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Discard computed figures."""
    policies.may_release(request.user)
    found = get_object_or_404(Snapshot, number=number)
    SNAPSHOT.check(found, "discard", actor=request.user)
    form = forms.Discard(request.POST or None)
    if form.is_valid():
        actions.discard(found, actor=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{found} are discarded.")
        return redirect("transparency:office")
    return render(request, "dashboards/discard.html", {"snapshot": found, "form": form})
