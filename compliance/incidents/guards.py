"""What must hold before an incident goes on."""

from compliance.incidents.models import Incident
from portal.core.errors import Conflict


def an_account_is_written(incident: Incident) -> None:
    """
    Let an investigation end only with its account and the causes.

    :raises Conflict: if one is missing
    """
    if not incident.account.strip() or not incident.causes.strip():
        raise Conflict("Write what was found and why it happened first.")


BEFORE_CONCLUDING = (an_account_is_written,)
BEFORE_SETTLING = ()
BEFORE_CLOSING = ()
BEFORE_SEALING = ()
