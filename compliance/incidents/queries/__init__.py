"""Reads across models, finished for a page."""

from compliance.incidents.queries.people import readers_of, report_with, who_reads_reports

__all__ = ["readers_of", "report_with", "who_reads_reports"]
