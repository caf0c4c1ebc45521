"""The institute's partners and guests."""

from datetime import datetime

from django.conf import settings

from compliance.parties import actions
from compliance.parties.models import Party
from dashboards.demo import words
from dashboards.demo.people import People


def make(people: People, *, at: datetime) -> tuple[list[Party], list[Party]]:
    """Register partner organisations and guests."""
    officer = people.officers[0]
    partners = [
        actions.register_party(
            name,
            kind=kind,
            country=country,
            aliases=aliases,
            addresses=[(f"Laboratory Road {number}, 100{number:02} {name.split()[0]}", country)],
            actor=officer,
            at=at,
        )
        for number, (name, kind, country, aliases) in enumerate(words.PARTIES, start=1)
    ]
    guests = [
        actions.register_party(
            name,
            kind="person",
            country=country,
            citizenships=[country],
            most_recent_citizenship=country,
            addresses=[(f"Guest house, room {number}", settings.INSTITUTION["country"])],
            actor=officer,
            at=at,
        )
        for number, (name, country) in enumerate(words.GUESTS, start=1)
    ]
    return partners, guests
