"""
Every public figure, one function each, by theme. The docstring of a function is the definition that the public reads.

Functions find raw numbers; disclosure control decides what is shown of them. Nationality is in no figure and no
breakdown.
"""

from dashboards.metrics import cases, times, screening, training, council, office  # noqa: I001  (the order of the page)

METHOD = "2"

__all__ = ["METHOD", "cases", "council", "office", "screening", "times", "training"]
