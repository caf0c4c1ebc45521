"""
What opens a link, and what proves that the invited address was reached. Nothing of either is stored.

A token is the link's random name under a signature that names its purpose, so that a link for one thing opens no
other. The code is a keyed digest of the link and the number of the code. Whoever reads the database alone can make
neither.
"""

import hashlib
import hmac
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

CODE_LIFE = timedelta(minutes=20)
CODE_PAUSE = timedelta(seconds=60)
CODES, TRIES = 8, 5
LIFE = timedelta(days=30)


def token_of(uid: uuid.UUID, purpose: str) -> str:
    """Return what stands in the address of the link."""
    return _signer(purpose).sign(uid.hex)


def uid_in(token: str, purpose: str) -> uuid.UUID | None:
    """Return which link a token is for, or nothing for any token that we did not make for this purpose."""
    try:
        return uuid.UUID(_signer(purpose).unsign(token))
    except (BadSignature, ValueError):
        return None


def code_of(uid: uuid.UUID, number: int) -> str:
    """Return the one-time code of this number: six figures."""
    key = f"enduse.code:{settings.SECRET_KEY}".encode()
    digest = hmac.new(key, f"{uid.hex}.{number}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def is_code(given: str, uid: uuid.UUID, number: int) -> bool:
    """Tell whether these figures are the code, in the same time whether they are or not."""
    figures = "".join(sign for sign in given if sign.isdecimal())
    return hmac.compare_digest(figures.encode(), code_of(uid, number).encode())


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"enduse.link.{purpose}", sep=".")
