"""The sample list that ships with the portal, for demo sites only."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from compliance.screening import policies, sources, store
from compliance.screening.actions.lists import confirm, import_list
from compliance.screening.models import ListVersion
from portal.core.errors import Conflict

SAMPLE = Path(__file__).parent.parent / "samples" / "csl_sample.csv"


def load_sample(*, actor: Any, at: datetime) -> ListVersion | None:
    """
    Put the invented sample in force on a demo site, or keep it fresh where it is. Running it twice changes nothing.

    This will leave a real edition alone, and return None then.

    :raises Conflict: if this is no demo site
    :raises Denied: if the actor imports no lists
    """
    policies.may_import(actor, None)
    if not settings.DEMO:
        raise Conflict("The sample list is for demo sites; import the publisher's own.")
    current = sources.get("us-csl").current
    if current is None:
        return import_list("us-csl", [SAMPLE], actor=actor, at=at)
    if current.sha256 != store.digest_of([SAMPLE])[0]:
        return None
    return confirm(ListVersion.objects.select_related("source").get(pk=current.pk), actor=actor, at=at)
