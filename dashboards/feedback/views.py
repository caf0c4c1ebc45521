"""Two questions about a page or a case, consultations, and the desk at which they are read."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from compliance.licensing.models import Case
from dashboards.feedback import actions, forms, policies, queries, throttle
from dashboards.feedback.models import CaseAsked, Comment, Consultation, Feedback
from dashboards.feedback.states import CommentState
from dashboards.feedback.workflow import COMMENT
from dashboards.guidance import queries as guidance
from dashboards.guidance.models import PageVersion
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to
from training.rendering import lesson_html

ABOUT_A_PAGE = "Did you find what you needed?"
ABOUT_A_CASE = "Was it clear at every step what was asked of you, and why?"


@login_not_required
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Ask the two questions about a page."""
    about = request.POST.get("about") or request.GET.get("about", "")
    if not url_has_allowed_host_and_scheme(about, allowed_hosts=None) or not about.startswith("/"):
        about = "/"
    given = {"helped": request.GET.get("helped")}
    form = forms.TwoQuestions(request.POST or None, question=ABOUT_A_PAGE, initial=given)
    if form.is_valid():
        throttle.count(request)
        if not form.cleaned_data.pop("address"):
            actions.say(about=about, **form.cleaned_data, at=timezone.now())
        messages.success(request, "Thank you. The office reads every remark and counts what they are about.")
        return redirect(about)
    return render(request, "dashboards/feedback/page.html", {"form": form, "about": about})


def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the researcher the two questions about a closed case."""
    found = get_object_or_404(Case.objects.visible_to(request.user), reference=reference)
    policies.may_rate(request.user, found)
    if CaseAsked.objects.filter(case=found).exists():
        raise Conflict("You have answered the two questions about this case already. Thank you.")
    form = forms.TwoQuestions(request.POST or None, question=ABOUT_A_CASE)
    if form.is_valid():
        form.cleaned_data.pop("address")
        actions.rate(found, **form.cleaned_data, actor=request.user, at=timezone.now())
        messages.success(request, "Thank you. Your answer is kept without your name and without the case.")
        return redirect(found)
    return render(request, "dashboards/feedback/case.html", {"form": form, "case": found})


@login_not_required
def consultations(request: HttpRequest) -> HttpResponse:
    """List the drafts on which people may comment, and those on which they did."""
    context = {"consultations": queries.consultations(), "today": timezone.localdate()}
    return render(request, "dashboards/feedback/consultations.html", context)


@login_not_required
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft, take comments while it is open, show what was said and answered."""
    found = get_object_or_404(Consultation.objects.select_related("version__page"), pk=pk)
    is_open = found.opens_on <= timezone.localdate() <= found.closes_on
    form = forms.Say(request.POST or None)
    if form.is_valid():
        throttle.count(request)
        actions.comment(found, **form.cleaned_data, at=timezone.now())
        messages.success(request, "Thank you. Your comment appears here together with the office's response.")
        return redirect(found)
    before = guidance.published_before(found.version)
    context = {
        "consultation": found,
        "is_open": is_open,
        "before": before,
        "parts": list(guidance.changes(before.body, found.version.body)) if before else [],
        "form": form,
        "html": lesson_html(found.version.body),
        "comments": queries.published_comments(found),
    }
    return render(request, "dashboards/feedback/consultation.html", context)


def consult(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a draft to everybody."""
    policies.may_consult(request.user, None)
    version = get_object_or_404(PageVersion, page__slug=slug, number=number)
    form = forms.Consult(request.POST or None)
    if form.is_valid():
        try:
            return redirect(actions.consult(version, **form.cleaned_data, actor=request.user, at=timezone.now()))
        except Invalid as no:
            raise_to(form, no)
    return render(request, "dashboards/feedback/consult.html", {"form": form, "version": version})


def desk(request: HttpRequest) -> HttpResponse:
    """Read what people said, sort it by theme, answer comments."""
    policies.may_read(request.user, None)
    since = timezone.localdate() - timedelta(days=365)
    remarks = Feedback.objects.exclude(words="").filter(theme="").order_by("-given_on", "-pk")[:50]
    waiting = Comment.objects.filter(state=CommentState.RECEIVED).select_related("consultation").order_by("made_at")
    context = {"sum": queries.counted(since=since), "remarks": remarks, "waiting": waiting, "form": forms.Sort()}
    context["sorts"] = policies.may_sort.allows(request.user, None)
    return render(request, "dashboards/feedback/desk.html", context)


@require_POST
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a remark is about."""
    policies.may_read(request.user, None)
    remark = get_object_or_404(Feedback, pk=pk)
    actions.sort(remark, theme=request.POST.get("theme", ""), actor=request.user, at=timezone.now())
    return redirect("feedback:desk")


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment."""
    policies.may_read(request.user, None)
    found = get_object_or_404(Comment.objects.select_related("consultation"), pk=pk)
    COMMENT.check(found, "answer", actor=request.user)
    form = forms.Answer(request.POST or None)
    if form.is_valid():
        actions.answer(found, **form.cleaned_data, actor=request.user, at=timezone.now())
        return redirect("feedback:desk")
    return render(request, "dashboards/feedback/answer.html", {"form": form, "comment": found})
