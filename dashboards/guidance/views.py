"""Guidance: what everybody reads, and the desk at which it is written, reviewed and published."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from dashboards.guidance import actions, forms, plain, policies, queries
from dashboards.guidance.models import GuidancePage, PageReview, PageVersion
from dashboards.guidance.states import VersionState
from dashboards.guidance.workflow import VERSION
from dashboards.serving import kept
from dashboards.serving import page as served
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from training.rendering import lesson_html

IN_WORK = (VersionState.DRAFT, VersionState.IN_REVIEW)


@kept(queries.newest)
def index(request: HttpRequest) -> HttpResponse:
    """Show every page by what it is for, or those that the search finds."""
    words = request.GET.get("q", "").strip()[:100]
    context = {"words": words, "found": queries.search(words) if words else None, "shelves": queries.shelves()}
    return served(request, "dashboards/guidance/index.html", context)


@kept(queries.newest)
def page(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Show a page as it stands today, or one of its earlier wordings."""
    versions = list(
        PageVersion.objects.ever_published().filter(page__slug=slug).select_related("page").order_by("-number")
    )
    shown = next((each for each in versions if number in (None, each.number)), None)
    if shown is None:
        raise Http404
    context = {
        "version": shown,
        "stands": shown.state == VersionState.PUBLISHED,
        "html": lesson_html(shown.body),
        "sources": shown.sources.splitlines(),
        "versions": versions,
    }
    return served(request, "dashboards/guidance/page.html", context)


@kept(queries.newest)
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what one wording changed about the one before."""
    versions = PageVersion.objects.ever_published().filter(page__slug=slug).select_related("page")
    after = get_object_or_404(versions, number=number)
    before = versions.filter(number__lt=number).order_by("-number").first()
    if before is None:
        raise Http404
    context = {"before": before, "after": after, "parts": list(queries.changes(before.body, after.body))}
    return served(request, "dashboards/guidance/changes.html", context)


def desk(request: HttpRequest) -> HttpResponse:
    """List what is being written and reviewed, and what is due to be looked at again."""
    policies.may_write(request.user, None)
    form = forms.Open(request.POST or None)
    if form.is_valid():
        try:
            made = actions.open_page(**form.cleaned_data, actor=request.user, at=timezone.now())
        except Invalid as no:
            raise_to(form, no)
        else:
            return redirect("guidance:write", made.slug)
    work = PageVersion.objects.filter(state__in=IN_WORK).select_related("page", "written_by").order_by("written_at")
    reviews = PageReview.objects.filter(done_at=None).select_related("page").order_by("due_on")
    context = {"form": form, "work": work, "reviews": reviews, "today": timezone.localdate()}
    return render(request, "dashboards/guidance/desk.html", context)


def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a version, with the check of plain language beside it."""
    policies.may_write(request.user, None)
    found = get_object_or_404(GuidancePage, slug=slug)
    draft = found.versions.filter(state=VersionState.DRAFT).first()
    last = draft or found.versions.order_by("-number").first()
    fields = ("title", "summary", "body", "sources")
    initial = {field: getattr(last, field) for field in fields} if last else {}
    form = forms.Write(request.POST or None, initial={**initial, "reason": draft.reason if draft else ""})
    if form.is_valid():
        version = actions.write(found, **form.cleaned_data, actor=request.user, at=timezone.now())
        messages.success(request, "Saved.")
        return redirect("guidance:draft", found.slug, version.number)
    text = form.data.get("body") or (last.body if last else "")
    context = {"page": found, "form": form, "check": plain.check(text), "draft": draft}
    return render(request, "dashboards/guidance/write.html", context)


def draft(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a version as it will look, what it changes, how plain it is, and what can be done with it."""
    policies.may_write(request.user, None)
    version = get_object_or_404(
        PageVersion.objects.select_related("page", "written_by", "consultation"), page__slug=slug, number=number
    )
    before = queries.published_before(version)
    context = {
        "version": version,
        "html": lesson_html(version.body),
        "check": plain.check(version.body),
        "before": before,
        "parts": list(queries.changes(before.body, version.body)) if before else [],
        "offers": VERSION.offers(version, actor=request.user),
        "may_consult": policies.may_publish.allows(request.user, None),
    }
    return render(request, "dashboards/guidance/draft.html", context)


@require_POST
def move(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """Hand a version in, or publish it."""
    version = get_object_or_404(
        PageVersion.objects.visible_to(request.user).select_related("page"), page__slug=slug, number=number
    )
    {"submit": actions.submit, "publish": actions.publish}[name](version, actor=request.user, at=timezone.now())
    messages.success(request, f"{version} is {version.get_state_display().lower()}.")
    return redirect("guidance:draft", slug, number)


def send_back(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Send a version back with what is to be changed."""
    version = get_object_or_404(
        PageVersion.objects.visible_to(request.user).select_related("page"), page__slug=slug, number=number
    )
    VERSION.check(version, "send_back", actor=request.user)
    form = forms.SendBack(request.POST or None)
    if form.is_valid():
        actions.send_back(version, **form.cleaned_data, actor=request.user, at=timezone.now())
        return redirect("guidance:draft", slug, number)
    return render(request, "dashboards/guidance/send_back.html", {"version": version, "form": form})


@require_POST
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm that a page is still right as it is."""
    found = get_object_or_404(GuidancePage, slug=slug)
    actions.confirm(found, actor=request.user, at=timezone.now())
    messages.success(request, "Confirmed; it is looked at again in a year.")
    return redirect("guidance:desk")
