"""One page that asks, for every action of assurance."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.core.errors import Invalid
from portal.core.forms import raise_to


def ask(
    request: HttpRequest,
    form: Any,
    act: Callable[[dict], Any],
    *,
    back: str,
    template: str = "compliance/assurance/ask.html",
    **words: Any,
) -> HttpResponse:
    """Ask, and do what was asked; put an Invalid on its field."""
    if request.method == "POST" and form.is_valid():
        try:
            record, said = act(form.cleaned_data)
        except Invalid as no:
            raise_to(form, no)
        else:
            messages.success(request, said)
            return redirect(record)
    return render(request, template, {"form": form, "back": back, **words})
