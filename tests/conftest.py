"""What every test may ask for."""

import gc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from dashboards import serving
from tests import emptying

PARTS = ("servers", "rest")  # and tests/e2e is the third
BROWSER = Path(__file__).resolve().parent / "e2e"
USES_IT = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_addoption(parser):
    """Let the suite be run in parts, and once more on other servers without what these cannot change."""
    parser.addoption("--part", choices=PARTS, help="No browser, and only what uses database or broker; or the rest.")
    parser.addoption("--again", action="store_true", help="Browser and servers, and nothing is only looked at.")


def pytest_collection_modifyitems(config, items):
    """Leave out what was not asked for."""
    part, again = config.getoption("part"), config.getoption("again")
    if not (part or again):
        return
    parts = {part} if part else {"servers", "browser"}
    wanted = [item for item in items if _part_of(item) in parts]
    wanted = [item for item in wanted if not (again and item.get_closest_marker("looks"))]
    staying = set(wanted)
    config.hook.pytest_deselected(items=[item for item in items if item not in staying])
    items[:] = wanted


def pytest_collection_finish():
    """Let the collector leave alone what was imported and collected, and look less often at the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _part_of(item) -> str:
    if BROWSER in item.path.parents:
        return "browser"
    return "servers" if USES_IT & set(item.fixturenames) or item.get_closest_marker("django_db") else "rest"


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
