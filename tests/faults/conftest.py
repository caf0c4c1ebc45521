"""What tests of faults may ask for."""

import pytest

from tests.factories import places
from tests.faults.stage import Stage


@pytest.fixture
def stage(tmp_path, settings):
    """Real processes on this test's database, with a mail folder of their own."""
    settings.EMAIL_FOLDER = tmp_path / "site" / "outbox"
    settings.EMAIL_BACKEND = "portal.core.mailfolder.EmailBackend"
    there = Stage(places.environment(tmp_path / "site", database=places.address_of_test_database()), tmp_path)
    yield there
    there.end()
