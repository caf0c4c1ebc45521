"""Keep an assessment of an item."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.classification import policies, queries
from compliance.classification.engine import Item, canonical
from compliance.classification.models import ItemAssessment
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.core.references import next_reference


@transaction.atomic
def keep_assessment(item: Item, *, label: str, as_of: date, actor: Any, at: datetime) -> ItemAssessment:
    """
    Keep how the item stands to every list on this day.

    :raises Denied: if nobody is signed in
    :raises Invalid: if the item has no name to find it by
    """
    policies.may_assess(actor)
    if not label.strip():
        raise Invalid("Give the item a name, so that you find it again.", field="label")
    book = queries.book(as_of)
    assessments = queries.assess_everywhere(item, book)
    met = [reading.code for a in assessments for reading in a.met]
    unknown = [reading.entry.code for a in assessments for reading in a.unknown]
    kept = ItemAssessment.objects.create(
        reference=next_reference("AS", at.year),
        label=label.strip()[:200],
        kind=item.kind,
        basket=item.basket,
        item=canonical.plain_item(item),
        as_of=as_of,
        reference_version=book.version,
        met=" ".join(met),
        open=" ".join(unknown),
        assessed_by=actor,
        assessed_at=at,
    )
    record_event("classification.assessment.kept", kept, actor=actor, at=at, met=met, open=unknown)
    return kept
