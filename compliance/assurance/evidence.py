"""
Live evidence for the elements of the programme: a figure, where it comes from, and the gap if there is one.

Each function looks at the records of a moment. A page asks each once, however many elements name it.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.urls import reverse

from compliance.assurance.checks import CHECKS
from compliance.assurance.models import Assessment, Audit, CheckPass, Finding
from compliance.assurance.retention import past as past_retention
from compliance.assurance.states import AssessmentState, AuditState, Severity
from compliance.council.models import Seat
from compliance.enduse.models import Verification
from compliance.licensing import rules
from compliance.licensing.models import Authorisation, CaseFlag, Condition, ReviewSetting
from compliance.licensing.states import STILL_LIVE, ConditionState
from compliance.remedies.models import Remedy
from compliance.remedies.states import RemedyState
from compliance.screening.basis import footing
from compliance.screening.models import Hit
from portal.accounts.models import Membership, Unit, User
from portal.accounts.roles import ROLES
from portal.core import runs
from portal.core.models import Attachment, Event
from portal.core.words import as_day
from training.models import ExerciseRun
from training.queries.gaps import gaps_among

YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence."""

    label: str
    figure: str
    url: str = ""
    gap: str = ""


Asked = Callable[[datetime], Evidence]
EVIDENCE: dict[str, Asked] = {}


def evidence(asked: Asked) -> Asked:
    """Make a function known under its name."""
    EVIDENCE[asked.__name__] = asked
    return asked


def collect(names: Iterable[str], *, at: datetime) -> dict[str, Evidence]:
    """Return each piece of evidence that is named, asked once."""
    return {name: EVIDENCE[name](at) for name in dict.fromkeys(names)}


