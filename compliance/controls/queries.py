"""What other capabilities ask of the reference data."""

from datetime import date

from compliance.controls.book import Book
from compliance.controls.library import Library


def library() -> Library:
    """Every version of every row that is loaded."""
    raise NotImplementedError


def book(as_of: date) -> Book:
    """Everything that holds on this day; the same object until something is loaded."""
    return library().book(as_of)
