"""Reads across models, finished for a page."""

from compliance.incidents.queries.hearings import (
    draft_before,
    in_words,
    may_self_certify,
    open_file,
    panel_of,
    project_is_suspended,
    proposal_for,
)
from compliance.incidents.queries.people import readers_of, report_with, who_reads_reports
from compliance.incidents.queries.preservation import is_preserved, key_of, preserved_among, preserved_by_kind
from compliance.incidents.queries.readiness import readiness_at
from compliance.incidents.queries.standings import all_standings, one_standing, overseers_of

__all__ = [
    "all_standings",
    "draft_before",
    "in_words",
    "is_preserved",
    "key_of",
    "may_self_certify",
    "one_standing",
    "open_file",
    "overseers_of",
    "panel_of",
    "preserved_among",
    "preserved_by_kind",
    "project_is_suspended",
    "proposal_for",
    "readers_of",
    "readiness_at",
    "report_with",
    "who_reads_reports",
]
