"""
Public figures and their release.

Public pages read published snapshots and nothing else; they are the same for everybody, so they are kept once drawn
(``serving``), and browsers and proxies may keep them.
"""

import csv
import io

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from dashboards import actions, downloads, forms, policies, queries, reading, thresholds
from dashboards.models import Snapshot
from dashboards.periods import parse
from dashboards.serving import kept, page
from dashboards.workflow import SNAPSHOT
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to


def _is_tier(value: str) -> bool:
    return not value or value in dict(reading.TIERS)


def _is_period(value: str) -> bool:
    return len(value) <= 7  # of those that hold a quarter, only the ones with figures are answered and kept


def _published(number: int) -> Snapshot | None:
    return Snapshot.objects.published().select_related("corrects").filter(number=number).first()


def _nothing(request: HttpRequest) -> HttpResponse:
    """Say that no figures are here, and where some are."""
    return page(request, "dashboards/nothing.html", {}, status=404)


def _dashboard(request: HttpRequest, snapshot: Snapshot | None, *, stands: bool) -> HttpResponse:
    tier = request.GET.get("tier", "")
    tier = tier if tier in dict(reading.TIERS) else ""
    shown = queries.page(snapshot, tier=tier) if snapshot else None
    context = {
        "page": shown,
        "snapshot": snapshot,
        "tier": tier,
        "tiers": reading.TIERS,
        "periods": [(period, parse(period).words) for period in queries.periods()] if snapshot else [],
        "stands": stands,
        "smallest": thresholds.rules().smallest,
        "may_release": policies.may_release.allows(request.user) if request.user.is_authenticated else False,
    }
    template = "dashboards/figures.html" if request.headers.get("HX-Request") else "dashboards/index.html"
    return page(request, template, context)


@kept(queries.newest, period=_is_period, tier=_is_tier)
def index(request: HttpRequest) -> HttpResponse:
    """Show the newest published figures, or those of the quarter that is asked for."""
    period = request.GET.get("period", "")
    snapshot = queries.of_period(period) if period else queries.latest()
    if period and snapshot is None:
        return _nothing(request)
    return _dashboard(request, snapshot, stands=False)


@kept(queries.newest, tier=_is_tier)
def snapshot(request: HttpRequest, number: int) -> HttpResponse:
    """Show one published set of figures, whatever was published since."""
    found = _published(number)
    return _dashboard(request, found, stands=True) if found else _nothing(request)


@kept(queries.newest)
def figure(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """Show one figure with its course, its table and its method: of one set, or as it was published last."""
    found = _published(number) if number else queries.latest()
    stored = queries.find(found, code) if found else None
    if found is None or stored is None:
        return _nothing(request)
    quarter = parse(found.period)
    before = queries.of_period(str(quarter.year_before))
    context = {
        "snapshot": found,
        "figure": reading.show(stored, before=queries.find(before, code) if before else None),
        "course": queries.course(code),
        "smallest": thresholds.rules().smallest,
        "stands": number is not None,
    }
    return page(request, "dashboards/figure.html", context)


@kept(lambda: "the code")
def method(request: HttpRequest) -> HttpResponse:
    """Say how every figure is made and what is kept back."""
    limits = thresholds.rules()
    return page(request, "dashboards/method.html", {"themes": queries.methods(), "limits": limits})


@kept(queries.newest)
def releases(request: HttpRequest) -> HttpResponse:
    """List every published set of figures."""
    found = Snapshot.objects.published().defer("figures").select_related("corrects").order_by("-period", "-number")
    return page(request, "dashboards/releases.html", {"snapshots": found[:200]})


@kept(queries.newest)
def as_csv(request: HttpRequest, number: int | None = None, code: str = "") -> HttpResponse:
    """Hand out the figures, or one of them, as a table."""
    found = _published(number) if number else queries.latest()
    figures = [each for each in found.readable_figures if not code or each["code"] == code] if found else []
    if found is None or not figures:
        raise Http404
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([name for name, _, _ in downloads.COLUMNS])
    writer.writerows(downloads.rows(figures))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{code or 'figures'}-{found.period}-{found.number}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@kept(queries.newest)
def as_json(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the figures as they are stored, with a data dictionary, their method and their digest."""
    found = _published(number)
    if found is None:
        raise Http404
    address = request.build_absolute_uri(found.get_absolute_url())
    body = downloads.package(found, address)
    return JsonResponse(body, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 1})


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
    found = get_object_or_404(Snapshot.objects.select_related("corrects"), number=number)
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
    shown = queries.page(found)
    return render(request, "dashboards/release.html", {"snapshot": found, "form": form, "page": shown})


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
