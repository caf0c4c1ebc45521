"""Open an incident, say who has which part in it, move it on, seal it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from guardian.shortcuts import assign_perm, remove_perm

from compliance.incidents import letters, policies
from compliance.incidents.actions.reports import acknowledge
from compliance.incidents.models import Incident, IncidentFact, IncidentLink, IncidentPart, Report
from compliance.incidents.states import READERS, SHUT_OUT, Fact, IncidentState, Mark, Part, Severity
from compliance.incidents.workflow import INCIDENT, REPORT
from compliance.remedies import actions as remedies
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.policy import holds
from portal.core.references import next_reference

NEEDED = {
    Part.LEAD: ("compliance.investigate_incident", "Incident handler"),
    Part.INVESTIGATOR: ("compliance.investigate_incident", "Incident handler"),
    Part.OFFICIAL: ("compliance.decide_disclosure", "Empowered official"),
    Part.PANEL: ("compliance.sit_on_panel", "Hearing panel member"),
    Part.APPEAL_PANEL: ("compliance.sit_on_panel", "Hearing panel member"),
}
GRANTS = {Mark.PRIVILEGED: "compliance.read_privileged", Mark.SECURITY: "compliance.read_security"}


@transaction.atomic
def take_up(
    report: Report,
    *,
    title: str,
    nature: str,
    severity: int,
    severity_reasons: str,
    actor: User,
    at: datetime,
    happened_on: date | None = None,
    subjects: Iterable[User] = (),
    self_reported: bool = False,
    personal_data: bool = False,
    itar: bool = False,
) -> Incident:
    """
    Make an incident of a report. Whoever takes it up leads the response.

    :raises Denied: if the actor may not take it up
    :raises Invalid: if it has no title, or the severity no reasons
    :raises Conflict: if somebody was faster
    """
    REPORT.check(report, "take_up", actor=actor)
    if not title.strip():
        raise Invalid("Give it a title that names nobody.", field="title")
    if not severity_reasons.strip() or severity not in Severity.values:
        raise Invalid("Say why it is as severe as that.", field="severity_reasons")
    acknowledge(report, actor=actor, at=at)
    incident = Incident.objects.create(
        state=IncidentState.OPEN,
        state_since=at,
        reference=next_reference("IN", at.year),
        title=title.strip(),
        nature=nature,
        severity=severity,
        severity_reasons=severity_reasons.strip(),
        happened_on=happened_on,
        self_reported=self_reported,
        personal_data=personal_data,
        itar=itar,
        opened_by=actor,
        opened_at=at,
    )
    REPORT.advance(report, "take_up", actor=actor, at=at, values={"incident": incident})
    record_event("incidents.incident.opened", incident, actor=actor, at=at, nature=nature, severity=severity)
    for person in [part.person for part in report.parts.filter(part=Part.KEPT_AWAY).select_related("person")]:
        _give(incident, person, Part.KEPT_AWAY, by=None, at=at)
    _give(incident, actor, Part.LEAD, by=actor, at=at)
    for person in subjects:
        name_person(incident, person=person, part=Part.SUBJECT, actor=actor, at=at)
    _first_facts(incident, report, actor=actor, at=at)
    if report.source_reference:
        link(incident, reference=report.source_reference, path=report.source_path, actor=actor, at=at)
    return incident


@transaction.atomic
def join(report: Report, *, incident: Incident, actor: User, at: datetime) -> None:
    """
    Add a report to an incident that another report brought up.

    :raises Denied: if the actor may not take it up, or does not work on the incident
    :raises Conflict: if the incident is closed, or somebody was faster
    """
    policies.may_work(actor, incident)
    if not incident.is_open:
        raise Conflict(f"{incident} is {incident.get_state_display().lower()}.")
    acknowledge(report, actor=actor, at=at)
    REPORT.advance(report, "take_up", actor=actor, at=at, values={"incident": incident})
    for part in report.parts.filter(part=Part.KEPT_AWAY).select_related("person"):
        _give(incident, part.person, Part.KEPT_AWAY, by=None, at=at)
    record_event("incidents.incident.report_added", incident, actor=actor, at=at, report=str(report))


def _first_facts(incident: Incident, report: Report, *, actor: User, at: datetime) -> None:
    for kind, moment in ((Fact.RECEIVED, report.received_at), (Fact.ACKNOWLEDGED, report.acknowledged_at or at)):
        IncidentFact.objects.create(
            incident=incident, kind=kind, at=moment, note="", recorded_by=actor, recorded_at=max(at, moment)
        )


@transaction.atomic
def name_person(incident: Incident, *, person: User, part: str, actor: User, at: datetime) -> IncidentPart:
    """
    Give somebody a part. This will grant or close the incident to them at once.

    :raises Denied: if the actor does not lead the incident
    :raises Conflict: if the person lacks the role, has another part that excludes this one, or is concerned
    """
    policies.may_lead(actor, incident)
    if part == Part.KEPT_AWAY and person == actor:
        raise Conflict("Hand the lead over first.")
    needed = NEEDED.get(Part(part))
    if needed and not holds(person, needed[0]):
        raise Conflict(f"{person} needs the role “{needed[1]}” first.")
    if part in READERS and policies.is_shut_out(person, incident):
        raise Conflict(f"{person} cannot have this part.")
    return _give(incident, person, part, by=actor, at=at)


def _give(incident: Incident, person: User, part: str, *, by: User | None, at: datetime) -> IncidentPart:
    given = {"since": at, "given_by": by, "ended_at": None}
    try:
        with transaction.atomic():
            held, _ = IncidentPart.objects.update_or_create(incident=incident, person=person, part=part, defaults=given)
    except IntegrityError:
        raise Conflict(f"{person} has a part in this incident that does not go together with this one.") from None
    if part in READERS:
        assign_perm("compliance.read_incident", person, incident)
        letters.tell(incident, person, "named", at=at, once=f"{part}.{at:%Y%m%d%H%M%S}", part=held.get_part_display())
    if part == Part.COUNSEL:
        assign_perm(GRANTS[Mark.PRIVILEGED], person, incident)
    if part in SHUT_OUT:
        _close_to(incident, person)
    record_event("incidents.part.given", incident, actor=by, at=at, person=person.pk, part=part)
    return held


def _close_to(incident: Incident, person: User) -> None:
    for name in ("compliance.read_incident", *GRANTS.values()):
        remove_perm(name, person, incident)


@transaction.atomic
def end_part(held: IncidentPart, *, actor: User, at: datetime, reason: str) -> None:
    """
    End somebody's part. The incident closes to them at once, unless they have another part that reads.

    :raises Denied: if the actor does not lead the incident
    :raises Conflict: if it has ended already, or nobody would lead
    """
    incident = held.incident
    assert incident is not None
    policies.may_lead(actor, incident)
    if held.part == Part.LEAD:
        raise Conflict("Somebody has to lead. Hand the lead over instead.")
    if held.part in SHUT_OUT:
        raise Conflict("Whoever is concerned or kept away stays so.")
    if not IncidentPart.objects.current().filter(pk=held.pk).update(ended_at=at):
        raise Conflict("This part has ended already.")
    if not policies.has_part(held.person, incident, *READERS):
        _close_to(incident, held.person)
    record_event(
        "incidents.part.ended", incident, actor=actor, at=at, person=held.person_id, part=held.part, reason=reason
    )


@transaction.atomic
def hand_over(incident: Incident, *, to: User, actor: User, at: datetime) -> None:
    """
    Let somebody else lead. Whoever led investigates on.

    :raises Denied: if the actor does not lead the incident
    :raises Conflict: if the other lacks the role, or has another part
    """
    policies.may_lead(actor, incident)
    if not holds(to, NEEDED[Part.LEAD][0]):
        raise Conflict(f"{to} needs the role “{NEEDED[Part.LEAD][1]}” first.")
    if policies.ever_had_part(to, incident, Part.OFFICIAL, Part.PANEL, Part.APPEAL_PANEL, *SHUT_OUT):
        raise Conflict(f"{to} cannot lead this incident.")
    IncidentPart.objects.filter(incident=incident, part=Part.LEAD, person=actor).update(part=Part.INVESTIGATOR)
    IncidentPart.objects.filter(incident=incident, person=to, part=Part.INVESTIGATOR).delete()
    _give(incident, to, Part.LEAD, by=actor, at=at)


@transaction.atomic
def open_marked(incident: Incident, *, person: User, mark: str, actor: User, at: datetime) -> None:
    """
    Open the privileged or security-marked parts of the file to one named person.

    :raises Denied: if the actor is neither counsel nor the lead
    :raises Conflict: if the person does not read the incident
    """
    policies.may_open_marked(actor, incident)
    policies_ok = policies.is_named(person, incident) and not policies.is_shut_out(person, incident)
    if not policies_ok or mark not in GRANTS:
        raise Conflict(f"{person} does not read this incident.")
    assign_perm(GRANTS[Mark(mark)], person, incident)
    record_event("incidents.mark.opened", incident, actor=actor, at=at, person=person.pk, mark=mark)


@transaction.atomic
def link(
    incident: Incident,
    *,
    actor: User,
    at: datetime,
    case: Any = None,
    authorisation: Any = None,
    party: Any = None,
    reference: str = "",
    path: str = "",
    note: str = "",
) -> IncidentLink:
    """
    Say that the incident touches a case, an authorisation, a party, or anything else by its reference.

    :raises Denied: if the actor does not work on the incident
    """
    policies.may_work(actor, incident)
    made = IncidentLink.objects.create(
        incident=incident, case=case, authorisation=authorisation, party=party, reference=reference, path=path,
        note=note, added_by=actor, added_at=at,
    )  # fmt: skip
    record_event("incidents.incident.linked", incident, actor=actor, at=at, to=str(made))
    return made


@transaction.atomic
def assess(
    incident: Incident,
    *,
    actor: User,
    at: datetime,
    severity: int,
    severity_reasons: str,
    repeat: bool,
    self_reported: bool,
    deliberate: bool,
    personal_data: bool,
    itar: bool,
) -> None:
    """
    Assess the incident again: its severity with reasons, and what the response depends on.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if the severity has no reasons
    :raises Conflict: if it is closed
    """
    policies.may_work(actor, incident)
    if not incident.is_open:
        raise Conflict(f"{incident} is {incident.get_state_display().lower()}.")
    if not severity_reasons.strip():
        raise Invalid("Say why it is as severe as that.", field="severity_reasons")
    before = incident.severity
    given = {
        "severity": severity, "severity_reasons": severity_reasons.strip(), "repeat": repeat,
        "self_reported": self_reported, "deliberate": deliberate, "personal_data": personal_data, "itar": itar,
    }  # fmt: skip
    Incident.objects.filter(pk=incident.pk).update(**given)
    for name, value in given.items():
        setattr(incident, name, value)
    record_event("incidents.incident.assessed", incident, actor=actor, at=at, before=before, after=severity)


@transaction.atomic
def write_account(incident: Incident, *, account: str, causes: str, actor: User, at: datetime) -> None:
    """
    Write what the investigation found, and why it happened.

    :raises Denied: if the actor does not work on the incident
    :raises Conflict: if it is closed
    """
    policies.may_work(actor, incident)
    if not incident.is_open:
        raise Conflict(f"{incident} is {incident.get_state_display().lower()}.")
    incident.account, incident.causes = account.strip(), causes.strip()
    incident.save(update_fields=["account", "causes"])
    record_event("incidents.incident.account_written", incident, actor=actor, at=at)


@transaction.atomic
def put_right(incident: Incident, *, actor: User, at: datetime, **remedy: Any) -> Any:
    """
    Open a remedy: what is done so that it does not happen again, by whom, by when, and who checks that it helped.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if the days are upside down, the owner would check themselves, or a text is missing
    """
    policies.may_work(actor, incident)
    return remedies.open_remedy(incident, actor=actor, at=at, **remedy)


@transaction.atomic
def move_on(incident: Incident, *, move: str, actor: User, at: datetime) -> None:
    """
    Begin or conclude the investigation, go on to putting it right, close, or reopen.

    :raises Denied: if the actor does not lead the incident
    :raises Conflict: if it is elsewhere, or something is missing
    """
    values: dict[str, Any] = {"closed_at": at} if move == "close" else {}
    INCIDENT.advance(incident, move, actor=actor, at=at, values=values)
    if move == "close":
        IncidentFact.objects.create(incident=incident, kind=Fact.CLOSED, at=at, recorded_by=actor, recorded_at=at)


@transaction.atomic
def find_unfounded(incident: Incident, *, reason: str, actor: User, at: datetime) -> None:
    """
    Find that nothing wrong was done, and seal the file. This will close it to everybody but the overseers.

    :raises Denied: if the actor does not lead the incident
    :raises Invalid: if there is no reason
    :raises Conflict: if measures still stand
    """
    if not reason.strip():
        raise Invalid("Say what shows that nothing wrong was done.", field="reason")
    values = {"sealed_at": at, "sealed_because": reason.strip()}
    INCIDENT.advance(incident, "find_unfounded", actor=actor, at=at, values=values)
    for held in incident.parts.current().filter(part__in=READERS).select_related("person"):
        IncidentPart.objects.filter(pk=held.pk).update(ended_at=at)
        _close_to(incident, held.person)
