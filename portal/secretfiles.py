"""
Secrets: from the environment at a site, from files of its own on a machine that just starts.

An embedded start writes what is missing, once, readable by its owner only.
``check --deploy`` refuses these files, so a site sets the variables instead.
"""

import base64
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret(name: str, path: Path) -> str:
    """Return the secret that the variable holds, or the one kept in the file."""
    return os.environ.get(name, "").strip() or _kept(path, lambda: secrets.token_urlsafe(48))


def keyring(name: str, path: Path) -> list[tuple[str, bytes]]:
    """
    Return (key id, 256-bit key) pairs, newest first.

    :raises ImproperlyConfigured: if a pair is not ``ID:BASE64`` of 32 bytes, or an id stands twice
    """
    text = os.environ.get(name, "").strip() or _kept(path, lambda: new_key("k1"))
    pairs = [_pair(name, line) for line in text.replace(",", "\n").split()]
    if len({key_id for key_id, _ in pairs}) != len(pairs):
        raise ImproperlyConfigured(f"{name} names a key id twice; every key needs an id of its own.")
    return pairs


def new_key(key_id: str) -> str:
    """Return a fresh ``ID:BASE64`` pair."""
    return f"{key_id}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


def _pair(name: str, line: str) -> tuple[str, bytes]:
    key_id, _, encoded = line.partition(":")
    try:
        key = base64.urlsafe_b64decode(encoded)
    except ValueError:
        key = b""
    if not key_id or len(key) != 32:
        raise ImproperlyConfigured(f"{name} holds a key that is not ID:BASE64 of 32 bytes.")
    return key_id, key


def _kept(path: Path, make) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        try:
            os.link(draft, path)  # of two processes that start at once, one name wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
