"""The page that asks before something is done, and does it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.core.errors import Invalid
from portal.core.forms import raise_to


def posted(request: HttpRequest) -> Any:
    """Return what was sent, or nothing for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def ask(
    request: HttpRequest, form: BaseForm, act: Callable[..., Any], *, to: Any, said: str, **page: Any
) -> HttpResponse:
    """
    Show the form; when it is sent and well-formed, act with what was given and go ``to`` the record.

    An Invalid of the action goes to its field; other refusals get their own page.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            messages.success(request, said)
            return redirect(to)
    back = to if isinstance(to, str) else to.get_absolute_url()
    return render(request, "core/ask.html", {"form": form, "back": back, **page})


def signed_in(request: HttpRequest) -> Any:
    """Return who asks. The middleware lets nobody without an account this far."""
    return request.user
