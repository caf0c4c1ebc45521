"""The institute's advisory council."""

from datetime import date, datetime

from compliance.council import actions
from compliance.council.models import Council
from compliance.council.states import Discipline, Standing
from dashboards.demo.people import People

SEATS = (
    Discipline.PHYSICS,
    Discipline.COMPUTER_SCIENCE,
    Discipline.LAW,
    Discipline.ETHICS,
    Discipline.EXTERNAL,
    Discipline.EARLY_CAREER,
)
FROM = date(2025, 1, 1)


def make(people: People, *, at: datetime) -> Council:
    """Found the council and fill its seats; terms end in different years."""
    official = people.official
    council = actions.found_council(
        "quantum",
        name="Advisory Council on Quantum Technology",
        remit="Advises on transfers of controlled technology that the export control office may not settle alone.",
        actor=official,
        at=at,
    )
    actions.appoint(
        council,
        member=people.chair,
        discipline=Discipline.SECURITY,
        standing=Standing.CHAIR,
        from_on=FROM,
        to_on=date(2027, 12, 31),
        actor=official,
        at=at,
    )
    for number, (member, discipline) in enumerate(zip(people.council, SEATS, strict=True)):
        term = date(2027 + number % 3, 12, 31)
        actions.appoint(council, member=member, discipline=discipline, from_on=FROM, to_on=term, actor=official, at=at)
    return council
