"""
Questions about training.

``is_current`` and ``gaps`` are what the rest of the portal asks of one person,
``current_among`` and ``gaps_among`` the same of many in one statement.
"""

from training.queries.changes import Affected, affected
from training.queries.currency import current_among, is_current, last_completion
from training.queries.desk import Card, Desk, desk
from training.queries.exercises import Practised, practised, scene_of
from training.queries.gaps import gaps_among, lacking
from training.queries.obligations import Obligation, gaps, obligations, obligations_among
from training.queries.overviews import Matrix, bound_in_unit, matrix
from training.queries.player import Journey, journey
from training.queries.proposals import Ready, readiness
from training.queries.tabletops import Message, improvements, on_the_table, script_of
from training.queries.whole import whole_record

__all__ = [
    "Affected",
    "Card",
    "Desk",
    "Journey",
    "Matrix",
    "Message",
    "Obligation",
    "Practised",
    "Ready",
    "affected",
    "bound_in_unit",
    "current_among",
    "desk",
    "gaps",
    "gaps_among",
    "improvements",
    "is_current",
    "journey",
    "lacking",
    "last_completion",
    "matrix",
    "obligations",
    "obligations_among",
    "on_the_table",
    "practised",
    "readiness",
    "scene_of",
    "script_of",
    "whole_record",
]
