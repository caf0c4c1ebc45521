"""What every test of end use may ask for."""

import pytest

from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list


@pytest.fixture
def lists(db, tmp_path):
    """Load the reference data, and put a small invented list in force, so that parties can be screened."""
    load_reference()
    return import_small_list(tmp_path)