def as_data(pieces: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Return the pieces as they are kept with an answer."""
    return [asdict(piece) for piece in pieces]


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


@evidence
def officials(_at: datetime) -> Evidence:
    """Somebody signs for the institution, and somebody else can when they are away."""
    count = User.objects.holding("EmpoweredOfficial").count()
    gap = "" if count > 1 else "Nobody signs." if not count else "Nobody signs when the one official is away."
    return Evidence("Empowered officials", _plural(count, "person", "people"), gap=gap)


@evidence
def officers(_at: datetime) -> Evidence:
    """The office has people."""
    count = User.objects.holding("Officer", "EmpoweredOfficial").count()
    gap = "" if count > 1 else "A second review needs two people."
    return Evidence("People in the export control office", _plural(count, "person", "people"), gap=gap)


@evidence
def assessment_signed(at: datetime) -> Evidence:
    """The programme was assessed within a year."""
    last = Assessment.objects.filter(state=AssessmentState.SIGNED).order_by("-signed_at").first()
    signed_at = last.signed_at if last else None
    if last is None or signed_at is None:
        return Evidence("Last self-assessment", "none", gap="No self-assessment has been signed.")
    gap = "" if at - signed_at < YEAR else "The last self-assessment is more than a year old."
    return Evidence("Last self-assessment", f"{signed_at:%-d %B %Y}", last.get_absolute_url(), gap)


@evidence
def thresholds_reviewed(at: datetime) -> Evidence:
    """Somebody looked at the thresholds of review within a year."""
    last = ReviewSetting.objects.order_by("-pk").first()
    url = reverse("licensing:rules")
    if last is None:
        return Evidence("Thresholds of review", "as shipped", url, "Nobody has looked at the thresholds yet.")
    return Evidence("Thresholds of review last changed", f"{last.valid_from:%-d %B %Y}", url)


@evidence
def open_flags(_at: datetime) -> Evidence:
    """Red flags that nobody has settled."""
    count = CaseFlag.objects.open().count()
    return Evidence("Red flags open", str(count))


@evidence
def lists_current(at: datetime) -> Evidence:
    """Every list in use is in force and fresh."""
    found = footing(at)
    figure = f"{len(found.versions)} in force"
    return Evidence("Screening lists", figure, reverse("screening:index"), found.why_not)


@evidence
def undecided_hits(at: datetime) -> Evidence:
    """Hits that nobody has decided for two weeks."""
    waiting = Hit.objects.undecided(on=as_day(at))
    old = waiting.filter(state_since__lt=at - timedelta(days=14)).count()
    gap = f"{_plural(old, 'hit waits', 'hits wait')} for more than two weeks." if old else ""
    return Evidence("Screening hits undecided", str(waiting.count()), reverse("screening:index"), gap)


@evidence
def authorisations_live(at: datetime) -> Evidence:
    """What is in force today."""
    count = Authorisation.objects.in_force(on=as_day(at)).count()
    return Evidence("Authorisations in force", str(count), reverse("licensing:authorisations"))


@evidence
def conditions_late(at: datetime) -> Evidence:
    """Conditions past their day."""
    late = Condition.objects.filter(state=ConditionState.OPEN, due_on__lt=as_day(at))
    count = late.filter(authorisation__state__in=STILL_LIVE).count()
    gap = f"{_plural(count, 'condition is', 'conditions are')} past the day." if count else ""
    return Evidence("Conditions overdue", str(count), gap=gap)


@evidence
def verifications_late(at: datetime) -> Evidence:
    """Verifications past their day."""
    count = Verification.objects.overdue(on=as_day(at)).count()
    gap = f"{_plural(count, 'verification is', 'verifications are')} past the day." if count else ""
    return Evidence("Verifications overdue", str(count), f"{reverse('enduse:index')}?overdue=true", gap)


@evidence
def log_sealed(at: datetime) -> Evidence:
    """The event log is sealed to within the hour."""
    waiting = Event.objects.filter(leaf=None, created_at__lt=at - timedelta(hours=1)).exists()
    gap = "Events of more than an hour ago are not sealed." if waiting else ""
    return Evidence("Event log", "sealed" if not waiting else "behind", reverse("log:events"), gap)


@evidence
def retention(at: datetime) -> Evidence:
    """Nothing is kept longer than it has to be."""
    count = sum(kept.count for kept in past_retention(as_day(at)))
    gap = f"{_plural(count, 'record is', 'records are')} past the day until which they are kept." if count else ""
    return Evidence("Records past their retention", str(count), gap=gap)


@evidence
def training_gaps(at: datetime) -> Evidence:
    """People who lack a course that their work asks for."""
    count = len({gap["person"] for gap in gaps_among(User.objects.active(), as_day(at))})
    gap = f"{_plural(count, 'person lacks', 'people lack')} a course." if count else ""
    return Evidence("People with a gap in training", str(count), reverse("training:index"), gap)


@evidence
def exercises_played(at: datetime) -> Evidence:
    """Exercises on made-up cases, finished within a year."""
    count = ExerciseRun.objects.filter(finished_at__gt=at - YEAR).count()
    gap = "" if count else "Nobody has practised for a year."
    return Evidence("Exercises finished within a year", str(count), reverse("training:index"), gap)


@evidence
def audits_concluded(at: datetime) -> Evidence:
    """An audit was concluded within a year."""
    count = Audit.objects.filter(state=AuditState.CONCLUDED, concluded_at__gt=at - YEAR).count()
    gap = "" if count else "No audit was concluded within a year."
    return Evidence("Audits concluded within a year", str(count), reverse("assurance:audits"), gap)


@evidence
def checks_made(at: datetime) -> Evidence:
    """Every standing check was made within two days, and none broke."""
    recent = CheckPass.objects.filter(ended_at__gt=at - timedelta(days=2), problem="")
    made = set(recent.values_list("name", flat=True)) & set(CHECKS)
    missing = len(CHECKS) - len(made)
    gap = f"{_plural(missing, 'check was', 'checks were')} not made within two days." if missing else ""
    return Evidence("Standing checks made", f"{len(made)} of {len(CHECKS)}", reverse("assurance:checks"), gap)


@evidence
def findings_open(_at: datetime) -> Evidence:
    """Findings that nobody has settled."""
    waiting = Finding.objects.unsettled()
    heavy = waiting.filter(severity=Severity.HIGH).count()
    gap = f"{_plural(heavy, 'of them weighs', 'of them weigh')} heavily." if heavy else ""
    return Evidence("Findings open", str(waiting.count()), reverse("assurance:findings"), gap)


@evidence
def remedies_late(at: datetime) -> Evidence:
    """Remedies past their day."""
    count = Remedy.objects.overdue(on=as_day(at)).count()
    gap = f"{_plural(count, 'remedy is', 'remedies are')} past the day." if count else ""
    return Evidence("Remedies overdue", str(count), f"{reverse('remedies:index')}?overdue=true", gap)


@evidence
def remedies_effective(_at: datetime) -> Evidence:
    """How many of the checked remedies helped."""
    helped = Remedy.objects.filter(state=RemedyState.EFFECTIVE).count()
    checked = helped + Remedy.objects.filter(state=RemedyState.NOT_EFFECTIVE).count()
    return Evidence("Remedies found effective", f"{helped} of {checked} checked", reverse("remedies:index"))


@evidence
def rules_published(_at: datetime) -> Evidence:
    """The rules of routing are published, each with its number and citation."""
    return Evidence("Published rules of routing", str(len(rules.RULES)), reverse("licensing:rules"))


@evidence
def timetable_kept(at: datetime) -> Evidence:
    """What has to run by itself does."""
    late = len(runs.missed(at=at))
    gap = f"{_plural(late, 'row of the timetable has', 'rows of the timetable have')} missed a slot." if late else ""
    return Evidence("What runs by itself", "as planned" if not late else "late", reverse("operations:timetable"), gap)


@evidence
def champions(at: datetime) -> Evidence:
    """Every department has a champion."""
    held = Membership.objects.on(as_day(at)).filter(role=Membership.Position.CHAMPION, user__is_active=True)
    departments = Unit.objects.filter(kind=Unit.Kind.DEPARTMENT, closed_on=None)
    served = departments.filter(memberships__in=held).distinct().count()
    whole = departments.count()
    gap = f"{_plural(whole - served, 'department has', 'departments have')} no champion." if served < whole else ""
    return Evidence("Departments with a champion", f"{served} of {whole}", gap=gap)


@evidence
def council_seated(at: datetime) -> Evidence:
    """The council has members."""
    count = Seat.objects.on(as_day(at)).count()
    gap = "" if count else "Nobody sits on the council."
    return Evidence("Seats of the council taken", str(count), reverse("council:register"), gap)


@evidence
def second_factors(_at: datetime) -> Evidence:
    """Whoever holds an office signs in with a second factor."""
    names = [name for name, role in ROLES.items() if role.second_factor]
    holders = User.objects.holding(*names)
    whole = holders.count()
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    served = holders.filter(authenticator__type__in=kinds).distinct().count()
    gap = f"{_plural(whole - served, 'person has', 'people have')} none." if served < whole else ""
    return Evidence("Holders of an office with a second factor", f"{served} of {whole}", gap=gap)


@evidence
def files_encrypted(_at: datetime) -> Evidence:
    """Files lie encrypted; there is no other way in."""
    return Evidence("Files kept, all encrypted", str(Attachment.objects.filter(removed_at=None).count()))
