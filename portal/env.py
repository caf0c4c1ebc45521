"""Read settings from the environment, and refuse a bad value with a sentence that names the variable."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable, or its default."""
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """Return a yes-or-no variable."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is “{value}”; it takes yes or no.")
    return value in TRUE


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number that is at least ``least``."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is “{value}”; it takes a whole number from {least} upwards.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(name: str, *, fallback: Path) -> dict:
    """
    Return Django's description of the database that the variable names.

    Without it the portal keeps its data in one SQLite file: write-ahead log,
    and write transactions that queue up at BEGIN instead of failing at COMMIT.
    """
    url = os.environ.get(name, "").strip()
    if not url:
        return _sqlite(fallback)
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    raise ImproperlyConfigured(f"{name} starts with “{parts.scheme}:”; it takes postgresql://… or sqlite:///….")


def _sqlite(path: Path) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,  # to open the file anew, and read its whole schema, takes longer than most pages
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "cached_statements": 1000,  # of 128, the usual number, each is prepared anew before it comes round again
            # The cache is 16 MB instead of 2, so that a transaction of many rows is not written out half-way.
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-16000;",
        },
    }
