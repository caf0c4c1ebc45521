"""Make an empty place beside the test's own, and run the portal's commands in it, as another machine would."""

import os
import subprocess
import sys
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

NOT_TAKEN_ALONG = ("PYTEST_", "FAIRLEAD_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def environment(home: Path, *, database: str = "", **extra: str) -> dict[str, str]:
    """Return the environment of a portal with its own state folder, our keys, and the database of that address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_TAKEN_ALONG)}
    fields = ",".join(f"{key_id}:{urlsafe_b64encode(key).decode()}" for key_id, key in settings.FIELD_KEYS)
    return {
        **kept,
        "FAIRLEAD_HOME": str(home),
        "FAIRLEAD_FIELD_KEYS": fields,
        "FAIRLEAD_BLIND_INDEX_KEY": settings.BLIND_INDEX_KEY,
        "FAIRLEAD_SIGNING_KEY": settings.SIGNING_KEY,
        "DATABASE_URL": database,
        "REDIS_URL": settings.REDIS_URL,
        **extra,
    }


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    """Run a management command in a process of its own."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)


def address_of_test_database() -> str:
    """Return the address by which another process finds the database of this test."""
    return _address(str(connection.settings_dict["NAME"]))


@contextmanager
def empty_database() -> Iterator[str]:
    """Lend an empty database of the same engine; yield its address, empty for the embedded one of the state folder."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name = f"fairlead_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield _address(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _address(name: str) -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{quote(name)}"
    people = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgresql://{people}@{given['HOST']}:{given['PORT']}/{quote(name)}"
