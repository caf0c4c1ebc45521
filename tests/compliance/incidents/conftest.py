"""What tests of incidents share."""

import pytest

from compliance.controls.models import ReferenceLoad
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list


@pytest.fixture
def lists(tmp_path, db):
    """Reference data and a list in force, so that cases can be decided."""
    if not ReferenceLoad.objects.exists():
        load_reference()
    return import_small_list(tmp_path)
