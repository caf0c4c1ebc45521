"""
Empty the database after a test that committed.

Django empties every table and then makes content types, permissions and roles anew: most of a second on
PostgreSQL, several hundred times. Few tables hold anything after a test, and those that a migrated database is born
with need not be emptied at all.
"""

import importlib

from django.db import connections, transaction
from django.test import TransactionTestCase

WRITTEN_ONCE = importlib.import_module("portal.core.migrations.0002_append_only")
GUARDS = [WRITTEN_ONCE, importlib.import_module("compliance.migrations.0002_flags_stay")]
BORN_WITH = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}


def instead_of_flushing() -> None:
    """Let tests that commit leave the database as a migration leaves it, by deleting what they wrote."""
    TransactionTestCase._fixture_teardown = _empty_databases


def _empty_databases(test) -> None:
    for alias in test._databases_names(include_mirrors=False):
        empty(connections[alias])


def empty(connection) -> None:
    """Delete every row that was written since the migrations."""
    filled = _filled(connection)
    if not filled:
        return
    vendor = connection.vendor
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # no triggers and no foreign keys for a moment
        else:
            for guard in GUARDS:
                for statement in guard.removals(vendor):
                    cursor.execute(statement)
        for table in filled:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        if vendor != "postgresql":
            for guard in GUARDS:
                for statement in guard.statements(vendor):
                    cursor.execute(statement)


def _filled(connection) -> list[str]:
    """Return the tables that hold a row."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - BORN_WITH)
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]
