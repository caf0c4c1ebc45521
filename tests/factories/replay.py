"""
Reach a state once, and reach it again by writing the same rows.

A plan in force takes hundreds of statements, and many tests begin with one. The first test makes it through the real
actions; what that changed in the database and in the portal's folder is kept. A later test that begins with the same
call gets the same rows and files. A call is only replayed where a test has done nothing else before, and only while
``replaying`` is on: packages of tests ask for that, by naming ``made_before`` in their conftest.

PostgreSQL goes on counting after a rollback, so no two tests that make something themselves begin alike there: it
keeps what was made from nothing, or from what was replayed. The numbers of replayed rows were given out long ago, so
no new row meets them.
"""

import functools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

PLAIN = (str, int, bool, date, Decimal, type(None), type)
LARGE = {"compliance_referencerow"}  # written by load_reference only
NOTHING = (None, None, None)
_kept: dict[tuple, "Kept"] = {}
_reached: set[tuple] = set()  # how things stood at the end of what is kept
_state = {"on": False}


@dataclass(frozen=True)
class Kept:
    """What a call changed, and what it returned."""

    statements: list[str]
    folder: Path
    result: Any


@contextmanager
def replaying() -> Iterator[None]:
    """Let factories replay what they made before."""
    before, _state["on"] = _state["on"], True
    try:
        yield
    finally:
        _state["on"] = before


@pytest.fixture(autouse=True)
def made_before(request) -> Iterator[None]:
    """Let a state that an earlier test has reached be reached again. A test that patches something makes it all."""
    with nullcontext() if _patches(request) else replaying():
        yield


def _patches(request) -> bool:
    """Whether the test, or one of our fixtures that it asks for, patches something."""
    info = request.node._fixtureinfo
    every = [fixture for named in info.name2fixturedefs.values() for fixture in named]
    ours = [fixture.argnames for fixture in every if fixture.func.__module__.startswith("tests.")]
    return any("monkeypatch" in names for names in (info.argnames, *ours))


def replayed(make: Callable) -> Callable:
    """Let a factory that is called with plain values be replayed."""

    @functools.wraps(make)
    def wrapper(*args: Any, **given: Any) -> Any:
        if not _state["on"] or not all(map(_is_plain, (*args, *given.values()))):
            return make(*args, **given)
        stamp = _stamp()
        key = (make.__module__, make.__name__, repr(args), repr(sorted(given.items())), stamp)
        if key in _kept:
            return _write(_kept[key])
        if connection.vendor == "postgresql" and stamp[:3] != NOTHING and stamp not in _reached:
            return make(*args, **given)
        before, files = _rows(), _files()
        result = make(*args, **given)
        _kept[key] = Kept(_difference(before, _rows()), _copy_of(files), _packed(result))
        _reached.add(_stamp())
        return result

    return wrapper


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return isinstance(value, PLAIN) or is_dataclass(value)


def _stamp() -> tuple:
    """What tells one beginning from another: the last event, account and list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM core_event), (SELECT max(id) FROM accounts_user), "
            "(SELECT max(id) FROM compliance_listversion), (SELECT count(*) FROM compliance_referenceload)"
        )
        return cursor.fetchone()


def _tables() -> Iterator[tuple[str, str, list[str]]]:
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and not model._meta.proxy and table not in LARGE:
            yield table, model._meta.pk.column, [field.column for field in model._meta.local_concrete_fields]


def _rows() -> dict[str, set[str]]:
    """Return every row of every table, as it would be written."""
    found = {}
    quote = "quote_nullable" if connection.vendor == "postgresql" else "quote"
    with connection.cursor() as cursor:
        for table, _, columns in _tables():
            literals = " || ',' || ".join(f'{quote}("{column}")' for column in columns)
            cursor.execute(f'SELECT {literals} FROM "{table}"')
            found[table] = {row for (row,) in cursor.fetchall()}
    return found


def _difference(before: dict[str, set[str]], after: dict[str, set[str]]) -> list[str]:
    statements = []
    for table, key, columns in _tables():
        names = ", ".join(f'"{column}"' for column in columns)
        if new := sorted(after[table] - before[table]):
            rows = ", ".join(f"({row})" for row in new)
            changes = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column != key)
            statements.append(
                f'INSERT INTO "{table}" ({names}) VALUES {rows} ON CONFLICT ("{key}") DO '
                + (f"UPDATE SET {changes}" if changes else "NOTHING")
            )
    return statements


def _files() -> set[Path]:
    return {path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()}


def _copy_of(before: set[Path]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="replay"))
    for path in _files() - before:
        kept = folder / path.relative_to(settings.VAR_DIR)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, kept)
    return folder


def _write(kept: Kept) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:  # rows may name each other in any order
        for statement in kept.statements:
            cursor.execute(statement)
    shutil.copytree(kept.folder, settings.VAR_DIR, dirs_exist_ok=True)
    return _unpacked(kept.result)


def _packed(value: Any) -> Any:
    if isinstance(value, models.Model):
        return (type(value), value.pk)
    if isinstance(value, dict):
        return {key: _packed(each) for key, each in value.items()}
    return [type(value), *map(_packed, value)] if isinstance(value, list | tuple) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, tuple):
        return value[0]._base_manager.get(pk=value[1])
    if isinstance(value, dict):
        return {key: _unpacked(each) for key, each in value.items()}
    return value[0](map(_unpacked, value[1:])) if isinstance(value, list) else value
