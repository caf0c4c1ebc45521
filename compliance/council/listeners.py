"""The circle of people that training asks the council for: everybody with a seat on a day."""

from datetime import date
from typing import Any

from compliance.council.models import Seat
from training import audiences


def seated(on: date) -> Any:
    """Return the keys of those who hold a seat on the day."""
    return Seat.objects.on(on).values("member")


audiences.register("council-seat", "Everyone with a seat on a council", seated)
