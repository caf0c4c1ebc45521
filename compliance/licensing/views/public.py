"""The public page on which anybody checks whether a letter is genuine. It says no more than that."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.licensing.forms import office as forms
from compliance.licensing.letters import tidy_code
from compliance.licensing.queries.verification import standing_of


@login_not_required
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    form = forms.Code(request.GET or None)
    if request.GET and form.is_valid():
        code = tidy_code(form.cleaned_data["code"])
        if code:
            return redirect("licensing:verified", code)
        form.add_error("code", "A code has twelve letters and figures, such as 7KQM-2XPA-9TRH.")
    return render(request, "compliance/licensing/verify.html", {"form": form})


@login_not_required
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a letter is genuine and still in force, and nothing else."""
    standing = standing_of(tidy_code(code), on=timezone.localdate())
    context = {"code": tidy_code(code), "standing": standing}
    return render(request, "compliance/licensing/verified.html", context, status=200 if standing.genuine else 404)
