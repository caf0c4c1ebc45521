"""Make reports and incidents the way people do, and bring them to any state through the real actions."""

import itertools
from datetime import datetime
from typing import Any

from compliance.incidents import actions
from compliance.incidents.models import Incident, Report
from compliance.incidents.states import Nature, Part, Severity
from portal.accounts.models import User
from portal.accounts.roles import EmpoweredOfficial, IncidentHandler, PanelMember
from tests.factories.people import NOW, make_user

WORDS = "The cryostat drawings went to the visitor on Monday."
_numbers = itertools.count(1)


def make_handler(name: str = "") -> User:
    """Open the account of an incident handler."""
    return make_user(IncidentHandler, name=name or f"Handler {next(_numbers)}")


def make_panel_member(name: str = "") -> User:
    """Open the account of somebody who sits on panels."""
    return make_user(PanelMember, name=name or f"Panel member {next(_numbers)}")


def make_official(name: str = "") -> User:
    """Open the account of an empowered official."""
    return make_user(EmpoweredOfficial, name=name or f"Official {next(_numbers)}")


def make_report(*, at: datetime = NOW, actor: User | None = None, **given: Any) -> Report:
    """Report something; anonymously unless somebody reports. The letterbox is emptied."""
    made = actions.report(what=given.pop("what", WORDS), actor=actor, at=at, **given).report
    actions.empty_letterbox(at=at)
    return fresh(made)


def make_incident(
    *,
    lead: User | None = None,
    report: Report | None = None,
    subject: User | None = None,
    nature: str = Nature.DEEMED_EXPORT,
    at: datetime = NOW,
    **given: Any,
) -> Incident:
    """Take a report up as an incident."""
    lead = lead or make_handler()
    report = report or make_report(at=at)
    return actions.take_up(
        report,
        title=given.pop("title", "Drawings shown to a visitor"),
        nature=nature,
        severity=given.pop("severity", Severity.SERIOUS),
        severity_reasons="Listed technology was seen.",
        subjects=[subject] if subject else [],
        actor=lead,
        at=at,
        **given,
    )


def lead_of(incident: Incident) -> User:
    """Return who leads it."""
    return incident.parts.get(part=Part.LEAD, ended_at=None).person


def name(incident: Incident, person: User, part: str, *, at: datetime = NOW) -> User:
    """Give somebody a part."""
    actions.name_person(incident, person=person, part=part, actor=lead_of(incident), at=at)
    return again(person)


def again(person: User) -> User:
    """Read a person again, so that no permission is remembered."""
    return User.objects.get(pk=person.pk)


def fresh(record: Any) -> Any:
    """Read a record again, as the next request does."""
    return type(record).objects.get(pk=record.pk)


def make_hearing(*, at: datetime = NOW, subject: User | None = None, served: bool = True, **given: Any) -> Any:
    """Reach a hearing whose notice of facts is served, with a panel of three and an appeal panel of three."""
    subject = subject or make_user(name=f"Heard {next(_numbers)}")
    incident = make_incident(subject=subject, at=at, **given)
    for part in (Part.PANEL, Part.APPEAL_PANEL):
        for _ in range(3):
            name(incident, make_panel_member(), part, at=at)
    name(incident, make_handler(), Part.INVESTIGATOR, at=at)
    hearing = actions.prepare_hearing(
        incident,
        subject=subject,
        notice="On 3 June you sent the drawings to a visitor.",
        actor=lead_of(incident),
        at=at,
    )
    if served:
        actions.serve_notice(hearing, actor=lead_of(incident), at=at)
    return hearing


def panel_of(hearing: Any, part: str = Part.PANEL) -> list[User]:
    """Return the panel, read again."""
    return [again(each.person) for each in hearing.incident.parts.filter(part=part).order_by("pk")]


def decide(hearing: Any, *, at: datetime = NOW, part: str = Part.PANEL, **given: Any) -> Any:
    """Let the first of the panel propose and the second agree."""
    first, second, _ = panel_of(hearing, part)
    given = {"verdict": "response", "reasons": "It was shown without a check.", **given}
    draft = actions.propose(fresh(hearing), actor=first, at=at, **given)
    actions.concur(draft, agrees=True, actor=second, at=at)
    return fresh(hearing)


def make_answered_hearing(*, at, **given):
    """Make a hearing whose subject has answered the notice."""
    hearing = make_hearing(at=at, **given)
    actions.answer_notice(hearing, text="I did not know.", actor=hearing.subject, at=at)
    return hearing
