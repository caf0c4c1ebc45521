"""Gather the facts of readiness."""

from datetime import datetime, timedelta

from django.db.models import Max

from compliance.incidents import readiness
from compliance.incidents.models import Incident, IncidentFact, Playbook
from compliance.incidents.states import Fact

SINCE = timedelta(days=730)


def readiness_at(at: datetime) -> readiness.Readiness:
    """Return how ready the institution is, from what is on record."""
    points = []
    books = Playbook.objects.filter(retired_at=None).annotate(
        drilled=Max("drills__held_at"), revised=Max("versions__written_at")
    )
    for book in books.prefetch_related("contacts").order_by("title"):
        contacts = [each for each in book.contacts.all() if each.removed_at is None]
        verified = [each.verified_at for each in contacts if each.verified_at]
        points += readiness.of_book(
            readiness.Book(book.title, book.revised, book.drilled, len(contacts), verified), at=at
        )
    return readiness.Readiness((*points, *readiness.of_times(**_times(at))))


def _times(at: datetime) -> dict[str, list[timedelta]]:
    recent = Incident.objects.filter(opened_at__gte=at - SINCE, opened_at__lte=at, sealed_at=None)
    moments: dict[int, dict[str, datetime]] = {}
    wanted = (Fact.RECEIVED, Fact.ACKNOWLEDGED, Fact.CONTAINED, Fact.DISCOVERED, Fact.DISCLOSURE_DECIDED)
    facts = IncidentFact.objects.filter(incident__in=recent, subject=None, kind__in=wanted)
    for fact in facts.order_by("-at"):
        moments.setdefault(fact.incident_id, {})[fact.kind] = fact.at
    spans = {
        "acknowledged": (Fact.RECEIVED, Fact.ACKNOWLEDGED),
        "contained": (Fact.ACKNOWLEDGED, Fact.CONTAINED),
        "decided": (Fact.DISCOVERED, Fact.DISCLOSURE_DECIDED),
    }
    return {
        name: [each[end] - each[start] for each in moments.values() if start in each and end in each]
        for name, (start, end) in spans.items()
    }
