"""Reference data in the database, for the tests of this folder that need one."""

from datetime import date

import pytest
from django.db import transaction

from compliance.controls import queries
from tests.factories import controls as make_controls


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The portal's own reference files, loaded once for a module; every test still rolls back what it does itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_controls.load_reference()
        queries.book(date(2026, 7, 1))
        yield
        transaction.set_rollback(True)
