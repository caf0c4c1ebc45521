"""Models and migrations agree, on one line each."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_no_model_change_waits_for_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_app_has_one_last_migration():
    loader = MigrationLoader(connection)
    for app in ("core", "accounts", "compliance", "training", "dashboards"):
        assert len(loader.graph.leaf_nodes(app)) <= 1, app
