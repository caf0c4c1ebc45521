"""What assurance has done in the demo institute: audits, an assessment of the programme, checks, findings, remedies."""

from datetime import date, datetime, timedelta
from typing import Any

from compliance.assurance import actions, policies
from compliance.assurance.elements import ELEMENTS
from compliance.assurance.models import Audit, AuditedCase, Finding
from compliance.assurance.states import Looked, Standing
from compliance.remedies import actions as remedies
from compliance.remedies.models import Remedy
from dashboards.demo.people import People
from portal.core.words import as_day

DAY = timedelta(days=1)
PARTLY = {
    "bis-risk": "Thresholds are as shipped. A workshop with the heads of the quantum labs is planned for the autumn.",
    "eu-organisation": "Two departments share a champion; a second one is being trained.",
    "bis-training": "Guests who stay for less than a month are not reached yet.",
}


def make(staff: People, *, until: datetime) -> None:
    """Make it, with moments passed in, so that the same day gives the same institute."""
    auditors = [staff.official, *staff.officers, *staff.reviewers]
    first = _audit("Decisions of the first half-year", auditors, at=until - 300 * DAY, days=180, size=12)
    if first is not None:
        _look(first, auditors, at=until - 290 * DAY, trouble=2)
        actions.conclude_audit(
            first,
            conclusion="Ten of twelve cases are in order. In two the letter was filed under the wrong case; nobody "
            "was harmed by it, and the file plan was put right.",
            actor=first.lead,
            at=until - 275 * DAY,
        )
        _settle(first, staff, at=until - 270 * DAY)
    _assess(staff, at=until - 150 * DAY)
    second = _audit("Decisions of the last half-year", auditors, at=until - 12 * DAY, days=180, size=15)
    if second is not None:
        _look(second, auditors, at=until - 6 * DAY, trouble=0, only=6)
    for back in (2, 1):
        actions.ask_for_passes(at=until - back * DAY)
        actions.make_passes(at=until - back * DAY)
    _take_up(staff, at=until - DAY)
    remedies.remind_all(at=until - DAY)


def _audit(title: str, auditors: list[Any], *, at: datetime, days: int, size: int) -> Audit | None:
    lead, last = auditors[0], as_day(at) - DAY
    audit = actions.plan_audit(
        title=title,
        from_on=last - timedelta(days=days),
        to_on=last,
        size=size,
        least=0,
        lead=lead,
        report_on=as_day(at) + 30 * DAY,
        actor=lead,
        at=at - 7 * DAY,
    )
    sample = actions.draw_sample(audit, actor=lead, at=at, seed=_seed(last))
    return audit if sample else None


def _seed(day: date) -> str:
    return f"{day:%Y%m%d}" * 4


def _look(audit: Audit, auditors: list[Any], *, at: datetime, trouble: int, only: int = 1000) -> None:
    cases = audit.cases.select_related("case__unit", "case__decided_by", "audit").order_by("number")[:only]
    for number, audited in enumerate(cases):
        wrong = number < trouble
        said = (
            "The letter lies in the file of another case." if wrong else "The facts, the reviews and the letter agree."
        )
        _by_whoever_may(audited, auditors, Looked.NOT_IN_ORDER if wrong else Looked.IN_ORDER, said, at=at)


def _by_whoever_may(audited: AuditedCase, auditors: list[Any], looked: str, said: str, *, at: datetime) -> None:
    """Let the first auditor look who had no hand in the case."""
    for auditor in auditors:
        if policies.may_look_at.allows(auditor, audited):
            actions.look_at(audited, looked=looked, account=said, actor=auditor, at=at)
            break


def _settle(audit: Audit, staff: People, *, at: datetime) -> None:
    """Let what the audit found be put right, checked and closed."""
    found = Finding.objects.filter(audited_cases__audit=audit).select_related("concerns").order_by("pk")
    for finding in found:
        officer = next(each for each in [staff.official, *staff.officers] if each != finding.concerns)
        owner = next(each for each in staff.officers if each != officer)
        remedy = actions.open_remedy(
            finding,
            what="File each letter when it is issued, and look through the letters of the half-year.",
            owner=owner,
            due_on=as_day(at) + 30 * DAY,
            checker=staff.trainer,
            check_on=as_day(at) + 90 * DAY,
            check_how="Twenty letters drawn by chance lie where they belong.",
            actor=officer,
            at=at,
        )
        account = "The portal files letters now; the old ones were moved."
        remedies.finish(remedy, account=account, actor=owner, at=at + 20 * DAY)
        done = Remedy.objects.get(pk=remedy.pk)
        remedies.conclude(done, effective=True, result="Twenty of twenty.", actor=staff.trainer, at=at + 85 * DAY)
        closed = Finding.objects.get(pk=finding.pk)
        actions.close(closed, conclusion="The letters lie where they belong.", actor=officer, at=at + 86 * DAY)


def _assess(staff: People, *, at: datetime) -> None:
    officer = staff.officers[0]
    assessment = actions.begin_assessment(actor=officer, at=at - 10 * DAY)
    for element in ELEMENTS:
        said = PARTLY.get(element.code, "In place, as the evidence beside it shows.")
        standing = Standing.PARTLY if element.code in PARTLY else Standing.IN_PLACE
        words = {"element": element.code, "standing": standing, "comment": said}
        actions.assess(assessment, actor=officer, at=at - 5 * DAY, **words)
    summary = "The programme stands. Risk assessment, champions and the training of short guests come next."
    actions.sign_assessment(assessment, summary=summary, actor=staff.official, at=at)


def _take_up(staff: People, *, at: datetime) -> None:
    """Let the office take up the heaviest of what the checks found."""
    for finding in Finding.objects.unsettled().filter(origin="check").order_by("-severity", "pk")[:2]:
        officer = next(each for each in [*staff.officers, staff.official] if each.pk != finding.concerns_id)
        actions.take_up(finding, responsible=officer, actor=officer, at=at)
        others = [each for each in staff.officers if each != officer] or [staff.trainer]
        actions.open_remedy(
            finding,
            what="Look at the case again with the researcher, and write down what follows.",
            owner=officer,
            due_on=as_day(at) + 14 * DAY,
            checker=others[0],
            check_on=as_day(at) + 30 * DAY,
            check_how="The standing check no longer finds it.",
            actor=officer,
            at=at,
        )
