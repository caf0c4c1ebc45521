"""
Public pages that are the same for everybody, kept in memory once they are drawn.

A page is known by its address and by a tag that names what it was made from. Whoever is not signed in gets the kept
page; whoever has it already gets a 304. Kept pages hold no token and no message of anybody.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

KEPT = 400
FRESH_SECONDS = 60
MESSAGES = CookieStorage.cookie_name
NOBODYS: dict[str, Any] = {"csrf_token": "", "messages": ()}

_pages: OrderedDict[tuple[str, ...], HttpResponse] = OrderedDict()
_lock = Lock()


def kept(tag: Callable[..., str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """
    Let everybody read the view, and keep what it answers for as long as ``tag(request, …)`` stays the same.

    The tag is the only thing that is looked up for each request.
    """

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_not_required
        @require_safe
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _is_somebodys(request):
                response = view(request, *args, **kwargs)
                response["Cache-Control"] = "private, no-cache"
                return response
            name = tag(request, *args, **kwargs)
            part = request.headers.get("HX-Request", "")
            etag = f'"{name}{"-part" if part else ""}"'
            if request.headers.get("If-None-Match") == etag:
                response = HttpResponseNotModified()
            else:
                response = _copy(_page((request.get_full_path(), part, name), view, request, args, kwargs))
            response["ETag"] = etag
            response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
            response["Vary"] = "Cookie, HX-Request"
            return response

        return wrapped

    return around


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Draw a page that may be kept: without a token and without messages where nobody is signed in."""
    return render(request, template, context if _is_somebodys(request) else {**context, **NOBODYS})


def _is_somebodys(request: HttpRequest) -> bool:
    """Tell whether the answer is for one person: somebody signed in, or somebody who has a message to read."""
    if MESSAGES in request.COOKIES:
        return True
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def forget() -> None:
    """Forget every kept page."""
    with _lock:
        _pages.clear()


def _page(key, view, request, args, kwargs) -> HttpResponse:
    with _lock:
        found = _pages.get(key)
        if found is not None:
            _pages.move_to_end(key)
            return found
    made = view(request, *args, **kwargs)
    if made.status_code == 200 and not made.streaming:
        with _lock:
            _pages[key] = made
            while len(_pages) > KEPT:
                _pages.popitem(last=False)
    return made


def _copy(made: HttpResponse) -> HttpResponse:
    if made.streaming:
        return made
    copy = HttpResponse(made.content, status=made.status_code, content_type=made["Content-Type"])
    if "Content-Disposition" in made:
        copy["Content-Disposition"] = made["Content-Disposition"]
    return copy
