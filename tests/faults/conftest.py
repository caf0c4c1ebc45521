"""What tests of faults may ask for."""

import pytest

from tests.factories import places
from tests.faults.brokers import Folder, Server
from tests.faults.stage import Stage


@pytest.fixture
def stage(tmp_path, settings):
    """Real processes on this test's database, with a mail folder of their own."""
    settings.EMAIL_FOLDER = tmp_path / "site" / "outbox"
    settings.EMAIL_BACKEND = "portal.core.mailfolder.EmailBackend"
    there = Stage(places.environment(tmp_path / "site", database=places.address_of_test_database()), tmp_path)
    yield there
    there.end()


@pytest.fixture
def broker(stage, tmp_path, settings):
    """A broker of this test alone, of the kind that the suite runs on, told to the processes of the stage."""
    own = Server(tmp_path) if settings.REDIS_URL else Folder(tmp_path / "site")
    stage.env["REDIS_URL"] = own.address
    yield own
    own.end()
