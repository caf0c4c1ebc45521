"""How often somebody without an account may write. Addresses are kept as a keyed digest, in the cache, for an hour."""

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal.core.errors import Conflict

AN_HOUR, MOST = 3600, 20


def count(request: HttpRequest) -> None:
    """
    Count one message.

    :raises Conflict: if there were too many within the hour
    """
    address = request.META.get("REMOTE_ADDR", "")
    key = "feedback." + hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()
    cache.add(key, 0, AN_HOUR)
    if cache.incr(key) > MOST:
        raise Conflict(
            "There were many messages from your network. Write again in an hour, or send a mail to the office."
        )
