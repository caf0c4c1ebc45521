"""
The one door through which somebody without an account comes in.

Every refusal looks the same, whatever its reason: a guessed token, one that was cut, used, replaced, withdrawn,
meant for something else, or too old. An address that knocks wrongly too often is not listened to for a while.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compliance.enduse import tokens
from compliance.enduse.models import RecipientLink

WINDOW = 15 * 60
WRONG_KNOCKS = 20
REQUESTS = 300


@dataclass
class Refused(Exception):
    """The door stays shut. Nothing says why."""

    status: int = 404


def enter(request: HttpRequest, token: str, purpose: str, *, at: datetime) -> RecipientLink:
    """
    Return the link that a token opens now.

    :raises Refused: for every other token, and for whoever knocked wrongly too often
    """
    request.logged_path = f"/{purpose}/…/"  # type: ignore[attr-defined]
    knocks = _key(request, "wrong")
    if cache.get(knocks, 0) >= WRONG_KNOCKS or _count(_key(request, "all")) > REQUESTS:
        raise Refused(429)
    uid = tokens.uid_in(token, purpose)
    found = (
        uid
        and RecipientLink.objects.filter(uid=uid, purpose=purpose, ended_at=None, expires_at__gt=at)
        .select_related("statement__case", "statement__party", "verification__authorisation__case")
        .first()
    )
    if not found:
        _count(knocks)
        raise Refused
    return found


def refused(request: HttpRequest, problem: Refused) -> HttpResponse:
    """Show the one page that every refusal gets."""
    return quiet(render(request, "compliance/enduse/link_refused.html", status=problem.status))


def quiet(answer: HttpResponse) -> HttpResponse:
    """
    Let no page behind a link be kept, indexed, or tell its address to another site.

    To our own site the address is told: without it browsers send forms from nowhere, and these are refused.
    """
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _key(request: HttpRequest, kind: str) -> str:
    address = get_adapter().get_client_ip(request)
    return f"enduse.gate.{kind}.{hashlib.sha256(address.encode()).hexdigest()[:24]}"


def _count(key: str) -> int:
    if cache.add(key, 1, WINDOW):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out in between
        cache.set(key, 1, WINDOW)
        return 1
