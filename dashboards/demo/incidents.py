"""
Incidents of the demo institute: one that is over, one in which a decision was reduced on appeal, one under way.

Beside them reports that wait. Playbooks and drills have a module of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from compliance.incidents import actions
from compliance.incidents.models import Incident, Report
from compliance.incidents.narrative import TO_WRITE
from compliance.incidents.states import Fact, Nature, Part, Severity
from compliance.licensing.models import Case
from compliance.remedies import actions as remedies
from dashboards.demo import playbooks
from dashboards.demo.people import PASSWORD, People
from portal.accounts import actions as accounts
from portal.accounts import roles
from portal.accounts.models import User
from portal.core.words import as_day

EXTRA = (
    ("incidents2", "Hedda Marrowby", roles.IncidentHandler),
    ("incidents3", "Silas Thornquist", roles.IncidentHandler),
    ("panel", "Odile Ferncastle", roles.PanelMember),
    ("panel2", "Barnaby Quillfeather", roles.PanelMember),
    ("panel3", "Ingrid Stonehollow", roles.PanelMember),
    ("panel4", "Lucan Amberfield", roles.PanelMember),
    ("panel5", "Mirabel Oakhurst", roles.PanelMember),
    ("panel6", "Tobias Wexcombe", roles.PanelMember),
)


@dataclass
class Cast:
    """Who plays which part."""

    lead: User
    helper: User
    official: User
    panel: list[User]
    above: list[User]
    people: People


def make(people: People, *, until: datetime) -> None:
    """Make all of it, each story at its own time."""
    cast = _cast(people, at=until - timedelta(days=500))
    playbooks.write(cast.lead, at=until - timedelta(days=420))
    _over(cast, at=until - timedelta(days=300))
    _reduced(cast, at=until - timedelta(days=170))
    playbooks.drill(people, lead=cast.lead, helper=cast.helper, at=until - timedelta(days=90))
    _under_way(cast, at=until - timedelta(days=24))
    _waiting(until)


def _cast(people: People, *, at: datetime) -> Cast:
    made = {}
    for login, name, role in EXTRA:
        user = accounts.open_account(login, name=name, email=f"{login}@harrowpoint.example", actor=None, at=at)
        accounts.assign_role(user, role=role, actor=None, at=at)
        first = login == "panel"
        User.objects.filter(pk=user.pk).update(date_joined=at, **({"password": people.password} if first else {}))
        if first:
            people.accounts.append({"role": role.title, "login": login, "password": PASSWORD})
        made[login] = User.objects.get(pk=user.pk)
    panel = [made[login] for login in made if login.startswith("panel")]
    lead = User.objects.get(username="incidents")
    return Cast(lead, made["incidents2"], people.official, panel[:3], panel[3:], people)


def _again(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def _opened(cast: Cast, report: Report, *, at: datetime, subject: User | None, **given: Any) -> Incident:
    incident = actions.take_up(report, subjects=[subject] if subject else [], actor=cast.lead, at=at, **given)
    for person, part in ((cast.helper, Part.INVESTIGATOR), (cast.official, Part.OFFICIAL)):
        actions.name_person(incident, person=person, part=part, actor=cast.lead, at=at)
    return incident


def _report(what: str, *, at: datetime, nature: str, **given: Any) -> Report:
    made = actions.report(what=what, actor=given.pop("actor", None), nature=nature, at=at, **given).report
    actions.empty_letterbox(at=at + timedelta(minutes=30))
    return _again(made)


def _over(cast: Cast, *, at: datetime) -> None:
    """A release of technology, reported without a name, disclosed, put right and told as a lesson."""
    day = timedelta(days=1)
    report = _report(
        "A guest of the group sat in the design review of the cold stage twice. I do not think that anybody had asked "
        "the office. The slides had the dimensions on them.",
        when="The last two Tuesdays",
        affected="The drawings of the cold stage, and the guest",
        going_on="yes",
        nature=Nature.DEEMED_EXPORT,
        at=at,
    )
    at += day / 8
    incident = _opened(
        cast,
        report,
        at=at,
        subject=None,
        title="Design reviews of the cold stage were open to a guest",
        nature=Nature.DEEMED_EXPORT,
        severity=Severity.SERIOUS,
        severity_reasons="Technology for a listed refrigerator may have been released without a licence.",
        happened_on=as_day(at - 6 * day),
    )
    actions.write_to_reporter(report, text="Thank you. It is stopped, and looked into.", actor=cast.lead, at=at)
    actions.stop_work(
        incident,
        what="Design reviews with guests",
        reason="Until it is clear what was shown.",
        actor=cast.lead,
        at=at,
    )
    actions.declare_contained(incident, actor=cast.lead, at=at + day / 12)
    actions.record_fact(
        incident, kind=Fact.DISCOVERED, happened_at=at, note="By the report.", actor=cast.lead, at=at + day / 12
    )
    case = Case.objects.submitted().filter(activity="host", submitted_at__lt=at).order_by("pk").first()
    if case is not None:
        actions.link(incident, case=case, note="The guest's stay.", actor=cast.lead, at=at)
        actions.preserve(incident, records=[case], reason="Needed for the account.", actor=cast.lead, at=at)
    _investigated(cast, incident, at=at + day)
    _disclosed(cast, incident, at=at + 14 * day)
    actions.move_on(_again(incident), move="settle", actor=cast.lead, at=at + 40 * day)
    owner, checker = cast.people.researchers[3], cast.helper
    remedy = actions.put_right(
        _again(incident),
        what="Invitations to design reviews ask whether every guest was cleared, and by which case.",
        owner=owner,
        due_on=as_day(at + 60 * day),
        checker=checker,
        check_on=as_day(at + 150 * day),
        check_how="The next ten invitations bear a case number or a no.",
        actor=cast.lead,
        at=at + 41 * day,
    )
    remedies.finish(remedy, account="The form asks it since Monday.", actor=owner, at=at + 55 * day)
    remedies.conclude(
        remedy, effective=True, result="Twelve invitations, all with an answer.", actor=checker, at=at + 150 * day
    )
    for each in incident.measures.in_force():
        actions.lift_measure(each, reason="The form asks now.", actor=cast.lead, at=at + 151 * day)
    actions.move_on(_again(incident), move="close", actor=cast.lead, at=at + 152 * day)
    lesson = actions.write_lesson(
        _again(incident),
        title="A review is a release",
        story="Guests were welcome at internal design reviews. Slides showed dimensions that a control list speaks of. "
        "Nobody thought of a talk as an export, as nothing left the building.",
        changed="Whoever invites to a review says for every guest whether the office was asked. Reviews have an open "
        "half and a closed half.",
        actor=cast.lead,
        at=at + 153 * day,
    )
    actions.publish_lesson(lesson, actor=cast.official, at=at + 155 * day)


def _investigated(cast: Cast, incident: Incident, *, at: datetime) -> None:
    day = timedelta(days=1)
    actions.move_on(incident, move="investigate", actor=cast.lead, at=at)
    task = actions.set_task(
        incident,
        what="Which slides were shown, and who was in the room?",
        owner=cast.helper,
        due_on=as_day(at + 7 * day),
        actor=cast.lead,
        at=at,
    )
    actions.finish_task(task, result="Two sets of slides, nine people.", actor=cast.helper, at=at + 5 * day)
    actions.write_interview(
        incident,
        who="The host of the review",
        as_what="Host",
        notes="The guest had been in the group for a week. The host thought that the clearance of the stay covered it.",
        held_at=at + 2 * day,
        actor=cast.helper,
        at=at + 2 * day,
    )
    exhibit = actions.add_evidence(
        incident,
        title="Attendance of the two reviews",
        description="Exported from the calendar by the host, handed over in person.",
        actor=cast.helper,
        at=at + 3 * day,
    )
    actions.hand_on(exhibit, what="Copied for counsel", actor=cast.helper, at=at + 4 * day)
    actions.write_account(
        incident,
        account="Two design reviews were attended by a guest whose stay was cleared for the use of equipment only.",
        causes="The invitation did not ask who was cleared for what, and the host did not know the difference.",
        actor=cast.lead,
        at=at + 8 * day,
    )
    actions.move_on(incident, move="conclude", actor=cast.lead, at=at + 9 * day)


def _disclosed(cast: Cast, incident: Incident, *, at: datetime) -> None:
    day = timedelta(days=1)
    disclosure = actions.draft_disclosure(_again(incident), agency="bis", actor=cast.lead, at=at)
    for part in disclosure.parts.all():
        if TO_WRITE in part.text:
            actions.write_part(part, text="As set out with counsel; see the annex.", actor=cast.lead, at=at)
    actions.hand_in(disclosure, actor=cast.lead, at=at + day)
    actions.decide_disclosure(
        disclosure,
        disclose=True,
        reasons="The technology is listed and no exception was in place. Early disclosure is right.",
        actor=cast.official,
        at=at + 3 * day,
    )
    actions.notify_agency(
        disclosure, on=as_day(at + 4 * day), what="The first notice", actor=cast.official, at=at + 4 * day
    )
    actions.submit_disclosure(
        disclosure, reference="OEE-DEMO-118", on=as_day(at + 20 * day), actor=cast.official, at=at + 20 * day
    )
    actions.conclude_disclosure(
        disclosure, outcome="A warning letter; no further action.", actor=cast.official, at=at + 120 * day
    )


def _reduced(cast: Cast, *, at: datetime) -> None:
    """A decision that the appeal panel made milder."""
    day, subject = timedelta(days=1), cast.people.researchers[11]
    report = _report(
        "Our control plan asks for a sign-in sheet in the lab. It has not been kept since the summer.",
        nature=Nature.CONTROL_PLAN,
        actor=cast.people.champions[1],
        at=at,
    )
    incident = _opened(
        cast,
        report,
        at=at + day,
        subject=subject,
        title="The sign-in sheet of a control plan was not kept",
        nature=Nature.CONTROL_PLAN,
        severity=Severity.MODERATE,
        severity_reasons="Nothing shows that anybody got in who should not; it cannot be ruled out either.",
    )
    for person in cast.panel:
        actions.name_person(incident, person=person, part=Part.PANEL, actor=cast.lead, at=at + day)
    actions.declare_contained(incident, actor=cast.lead, at=at + day)
    hearing = actions.prepare_hearing(
        incident,
        subject=subject,
        notice="From July to September the sign-in sheet of the lab was not kept. The control plan names you for it.",
        actor=cast.lead,
        at=at + 9 * day,
    )
    actions.serve_notice(hearing, actor=cast.lead, at=at + 10 * day)
    actions.answer_notice(
        hearing,
        text="I was on leave until August, and my deputy had left. I asked for a deputy twice.",
        actor=subject,
        at=at + 17 * day,
    )
    draft = actions.propose(
        _again(hearing),
        verdict="response",
        measures={"training": "Control plans", "action_plan": "Deputies named within a month", "reminder": ""},
        deviation="A written reminder, because the plan had been renewed only a month before.",
        reasons="The sheet is the only record of who was in the lab.",
        actor=cast.panel[0],
        at=at + 24 * day,
    )
    actions.concur(draft, agrees=True, actor=cast.panel[1], at=at + 25 * day)
    hearing = _again(hearing)
    actions.appeal_decision(
        hearing, grounds="The reminder blames me for weeks in which I was away.", actor=subject, at=at + 35 * day
    )
    for person in cast.above:
        actions.name_person(_again(incident), person=person, part=Part.APPEAL_PANEL, actor=cast.lead, at=at + 36 * day)
    draft = actions.propose(
        _again(hearing),
        verdict="vary",
        measures={"training": "Control plans", "action_plan": "Deputies named within a month"},
        reasons="Whoever was away is not reminded of what others should have done. Learning and the plan remain.",
        actor=cast.above[0],
        at=at + 50 * day,
    )
    actions.concur(draft, agrees=True, actor=cast.above[1], at=at + 51 * day)


def _under_way(cast: Cast, *, at: datetime) -> None:
    """A loss of personal data under way, with clocks that run."""
    hour = timedelta(hours=1)
    report = _report(
        "A laptop with the visitor list of the lab, passports included, was left on a train. I told IT at once.",
        when="This morning",
        affected="About forty visitors",
        going_on="unsure",
        nature=Nature.DATA_BREACH,
        actor=cast.people.researchers[7],
        at=at,
    )
    incident = _opened(
        cast,
        report,
        at=at + 2 * hour,
        subject=None,
        title="A laptop with a list of visitors was lost",
        nature=Nature.DATA_BREACH,
        severity=Severity.SERIOUS,
        severity_reasons="Passport data of about forty people; the disk was encrypted, the screen was not locked.",
        self_reported=True,
        personal_data=True,
        happened_on=as_day(at),
    )
    for kind, after in ((Fact.DISCOVERED, 1), (Fact.BREACH_AWARE, 3), (Fact.BREACH_NOTIFIED, 50)):
        moment = at + after * hour
        actions.record_fact(incident, kind=kind, happened_at=moment, actor=cast.lead, at=max(moment, at + 2 * hour))
    actions.stop_work(
        incident,
        what="Lists of visitors on portable machines",
        reason="Until it is clear how many there are.",
        actor=cast.lead,
        at=at + 4 * hour,
    )
    actions.declare_contained(incident, actor=cast.lead, at=at + 6 * hour)
    actions.move_on(_again(incident), move="investigate", actor=cast.lead, at=at + 26 * hour)
    actions.set_task(
        _again(incident),
        what="Which machines hold such lists?",
        owner=cast.helper,
        due_on=as_day(at + timedelta(days=30)),
        actor=cast.lead,
        at=at + 27 * hour,
    )
    actions.warn_of_clocks(at=at + timedelta(days=22))


def _waiting(until: datetime) -> None:
    """Reports that wait to be read."""
    _report(
        "The licence of the loan to our partner ended in spring, as far as I know. The device is still there.",
        when="Since the spring",
        going_on="yes",
        nature=Nature.TEMPORARY_EXPORT,
        at=until - timedelta(hours=30),
    )
    _report(
        "I am not sure whether this matters: a supplier asked for our measurement data before the contract was signed.",
        going_on="unsure",
        nature=Nature.OTHER,
        at=until - timedelta(hours=4),
    )
