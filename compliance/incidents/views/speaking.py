"""
Where people speak up. Nothing here is logged (``UNWATCHED_PATHS``); the anonymous pages never look at who is signed in.

A receipt code travels in the body of a form, never in an address, and nothing is put into a session.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from compliance.incidents import actions, queries
from compliance.incidents.forms import reports as forms
from compliance.incidents.models import Report
from portal.core.asking import signed_in
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to

View = Callable[..., HttpResponse]


def unseen(view: View) -> View:
    """Let a view answer without an account, and without learning of one."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    return login_not_required(answer)


@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    """Say what happens to a report, and offer the ways."""
    return render(request, "compliance/incidents/speak_up.html", {"readers": queries.who_reads_reports()})


@unseen
def anonymous(request: HttpRequest) -> HttpResponse:
    """Take an anonymous report, and show its receipt code once."""
    form = forms.Report(*_sent(request), readers=queries.who_reads_reports())
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.report(actor=None, anonymous=True, at=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return render(request, "compliance/incidents/receipt.html", {"receipt": given})
    return render(request, "compliance/incidents/report_form.html", {"form": form, "anonymous": True})


def named(request: HttpRequest) -> HttpResponse:
    """Take a report of somebody who is signed in."""
    form = forms.Report(*_sent(request), readers=queries.who_reads_reports().exclude(pk=signed_in(request).pk))
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.report(actor=signed_in(request), at=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return render(request, "compliance/incidents/receipt.html", {"receipt": given})
    return render(request, "compliance/incidents/report_form.html", {"form": form, "anonymous": False})


@unseen
def receipt(request: HttpRequest) -> HttpResponse:
    """Open the conversation about a report to whoever holds its code."""
    form = forms.ReceiptCode(request.POST if "code" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        try:
            found = queries.report_with(form.cleaned_data["code"])
        except Conflict as refusal:
            form.add_error("code", str(refusal))
        else:
            return _conversation(request, found, code=form.cleaned_data["code"])
    return render(request, "compliance/incidents/receipt_ask.html", {"form": form})


def mine(request: HttpRequest) -> HttpResponse:
    """List the reports that this person made under their name."""
    found = Report.objects.filter(reporter=signed_in(request)).order_by("-received_at", "-pk")
    return render(request, "compliance/incidents/mine.html", {"reports": found})


def own(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one's own report and the conversation about it."""
    found = get_object_or_404(Report.objects.filter(reporter=signed_in(request)), reference=reference)
    return _conversation(request, found, code="")


def _conversation(request: HttpRequest, found: Report, *, code: str) -> HttpResponse:
    form = forms.FollowUp(*(_sent(request) if "write" in request.POST else (None, None)))
    sent = False
    if form.is_bound and form.is_valid():
        try:
            actions.write_as_reporter(found, at=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            if not code:
                return redirect("incidents:own-report", found.reference)
            form, sent = forms.FollowUp(), True
    context = {
        "report": found,
        "code": code,
        "form": form,
        "sent": sent,
        "talk": found.messages.select_related("author").order_by("at", "pk"),
    }
    return render(request, "compliance/incidents/conversation.html", context)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
