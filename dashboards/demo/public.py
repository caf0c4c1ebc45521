"""The public side of the institute: guidance with a second version, remarks, a consultation."""

from datetime import datetime, timedelta
from random import Random

from compliance.licensing.models import Case
from compliance.licensing.states import CLOSED
from dashboards.demo.people import People
from dashboards.feedback import actions as feedback
from dashboards.feedback.models import Feedback
from dashboards.feedback.states import Helped, Theme
from dashboards.guidance import actions as guidance
from dashboards.guidance import shipped
from dashboards.guidance.models import GuidancePage, PageVersion
from portal.core.words import as_day

REMARKS = (
    ("/guidance/travelling/", "partly", "What about a borrowed laptop?", Theme.MISSING),
    ("/guidance/what-is-controlled/", "yes", "First time that I understood the two figures.", Theme.PRAISE),
    ("/guidance/how-long-it-takes/", "no", "Fifteen days are long when a visa waits.", Theme.WAITING),
    ("/check/", "partly", "I did not know what source code of 5D002 is.", Theme.WORDS),
    ("", "yes", "The officer told me what she needed in one go.", Theme.PRAISE),
    ("", "partly", "I was asked the same thing twice.", Theme.WAITING),
)
COMMENTS = (
    ("Say what happens to a phone that is taken at a border.", "We add a line about it. Thank you.", Theme.MISSING),
    ("Could the list be shorter? Nobody packs with a page open.", "It is shorter now, seven points.", Theme.WORDS),
)


def make(staff: People, random: Random, *, at: datetime, until: datetime) -> None:
    """Publish the guidance, let people say what they think, put one draft to everybody."""
    shipped.load(at=at)
    _second_version(staff, at=at + timedelta(days=200))
    _remarks(random, at=at + timedelta(days=210), until=until)
    _closed_cases(random, until=until)
    _consultation(staff, at=until - timedelta(days=9))


def _second_version(staff: People, *, at: datetime) -> None:
    page = GuidancePage.objects.get(slug="questions")
    before = page.versions.published().get()
    more = "\n\n# Is my question too small?\n\nNo. A short answer costs a minute, a wrong guess can cost a project."
    version = guidance.write(
        page,
        title=before.title,
        summary=before.summary,
        body=before.body + more,
        sources=before.sources,
        reason="A question that several people asked in the remarks.",
        actor=staff.officers[0],
        at=at,
    )
    guidance.submit(version, actor=staff.officers[0], at=at + timedelta(hours=1))
    guidance.publish(version, actor=staff.official, at=at + timedelta(days=1))


def _remarks(random: Random, *, at: datetime, until: datetime) -> None:
    days = max((until - at).days, 1)
    for number in range(90):
        about, helped, words, _ = REMARKS[number % 4]
        said = helped if number % 3 else random.choice(Helped.values)
        moment = at + timedelta(days=random.randrange(days))
        feedback.say(about=about, helped=said, words=words if number < 4 else "", at=moment)


def _closed_cases(random: Random, *, until: datetime) -> None:
    closed = (
        Case.objects.filter(state__in=CLOSED, submitted_at__isnull=False).select_related("applicant").order_by("pk")
    )
    for number, case in enumerate(closed[:40]):
        at = min((case.decided_at or case.state_since) + timedelta(days=1), until)
        words = REMARKS[4 + number % 2][2] if number < 2 else ""
        feedback.rate(
            case, helped=random.choice(["yes", "yes", "partly", "no"]), words=words, actor=case.applicant, at=at
        )


def _consultation(staff: People, *, at: datetime) -> None:
    page = GuidancePage.objects.get(slug="travelling")
    before = page.versions.published().get()
    version = guidance.write(
        page,
        title=before.title,
        summary=before.summary,
        body=before.body + "\n\n# A phone counts too\n\nA phone with unpublished data is a device with data.",
        sources=before.sources,
        reason="Phones were missing.",
        actor=staff.officers[1],
        at=at,
    )
    guidance.submit(version, actor=staff.officers[1], at=at + timedelta(hours=1))
    version = PageVersion.objects.get(pk=version.pk)
    consultation = feedback.consult(
        version,
        question="Is this list short enough to pack by, and is anything missing?",
        closes_on=as_day(at + timedelta(days=30)),
        actor=staff.official,
        at=at + timedelta(hours=2),
    )
    for number, (words, response, theme) in enumerate(COMMENTS):
        said = feedback.comment(consultation, words=words, name="", at=at + timedelta(days=1 + number))
        feedback.answer(
            said,
            response=response,
            theme=theme,
            publish=True,
            actor=staff.officers[0],
            at=at + timedelta(days=3 + number),
        )
    feedback.comment(consultation, words="Add what to do at customs.", at=at + timedelta(days=6))
    for remark in Feedback.objects.exclude(words="").order_by("pk")[:4]:
        theme = next(each[3] for each in REMARKS if each[2] == remark.words)
        feedback.sort(remark, theme=theme, actor=staff.officers[0], at=at + timedelta(days=5))
