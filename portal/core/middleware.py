"""What every request passes: a request id, the second factor, and the rendering of refusals."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.core.errors import Refusal

Handler = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
NOT_LOGGED = ("/healthz", settings.STATIC_URL)
IDENTIFYING = frozenset(
    {"REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT", "HTTP_USER_AGENT", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_CLIENT_IP"}
    | {"HTTP_TRUE_CLIENT_IP", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_REQUEST_ID", "HTTP_DNT"}
)
IDENTIFYING_PREFIXES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL", "HTTP_CF_", "HTTP_SEC_CH_", "HTTP_X_CLIENT")
log = structlog.get_logger(__name__)


def request_id(get_response: Handler) -> Handler:
    """Give each request an id, in every log line and in the answer, and write one line about it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.UNWATCHED_PATHS):
            return _unwatched(request, get_response)
        given = request.headers.get("X-Request-ID", "")
        name = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        request.id = name  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=name)
        begun = time.perf_counter()
        response = get_response(request)
        response["X-Request-ID"] = name
        if not request.path.startswith(NOT_LOGGED):
            _log_request(request, response, seconds=time.perf_counter() - begun)
        return response

    return middleware


def _unwatched(request: HttpRequest, get_response: Handler) -> HttpResponse:
    """Answer without a trace: whatever names the device is dropped before anything else can read it."""
    structlog.contextvars.clear_contextvars()
    for name in [key for key in request.META if key in IDENTIFYING or key.startswith(IDENTIFYING_PREFIXES)]:
        del request.META[name]
    request.__dict__.pop("headers", None)
    response = get_response(request)
    response["Cache-Control"] = "no-store"
    return response


def _log_request(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    """Never the query string, which may hold a name; a view whose address is a secret says what stands here."""
    user = getattr(request, "user", None)
    log.info(
        "request",
        method=request.method,
        path=getattr(request, "logged_path", request.path),
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        user=user.pk if user is not None else None,
    )


def second_factor(get_response: Handler) -> Handler:
    """Send people whose role demands a second factor to set one up before anything else, on a production site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated or _may_pass(request.path):
            return get_response(request)
        if user.needs_second_factor and not is_mfa_enabled(user):
            messages.warning(request, "Your role needs a second factor. Set up one of these to go on.")
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def _may_pass(path: str) -> bool:
    return path.startswith((reverse("account_login").removesuffix("login/"), settings.STATIC_URL, "/healthz"))


def refusals(get_response: Handler) -> Handler:
    """Show a Refusal as the page it deserves. Refusals are answers, not faults."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, Refusal):
            return None
        return render(request, f"{problem.status}.html", {"reason": str(problem)}, status=problem.status)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
