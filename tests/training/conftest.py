"""People whom the tests of imports share."""

import pytest

from portal.accounts.roles import TrainingManager
from tests.factories.people import make_user


@pytest.fixture
def manager():
    """Somebody who keeps training."""
    return make_user(TrainingManager)


@pytest.fixture
def ann():
    """Somebody who completed a course elsewhere."""
    return make_user(username="ann", email="ann@harrowpoint.example")
