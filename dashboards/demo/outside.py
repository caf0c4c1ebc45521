"""The institute's partners and guests."""

from datetime import datetime

from compliance.parties import actions
from compliance.parties.models import Party
from dashboards.demo import words
from dashboards.demo.people import People


def make(people: People, *, at: datetime) -> tuple[list[Party], list[Party]]:
    """Register partner organisations and guests."""
    officer = people.officers[0]
    partners = [
        actions.register_party(name, kind=kind, country=country, aliases=aliases, actor=officer, at=at)
        for name, kind, country, aliases in words.PARTIES
    ]
    guests = [
        actions.register_party(
            name,
            kind="person",
            country=country,
            citizenships=[country],
            most_recent_citizenship=country,
            actor=officer,
            at=at,
        )
        for name, country in words.GUESTS
    ]
    return partners, guests
