"""What the pages share: finding a record one may see, and the page that asks and then acts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from compliance.licensing.models import Authorisation, Case
from portal.core.errors import Conflict, Invalid, Refusal
from portal.core.forms import raise_to
from portal.core.workflow import Workflow


def posted(request: HttpRequest) -> Any:
    """Return what was sent, or nothing for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def visible(request: HttpRequest, reference: str) -> Case:
    """Return the case if the person may see it; to others it does not exist."""
    cases = Case.objects.visible_to(request.user).select_related("applicant", "opened_by", "unit", "officer")
    return get_object_or_404(cases, reference=reference)


def visible_authorisation(request: HttpRequest, reference: str) -> Authorisation:
    """Return the authorisation if the person may see it."""
    found = Authorisation.objects.visible_to(request.user).select_related("case__applicant", "decision", "issued_by")
    return get_object_or_404(found, reference=reference)


def ask(
    request: HttpRequest, form: BaseForm, act: Callable[[Any], Any], *, to: Any, said: str = "", **page: Any
) -> HttpResponse:
    """
    Show the form; when it is sent and well-formed, act on it and go ``to`` the record.

    An Invalid of the action goes to its field. A Conflict is shown above the form, so that nothing typed is lost.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form)
        except Invalid as refusal:
            raise_to(form, refusal)
            status = refusal.status
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            if said:
                messages.success(request, said)
            return redirect(to(result) if callable(to) else to)
    back = page.pop("back", None) or (to if isinstance(to, str) else None)
    template = page.pop("template", "compliance/licensing/ask.html")
    return render(request, template, {"form": form, "back": back, **page}, status=status)


def refusal_of(workflow: Workflow, record: Any, move: str, *, actor: Any) -> str:
    """Return why the move is closed to the person now, or nothing."""
    try:
        workflow.check(record, move, actor=actor)
    except Refusal as no:
        return str(no)
    return ""
