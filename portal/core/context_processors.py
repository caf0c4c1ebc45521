"""What every page knows: whose portal this is, whether it is a demonstration, and where one can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.core import navigation


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return what the bases show around a page."""
    return {
        "institution": settings.INSTITUTION,
        "demo": settings.DEMO,
        "navigation": SimpleLazyObject(lambda: navigation.menu(request)),
        "public_navigation": SimpleLazyObject(lambda: navigation.public_menu(request)),
    }
