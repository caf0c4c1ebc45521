"""
The self-check. What was said travels with the page, in the form itself; the portal keeps none of it, and no address or
log line holds it. Only who presses "start a case" has the answers put aside for the sign-in.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from compliance.classification.queries import book as open_book
from compliance.controls.rows import Exclusion
from compliance.licensing import policies
from compliance.licensing.states import Activity
from dashboards.selfcheck import actions, forms, walks
from dashboards.selfcheck.words import TRIGGERS
from portal.core.errors import Conflict

KEPT = "selfcheck"
FREE = ("published", "fundamental_research", "education", "patents", "standards", "e2ee")
LONGEST = 80


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what the check does, with the two lists beside each other: what is free, and what is always looked at."""
    found = open_book(timezone.localdate())
    known = {each.code: each for each in found.all(Exclusion) if each.verified}
    free = [known[code] for code in FREE if code in known]
    context = {"free": free, "triggers": TRIGGERS, "most": walks.MOST, "may_check": bool(found.trees)}
    return render(request, "dashboards/selfcheck/start.html", context)


@login_not_required
@never_cache
@require_POST
def question(request: HttpRequest) -> HttpResponse:
    """Ask the next question, or show where the answers led."""
    found = open_book(timezone.localdate())
    said = _said(request)
    if "back" in request.POST and said:
        said.popitem()
    way = walks.follow(said, found)
    if way.asked is None or "back" in request.POST or request.POST.get("key") != way.asked.key:
        return _show(request, way, found)
    form = forms.Question(request.POST, asked=way.asked, way=way, book=found)
    if not form.is_valid():
        return _show(request, way, found, form)
    return _show(request, walks.follow({**way.said, way.asked.key: form.value()}, found), found)


def _show(request: HttpRequest, way: walks.Way, found, form: forms.Question | None = None) -> HttpResponse:
    if way.asked is not None:
        form = form or forms.Question(asked=way.asked, way=way, book=found)
    context = {
        "way": way,
        "form": form,
        "most": walks.MOST,
        "answers": [(asked, asked.words(value), f"{asked.key}={value}") for asked, value in way.path],
        "now": timezone.now(),
        "version": found.version,
        "free_of": dict(Activity.choices),
    }
    template = "question" if way.asked is not None else "ending"
    return render(request, f"dashboards/selfcheck/{template}.html", context)


@login_not_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Put the answers aside because the person says so, and go on to a case, by way of the sign-in."""
    request.session[KEPT] = list(_said(request).items())
    return redirect("selfcheck:case")


def case(request: HttpRequest) -> HttpResponse:
    """Start a case with the answers that were put aside; they are forgotten then."""
    policies.may_open(request.user, None)
    said = dict(request.session.get(KEPT, ()))
    if not said:
        raise Conflict("There are no answers. Go through the check first.")
    found = open_book(timezone.localdate())
    form = forms.Start(request.POST or None)
    if form.is_valid():
        made = actions.start_case(
            form.cleaned_data["title"], said=said, book=found, actor=request.user, at=timezone.now()
        )
        del request.session[KEPT]
        return redirect(made)
    way = walks.follow(said, found)
    answers = [(asked.wording, asked.words(value)) for asked, value in way.path]
    return render(request, "dashboards/selfcheck/case.html", {"form": form, "answers": answers})


def _said(request: HttpRequest) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in request.POST.getlist("said")[: walks.MOST])
    return {key: value[:LONGEST] for key, equals, value in pairs if equals}
