"""Receipt codes: what a reporter keeps to come back by. The portal keeps a keyed digest and nothing else."""

import secrets
from datetime import datetime

from portal.core.fields import blind_index

# Without 0, 1, I and O, which are mistaken for each other when read out.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 16


def new() -> str:
    """Return a code of sixteen signs in four groups, 80 bits."""
    return _grouped([secrets.choice(ALPHABET) for _ in range(LENGTH)])


def hour_of(at: datetime) -> datetime:
    """Return the hour of a moment, which is all that an anonymous report says about its time."""
    return at.replace(minute=0, second=0, microsecond=0)


def digest_of(code: str) -> str:
    """Return what is kept of a code, however somebody typed it; nothing for what is no code."""
    signs = [sign for sign in code.upper() if sign in ALPHABET]
    return blind_index(_grouped(signs), purpose="incidents.receipt") if len(signs) == LENGTH else ""


def _grouped(signs: list[str]) -> str:
    return "-".join("".join(signs[start : start + 4]) for start in range(0, len(signs), 4))
