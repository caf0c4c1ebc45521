"""
Public pages that are the same for everybody, kept in memory once they are drawn.

A page is known by its whole address, and lasts as long as the stamp of what it was made from, which is read from the
database for each request. Whoever has no session and no message waiting gets the kept page before anything else looks
at the request (``early``); whoever has it already gets a 304. Kept pages hold no token and no message of anybody.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial, wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import DisallowedHost
from django.db import Error, connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

MOST_PAGES, MOST_BYTES = 400, 32 * 1024 * 1024  # of each process
FRESH_SECONDS = 60
MESSAGES = CookieStorage.cookie_name
NOBODYS: dict[str, Any] = {"csrf_token": "", "messages": ()}
OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Disposition")

Stamp = Callable[[], str]
View = Callable[..., HttpResponse]
Key = tuple[str, str, str, str, bool]


@dataclass
class Kept:
    """A page as a view drew it, and the headers with which it left once the whole portal had added theirs."""

    body: bytes
    etag: str
    made_from: Stamp
    stamp: str
    drawn: Sequence[tuple[str, str]]
    headers: Sequence[tuple[str, str]] = ()


_pages: OrderedDict[Key, Kept] = OrderedDict()
_lock = Lock()
_turns = [Lock() for _ in range(16)]


def stamp(rows: Callable[[], QuerySet]) -> Stamp:
    """Make of a query for a few values a function that says what they are now; the SQL is put together once."""

    @cache
    def statement() -> tuple[str, tuple]:
        return rows().query.sql_with_params()

    @wraps(rows)
    def read() -> str:
        with connection.cursor() as cursor:
            cursor.execute(*statement())
            return repr(cursor.fetchall())

    return read


def kept(made_from: Stamp, **reads: Callable[[str], bool]) -> Callable[[View], View]:
    """
    Let everybody read the view, and keep what it answers for as long as the stamp stays the same.

    The stamp is the only thing that is looked up for each request. ``reads`` names the parameters that the view reads,
    with what tells a value that it knows; an address with anything else in it is drawn each time and never kept.
    """

    def around(view: View) -> View:
        @login_not_required
        @require_safe
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _is_somebodys(request):
                response = view(request, *args, **kwargs)
                response["Cache-Control"] = "private, no-cache"
                return response
            draw = partial(_drawn, request, made_from, partial(view, request, *args, **kwargs))
            found = _kept_or_drawn(request, made_from, draw) if _is_plain(request, reads) else draw()
            return found if isinstance(found, HttpResponse) else _answer(request, found, found.drawn)

        return wrapped

    return around


def early(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with a kept page before anything else looks at the request; otherwise see how a page leaves."""

    def middleware(request: HttpRequest) -> HttpResponse:
        found = _ready(request)
        if found is not None:
            response = _answer(request, found, found.headers)
            if request.method == "HEAD":
                response.content = b""
            return response
        response = get_response(request)
        made: Kept | None = getattr(response, "kept", None)
        if made is not None and response.status_code == 304:
            del response["Content-Length"]  # it would speak of the page that is not sent
        elif made is not None and not made.headers and _is_nobodys(request) and _is_whole(request, response):
            made.headers = tuple(response.items())
        return response

    return middleware


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Draw a page that may be kept: without a token and without messages where nobody is signed in."""
    context = context if _is_somebodys(request) else {**context, **NOBODYS}
    return render(request, template, context, status=status)


def forget() -> None:
    """Forget every kept page."""
    with _lock:
        _pages.clear()


def _is_somebodys(request: HttpRequest) -> bool:
    """Tell whether the answer is for one person: somebody signed in, or somebody who has a message to read."""
    if MESSAGES in request.COOKIES:
        return True
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _is_nobodys(request: HttpRequest) -> bool:
    """Tell without a look at any session that the answer is for nobody in particular."""
    return MESSAGES not in request.COOKIES and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _is_plain(request: HttpRequest, reads: dict[str, Callable[[str], bool]]) -> bool:
    """
    Tell whether there is but one way to write this address, and every part of it is known.

    Otherwise made-up parameters, numbers with zeros before them and the like would drive out what people read.
    """
    match, asked = request.resolver_match, request.GET
    if match is None or asked.urlencode() != request.META.get("QUERY_STRING", ""):
        return False
    try:
        written = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except NoReverseMatch:
        return False
    known = (name in reads and len(values) == 1 and reads[name](values[0]) for name, values in asked.lists())
    return written == request.path and all(known)


def _is_whole(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether an answer may be given again: it is all there, sets no cookie and lets in no script of its own."""
    of_its_own = response.cookies or getattr(request, "csp_nonce", False)
    return response.status_code == 200 and not response.streaming and not of_its_own


