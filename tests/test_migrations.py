"""Models and migrations agree, on one line each."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

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
