"""Applications of the institute to government agencies, and what the agencies say."""

from collections.abc import Generator
from datetime import date, datetime, timedelta
from typing import Any

from compliance.licensing.actions import applications
from compliance.licensing.applying import regimes_of
from compliance.licensing.models import Case, GovernmentApplication
from compliance.licensing.states import AuthorisationState
from portal.core.words import as_day


def apply(case: Case, officer: Any, *, number: int, at: datetime, random: Any) -> Generator[datetime, None, datetime]:
    """Ask for the licence that the case's authorisation waits for, answer the agency, and record what it says."""
    authorisation = case.authorisations.filter(state=AuthorisationState.PENDING).first()
    if authorisation is None:
        return at
    made = applications.prepare(authorisation, regime=regimes_of(authorisation)[0], actor=officer, at=at)
    at = at + timedelta(days=random.choice([1, 1, 2]))
    yield at
    application = GovernmentApplication.objects.get(pk=made.pk)
    applications.file(application, agency_reference=f"Z{1_600_000 + number}", filed_on=as_day(at), actor=officer, at=at)
    if number % 3 == 0:
        at = yield from _query(application, officer, at=at, random=random)
    at = at + timedelta(days=random.randint(18, 45))
    yield at
    application.refresh_from_db()
    applications.grant(
        application,
        licence=f"D{700_000 + number}",
        decided_on=as_day(at),
        valid_from=as_day(at),
        valid_to=_in_years(as_day(at), 2),
        outcome="The licence is for the use described. Nothing is passed on without the agency's consent.",
        actor=officer,
        at=at,
    )
    return at


def _query(application: GovernmentApplication, officer: Any, *, at: datetime, random: Any) -> Any:
    at = at + timedelta(days=random.randint(6, 12))
    yield at
    asked = applications.ask(
        application,
        text="Name the building in which the device is used, and whoever has access to it beside the group.",
        asked_on=as_day(at),
        actor=officer,
        at=at,
    )
    at = at + timedelta(days=random.randint(3, 9))
    yield at
    applications.answer(
        asked,
        text="The cryogenics hall; besides the group, two technicians of the institute, both named in the annex.",
        answered_on=as_day(at),
        actor=officer,
        at=at,
    )
    return at


def _in_years(day: date, years: int) -> date:
    return date(day.year + years, day.month, 1) - timedelta(days=1)
