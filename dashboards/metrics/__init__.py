"""
Every public figure, one function each, by theme. The docstring of a function is the definition that the public reads.

Functions find raw numbers; disclosure control decides what is shown of them. Nationality is in no figure and no
breakdown.
"""

from dashboards.metrics import (  # noqa: I001  (the order of the page)
    cases,
    times,
    screening,
    incidents,
    training,
    council,
    office,
)

METHOD = "2"

__all__ = ["METHOD", "cases", "council", "incidents", "office", "screening", "times", "training"]
