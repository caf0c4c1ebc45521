"""Make findings and remedies the way the office does."""

import itertools
from datetime import date, timedelta

from compliance.assurance import actions
from compliance.assurance.models import Audit, Finding
from compliance.remedies.models import Remedy
from portal.accounts.roles import Officer
from tests.factories.people import NOW, make_user

_numbers = itertools.count(1)


def make_finding(*, actor=None, at=NOW, title="Two approvals bear one signature", **given) -> Finding:
    """Let an officer report something."""
    detail = f"Case {next(_numbers)} was approved without a second reviewer."
    words = {"detail": detail, "severity": "medium", **given}
    return actions.report(title=title, actor=actor or make_user(Officer), at=at, **words)


def make_remedy(finding=None, *, actor=None, at=NOW, days=14, check_days=44, **given) -> Remedy:
    """Open a remedy of a finding, due in two weeks, to be checked a month later."""
    actor = actor or make_user(Officer)
    finding = finding or make_finding(actor=actor, at=at)
    terms = {
        "what": "Ask for the second review before a decision can be entered.",
        "owner": given.pop("owner", None) or make_user(name="Olga Owner"),
        "checker": given.pop("checker", None) or make_user(name="Chet Checker"),
        "due_on": at.date() + timedelta(days=days),
        "check_on": at.date() + timedelta(days=check_days),
        "check_how": "The next ten approvals bear two signatures.",
        **given,
    }
    return actions.open_remedy(finding, actor=actor, at=at, **terms)


def fresh(record):
    """Return the record as the next request reads it."""
    return type(record).objects.get(pk=record.pk)


def make_audit(*, actor=None, at=NOW, **given) -> Audit:
    """Plan the audit of June and July 2026."""
    actor = actor or make_user(Officer)
    terms = {
        "title": "Decisions of the summer",
        "from_on": date(2026, 6, 1),
        "to_on": date(2026, 7, 20),
        "size": 3,
        "least": 1,
        "lead": actor,
        "report_on": date(2026, 9, 30),
        **given,
    }
    return actions.plan_audit(actor=actor, at=at, **terms)


def make_drawn_audit(*, cases=5, actor=None, at=NOW, **given) -> Audit:
    """Draw the sample of an audit of so many cases that were recorded at once, a month later."""
    from tests.factories.licensing import FREE, make_case

    actor = actor or make_user(Officer)
    for _ in range(cases):
        make_case(item=FREE, at=at)
    audit = make_audit(actor=actor, at=at, **given)
    actions.draw_sample(audit, actor=actor, at=at + timedelta(days=31))
    return fresh(audit)
