"""Reads across models, finished for a page."""

from compliance.incidents.queries.people import readers_of, report_with, who_reads_reports
from compliance.incidents.queries.preservation import is_preserved, key_of, preserved_among
from compliance.incidents.queries.standings import all_standings, one_standing, overseers_of

__all__ = [
    "all_standings",
    "is_preserved",
    "key_of",
    "one_standing",
    "overseers_of",
    "preserved_among",
    "readers_of",
    "report_with",
    "who_reads_reports",
]
