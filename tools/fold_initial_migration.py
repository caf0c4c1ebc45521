"""
Fold the constraints and indexes of initial migrations into the tables they belong to.

    python tools/fold_initial_migration.py compliance training

Django writes each as an operation of its own, and renders most models anew for
each of them, so that a fresh database takes twice as long to make. The meaning
stays the same: ``manage.py makemigrations --check`` says so. Only for migrations
that nobody has applied yet.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402
from django.db.models import F, Q  # noqa: E402


def fold(app: str) -> None:
    """Rewrite the app's initial migration."""
    migration = MigrationLoader(None, ignore_no_migrations=True).disk_migrations[(app, "0001_initial")]
    tables = {each.name.lower(): each for each in migration.operations if isinstance(each, CreateModel)}
    before = len(migration.operations)
    migration.operations = [each for each in migration.operations if not _folded(each, tables)]
    writer = MigrationWriter(migration)
    Path(writer.path).write_text(writer.as_string())
    print(f"{app}: {before} operations, now {len(migration.operations)}")


def _folded(operation: Any, tables: dict[str, CreateModel]) -> bool:
    if not isinstance(operation, AddConstraint | AddIndex) or operation.model_name.lower() not in tables:
        return False
    table = tables[operation.model_name.lower()]
    option, what = (
        ("constraints", operation.constraint) if isinstance(operation, AddConstraint) else ("indexes", operation.index)
    )
    if not set(_fields_of(what)) <= {name for name, _ in table.fields}:
        return False  # it speaks of a foreign key that is added later, since the two tables name each other
    table.options[option] = [*table.options.get(option, []), what]
    return True


def _fields_of(what: Any) -> Iterator[str]:
    for name in getattr(what, "fields", None) or ():
        yield name.lstrip("-")
    for expression in (getattr(what, "condition", None), *(getattr(what, "expressions", None) or ())):
        yield from _named_in(expression)


def _named_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, Q):
        for child in expression.children:
            if isinstance(child, tuple):
                yield child[0].split("__")[0]
                child = child[1]
            yield from _named_in(child)
    elif isinstance(expression, F):
        yield expression.name.split("__")[0]
    elif hasattr(expression, "get_source_expressions"):
        for each in expression.get_source_expressions():
            yield from _named_in(each)


if __name__ == "__main__":
    for app in sys.argv[1:]:
        fold(app)