def _ready(request: HttpRequest) -> Kept | None:
    """Return the kept page where this request may have it and it is still what would be drawn."""
    if request.method not in ("GET", "HEAD") or not _is_nobodys(request):
        return None
    try:
        found = _find(_key(request))
        return found if found and found.headers and found.made_from() == found.stamp else None
    except (DisallowedHost, Error):  # whoever has to answer for it meets it again
        return None


def _key(request: HttpRequest) -> Key:
    """Return what a page is known by: a page may hold its own host, and other headers go out where TLS is spoken."""
    part = bool(request.META.get("HTTP_HX_REQUEST"))
    return request.scheme or "", request.get_host(), request.path, request.META.get("QUERY_STRING", ""), part


def _find(key: Key) -> Kept | None:
    with _lock:
        found = _pages.get(key)
        if found is not None:
            _pages.move_to_end(key)
        return found


def _kept_or_drawn(
    request: HttpRequest, made_from: Stamp, draw: Callable[[], Kept | HttpResponse]
) -> Kept | HttpResponse:
    """Return the page; of several who ask for it at once one draws it, and the others wait for that."""
    key = _key(request)
    with _turns[hash(key) % len(_turns)]:
        found = _find(key)
        if found is not None and found.stamp == made_from():
            return found
        drawn = draw()
        if isinstance(drawn, Kept):
            _keep(key, drawn)
        return drawn


def _drawn(request: HttpRequest, made_from: Stamp, draw: Callable[[], HttpResponse]) -> Kept | HttpResponse:
    """Draw a page under the stamp that stood before: what changes meanwhile is drawn again with the next request."""
    stamp = made_from()
    made = draw()
    if not _is_whole(request, made):
        return made
    etag = f'"{hashlib.sha256(made.content).hexdigest()[:32]}"'
    return Kept(made.content, etag, made_from, stamp, tuple(made.items()))


def _keep(key: Key, made: Kept) -> None:
    with _lock:
        _pages[key] = made
        _pages.move_to_end(key)
        weight = sum(len(each.body) for each in _pages.values())
        while len(_pages) > MOST_PAGES or weight > MOST_BYTES:
            _, gone = _pages.popitem(last=False)
            weight -= len(gone.body)


def _answer(request: HttpRequest, found: Kept, headers: Sequence[tuple[str, str]]) -> HttpResponse:
    response: HttpResponse
    has = request.META.get("HTTP_IF_NONE_MATCH", "")
    if has and _has_it(has, found.etag):
        response = HttpResponseNotModified()
        headers = [each for each in headers if each[0] not in OF_THE_BODY]
    else:
        response = HttpResponse(found.body)
    for name, value in headers:
        response[name] = value
    response["ETag"] = found.etag
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response["Vary"] = "Cookie, HX-Request"
    response.kept = found  # type: ignore[attr-defined]
    return response


def _has_it(has: str, etag: str) -> bool:
    """Compare weakly, as a proxy that compresses weakens what it passes on."""
    return has.strip() == "*" or any(each.removeprefix("W/") == etag for each in parse_etags(has))
