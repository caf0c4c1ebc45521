"""What every test of the council may ask for."""

from tests.factories.replay import made_before as made_before
