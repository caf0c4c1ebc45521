"""
Questions about training.

``is_current`` and ``gaps`` are what the rest of the portal asks of one person,
``current_among`` and ``gaps_among`` the same of many in one statement.
"""

from training.queries.currency import current_among, is_current, last_completion
from training.queries.gaps import gaps_among, lacking
from training.queries.obligations import Obligation, gaps, obligations, obligations_among

__all__ = [
    "Obligation",
    "current_among",
    "gaps",
    "gaps_among",
    "is_current",
    "lacking",
    "last_completion",
    "obligations",
    "obligations_among",
]
