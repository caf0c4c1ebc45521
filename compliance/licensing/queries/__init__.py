"""Questions about cases that span tables."""

from compliance.licensing.queries.clocks import clock_of, marks_of

__all__ = ["clock_of", "marks_of"]
