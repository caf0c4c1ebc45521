"""What every test of end use may ask for."""

import pytest
from django.utils import timezone

from tests.factories.reference import load_reference, lying_ready
from tests.factories.replay import made_before as made_before
from tests.factories.screening import have_small_list

STARTED = timezone.now()


@pytest.fixture(scope="package")
def reference(django_db_setup, django_db_blocker):
    """Keep the reference data in the database while these tests run."""
    with django_db_blocker.unblock(), lying_ready():
        yield


@pytest.fixture
def lists(reference, db, made_before):
    """Put a small invented list in force, fresh today, so that parties can be screened."""
    load_reference()
    return have_small_list(at=STARTED)
