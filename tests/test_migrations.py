"""Models and migrations agree, on one line each."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from portal.core.first_tables import FirstTables

ROOT = Path(__file__).resolve().parent.parent


def test_no_model_change_waits_for_its_migration():
    """In a process of its own, which knows nothing of the models that tests declare for themselves."""
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_every_app_has_one_last_migration():
    loader = MigrationLoader(connection)
    for app in ("core", "accounts", "compliance", "training", "dashboards"):
        assert len(loader.graph.leaf_nodes(app)) <= 1, app


@pytest.mark.parametrize("app", ["core", "accounts", "compliance", "training", "dashboards"])
def test_first_tables_are_made_at_once(app):
    first = MigrationLoader(None, ignore_no_migrations=True).disk_migrations[(app, "0001_initial")]

    assert isinstance(first, FirstTables)


def test_a_migration_that_touches_older_tables_cannot_be_a_first_one():
    class Late(FirstTables):
        operations = (migrations.AddField("event", "mood", models.TextField(default="calm")),)

    with pytest.raises(TypeError, match="first tables only, and cannot add field mood to event"):
        Late("0099_late", "core").apply(ProjectState(), None)
