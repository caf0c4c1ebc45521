"""
Fields that are encrypted at rest.

AES-256-GCM with a key id in front, bound to the model and field by additional
data, so that a ciphertext moved to another column does not open. Keys come
from settings, newest first; older ones only read. A value cannot be searched;
keep a ``blind_index`` beside it where equality is asked for.
"""

import base64
import hashlib
import hmac
import os
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


class Undecipherable(ValueError):
    """A stored value does not open with any key we hold."""


def encrypt(plain: bytes, *, bound_to: str) -> str:
    """Return ``key id:base64`` of nonce and ciphertext."""
    key_id, key = settings.FIELD_KEYS[0]
    nonce = os.urandom(12)
    sealed = nonce + _cipher(key).encrypt(nonce, plain, bound_to.encode())
    return f"{key_id}:{base64.b64encode(sealed).decode()}"


def decrypt(text: str, *, bound_to: str) -> bytes:
    """
    Return what was encrypted.

    :raises Undecipherable: if the key is not held, or the value was changed or moved
    """
    key_id, _, encoded = text.partition(":")
    key = dict(settings.FIELD_KEYS).get(key_id)
    if key is None:
        raise Undecipherable(f"No key “{key_id}” is held; add it to FAIRLEAD_FIELD_KEYS.")
    sealed = base64.b64decode(encoded)
    try:
        return _cipher(key).decrypt(sealed[:12], sealed[12:], bound_to.encode())
    except InvalidTag as tag:
        raise Undecipherable(f"A value of {bound_to} was changed or moved after it was written.") from tag


def blind_index(value: str, *, purpose: str) -> str:
    """Return a keyed digest of a value, equal for equal values (case and outer spaces aside)."""
    key = f"{settings.BLIND_INDEX_KEY}:{purpose}".encode()
    return hmac.new(key, value.strip().casefold().encode(), hashlib.sha256).hexdigest()


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


class EncryptedTextField(models.TextField):
    """Text that the database never sees in the clear. The empty text stays empty."""

    @property
    def _bound_to(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        value = super().get_prep_value(value)
        return encrypt(value.encode(), bound_to=self._bound_to) if value else value

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """Decrypt on the way out."""
        return decrypt(value, bound_to=self._bound_to).decode() if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """
        Allow asking for emptiness, nothing else.

        :raises TypeError: for any other comparison
        """
        if lookup_name in {"isnull"}:
            return super().get_lookup(lookup_name)
        raise TypeError(f"{self._bound_to} is encrypted; compare a blind index instead.")
