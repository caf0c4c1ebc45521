"""What every test may ask for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from dashboards import serving
from tests import emptying

USES_IT = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_addoption(parser):
    """Let a second suite on other servers leave out what they cannot change."""
    parser.addoption(
        "--only-with-database", action="store_true", help="Leave out tests that use neither database nor broker."
    )


def pytest_collection_modifyitems(config, items):
    """Leave out what was asked to be left out."""
    if config.getoption("only_with_database"):
        kept = [
            item
            for item in items
            if (USES_IT & set(item.fixturenames) or item.get_closest_marker("django_db"))
            and not item.get_closest_marker("looks")
        ]
        staying = set(kept)
        gone = [item for item in items if item not in staying]
        config.hook.pytest_deselected(items=gone)
        items[:] = kept


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning: 1 July 2026, 09:00 UTC."""
    return datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def places_of_our_own(settings, tmp_path):
    """Keep files and mail of each test apart, and forget what the last one cached or kept."""
    settings.FILES_DIR = tmp_path / "files"
    settings.EMAIL_FOLDER = tmp_path / "outbox"
    settings.VAR_DIR = tmp_path
    cache.clear()
    serving.forget()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public list files, which stands beside the project where there is one."""
    folder = Path(settings.BASE_DIR).parent / "shared" / "data"
    if not folder.exists():
        pytest.skip("The real list files are not on this machine.")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Let tests that commit be cleaned up after in a hundredth of the time that Django takes, guards or not."""
    emptying.instead_of_flushing()
