"""
Questions about training.

``is_current`` and ``gaps`` are what the rest of the portal asks of one person,
``current_among`` and ``gaps_among`` the same of many in one statement.
"""

from training.queries.currency import current_among, is_current, last_completion

__all__ = ["current_among", "is_current", "last_completion"]
