"""Keep a view of the desk under a name, and drop it; keep the words of cases for search."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction

from compliance.licensing import policies, searching
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case, DeskView
from portal.core.errors import Conflict, Invalid

MOST_VIEWS = 20
LEFT_OUT = {"page", "export"}


@transaction.atomic
def keep_view(*, name: str, query: str, actor: Any, at: datetime) -> DeskView:
    """
    Keep the queue, filters and order that are in force under a name. Nobody else sees it.

    :raises Denied: if the actor does not work at the desk
    :raises Invalid: if it has no name, or nothing is filtered
    :raises Conflict: if there is one of this name, or there are too many
    """
    policies.may_work_at_desk(actor)
    name = " ".join(name.split())
    if not name:
        raise Invalid("Give the view a name.", field="name")
    pairs = [(key, value) for key, value in parse_qsl(query.removeprefix("?")) if key not in LEFT_OUT]
    if not pairs:
        raise Invalid("Choose a queue or a filter first.", field="name")
    if DeskView.objects.filter(owner=actor).count() >= MOST_VIEWS:
        raise Conflict(f"You have {MOST_VIEWS} views already. Drop one first.")
    try:
        with transaction.atomic():
            return DeskView.objects.create(owner=actor, name=name[:60], query=urlencode(pairs)[:1000], kept_at=at)
    except IntegrityError:
        raise Conflict("You have a view of this name already.") from None


@transaction.atomic
def drop_view(view: DeskView, *, actor: Any, at: datetime) -> None:
    """
    Drop a view of one's own.

    :raises Denied: if it is somebody else's
    """
    policies.may_drop_view(actor, view)
    view.delete()


@transaction.atomic
def gather_words(case: Case, *, actor: Any, at: datetime) -> None:
    """Keep the words of a submitted case for search, as its parties are called now. The portal does so by itself."""
    searching.gather(Draft(case), at=at)
