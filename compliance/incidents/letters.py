"""What people are told. Mails name a reference and an address, never what happened or who said so."""

from datetime import datetime
from typing import Any

from compliance.incidents.models import Incident, IncidentPart
from compliance.incidents.states import Part
from portal.core import outbox


def tell(record: Any, person: Any, what: str, *, at: datetime, once: str, path: str = "", **words: Any) -> bool:
    """Owe one person one mail; ``once`` is what makes it the same mail when it is owed again."""
    return outbox.owe(
        f"incidents.{record._meta.model_name}.{record.pk}.{what}.{once}.{person.pk}",
        to=person,
        template=f"incidents/{what}",
        due_at=at,
        reference=str(record),
        path=path or record.get_absolute_url(),
        **words,
    )


def people_with(incident: Incident, *parts: str) -> list[Any]:
    """Return the people who hold one of these parts now."""
    held = IncidentPart.objects.current().filter(incident=incident, part__in=parts, person__is_active=True)
    return [each.person for each in held.select_related("person").order_by("pk")]


def lead_of(incident: Incident) -> Any:
    """Return who leads the response."""
    return next(iter(people_with(incident, Part.LEAD)), None)
