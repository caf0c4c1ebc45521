"""What every test may ask for."""

import importlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections

append_only = importlib.import_module("portal.core.migrations.0002_append_only")
GUARDS = [
    append_only,
    importlib.import_module("compliance.migrations.0002_flags_stay"),
]


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning: 1 July 2026, 09:00 UTC."""
    return datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def places_of_our_own(settings, tmp_path):
    """Keep files and mail of each test apart, and forget what the last one cached."""
    settings.FILES_DIR = tmp_path / "files"
    settings.EMAIL_FOLDER = tmp_path / "outbox"
    settings.VAR_DIR = tmp_path
    cache.clear()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public list files, which stands beside the project where there is one."""
    folder = Path(settings.BASE_DIR).parent / "shared" / "data"
    if not folder.exists():
        pytest.skip("The real list files are not on this machine.")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """
    Let test databases be emptied between tests that commit.

    The portal's triggers forbid just that, so the statements that empty the
    tables are wrapped: guards down, empty, guards up again.
    """
    for operations in {type(connection.ops) for connection in connections.all()}:
        _wrap_flush(operations)


def _wrap_flush(operations):
    plain = operations.execute_sql_flush

    def execute_sql_flush(self, statements):
        vendor = self.connection.vendor
        down = [each for guard in GUARDS for each in guard.removals(vendor)]
        up = [each for guard in GUARDS for each in guard.statements(vendor)]
        plain(self, [*down, *statements, *up])

    operations.execute_sql_flush = execute_sql_flush
