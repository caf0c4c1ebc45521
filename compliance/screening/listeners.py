"""What screening does for those below: it tells pages of parties where they stand."""

from compliance.parties import standing
from compliance.screening.queries import status_of


@standing.provide
def standings(parties, at):
    """Answer for all parties of a page at once."""
    return status_of(parties, at)
