"""
Eighteen months at the institute, in the order of the calendar.

Every case is a generator that says when it goes on. A queue wakes whichever is next,
so that reviews, meetings and lists happen in the order in which they would have.
"""

import heapq
import itertools
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from compliance.council.models import Council
from compliance.enduse import actions as enduse
from compliance.enduse.models import Verification
from compliance.enduse.states import AWAITED, Finding, Method
from compliance.licensing.actions import decisions, requests, reviews, submission
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Case, InformationRequest
from compliance.licensing.states import CaseState, Outcome, Tier, Verdict
from compliance.parties import actions as parties
from compliance.parties.models import Party
from compliance.screening import queries as screening
from compliance.screening.actions import hits
from compliance.screening.workflow import HIT
from dashboards.demo import agency, drafts
from dashboards.demo.advice import advise
from dashboards.demo.numbers import number_of
from dashboards.demo.people import People
from dashboards.demo.stories import LISTED, LISTED_NAMES, PERSON, STORIES, Story
from portal.core.calendar import WorkingCalendar, institution_calendar
from portal.core.words import as_day

Life = Generator[datetime, None, None]
PATIENCE = 30  # working days after which the office goes on without an answer
CIRCLE = 3  # partners of one researcher
RUSH, RUSH_DAYS = 0.1, 12  # the share of all cases that the last days bring


@dataclass
class World:
    """Everything a story needs."""

    people: People
    partners: list[Party]
    guests: list[Party]
    council: Council
    random: Random
    calendar: WorkingCalendar
    until: datetime
    shown: set[tuple[int, int]] = field(default_factory=set)  # party and person

    def later(self, at: datetime, days: float) -> datetime:
        """Return a moment in office hours so many working days later."""
        day = self.calendar.add_working_days(as_day(at), max(int(days), 0)) if days >= 1 else as_day(at)
        moment = datetime(day.year, day.month, day.day, 14, tzinfo=UTC) + timedelta(minutes=self.random.randint(0, 300))
        return max(moment, at + timedelta(minutes=self.random.randint(5, 90)))

    def days(self, mean: float) -> int:
        """Return how many working days something takes: mostly few, now and then many, as in a real office."""
        return round(self.random.expovariate(1 / mean))


def run(lives: list[tuple[datetime, Life]], *, until: datetime) -> None:
    """Wake each life when its moment has come, until the story ends today."""
    order = itertools.count()
    queue = [(at, next(order), life) for at, life in lives]
    heapq.heapify(queue)
    while queue:
        at, _, life = heapq.heappop(queue)
        if at >= until:
            life.close()
            continue
        following = next(life, None)
        if following is not None:
            heapq.heappush(queue, (following, next(order), life))


def cases(world: World, *, count: int, first: date) -> list[tuple[datetime, Life]]:
    """Return the lives of so many cases, begun between the first day and today."""
    kinds = [story for story in STORIES for _ in range(story.weight)]
    made = []
    for number, day in enumerate(_days(count, first=first, last=as_day(world.until))):
        at = world.later(datetime(day.year, day.month, day.day, tzinfo=UTC), 1)
        made.append((at, _case(world, world.random.choice(kinds), number=number, at=at)))
    return made


def _days(count: int, *, first: date, last: date) -> Iterator[date]:
    """Yield the days on which so many cases come: evenly over the time, then a rush before a call closes."""
    rush = last - timedelta(days=RUSH_DAYS)
    hurried = round(count * RUSH)
    for begun, ended, many in ((first, rush, count - hurried), (rush, last, hurried)):
        for place in range(many):
            yield begun + (ended - begun) * place // many


def _case(world: World, story: Story, *, number: int, at: datetime) -> Life:
    random, people = world.random, world.people
    applicant = random.choice(people.researchers)
    party, role = _counterpart(world, story, applicant, number)
    yield at
    home = random.choice(world.partners) if role == "visitor" else None
    for each in filter(None, (party, home)):
        if (each.pk, applicant.pk) not in world.shown:
            parties.show_party(each, to=applicant, actor=people.officers[0], at=at)
            world.shown.add((each.pk, applicant.pk))
    case = drafts.write(story, applicant=applicant, party=party, role=role, home=home, random=random, at=at)
    if number % 23 == 5:
        return  # a draft that nobody finished
    at = world.later(at, random.choice([0, 0, 1, 2]))
    yield at
    submission.submit(case, actor=applicant, at=at, attested=True)
    submission.check(case, at=at + timedelta(minutes=2))
    if case.tier and case.state == CaseState.OFFICER_REVIEW:
        yield from _review(world, case, story, number=number, at=at + timedelta(minutes=3))


def _counterpart(world: World, story: Story, applicant: Any, number: int) -> tuple[Party, str]:
    random, officer = world.random, world.people.officers[0]
    roles = {"host": "visitor"}
    if story.party == PERSON:
        return random.choice(world.guests), "visitor"
    if story.party == LISTED:
        name, country = LISTED_NAMES[number % len(LISTED_NAMES)]
        found = Party.objects.filter(name=name).first()
        at = world.until - timedelta(days=600)
        return found or parties.register_party(
            name, kind="organisation", country=country, actor=officer, at=at
        ), roles.get(story.activity, "recipient")
    fitting = [party for party in world.partners if not story.countries or party.country in story.countries]
    known = fitting or world.partners  # everybody works with the same few again and again
    place = world.people.researchers.index(applicant) * CIRCLE + random.randrange(CIRCLE)
    return known[place % len(known)], roles.get(story.activity, "recipient")


def _review(world: World, case: Case, story: Story, *, number: int, at: datetime) -> Life:
    random, people = world.random, world.people
    officer = random.choice(people.officers)
    at = world.later(at, world.days(2.5))
    yield at
    case.refresh_from_db()
    reviews.assign([case], officer=officer, actor=officer, at=at)
    if number % 31 == 7:
        submission.withdraw(case, actor=case.applicant, at=at, reason="The visit was called off.")
        return
    if number % 37 == 11:
        reviews.send_back(
            case, reason="Say which of the two devices is meant, and hand it in again.", actor=officer, at=at
        )
        return
    if number % 4 == 1:
        at = yield from _question(world, case, officer, at=at, silent=number % 20 == 1)
        if at is None:
            return
    at = yield from _settle_hits(world, case, officer, at=at)
    _determine(case, story, officer, at=at)
    at = world.later(at, world.days(3))
    yield at
    case.refresh_from_db()
    if (case.tier or 0) >= Tier.SECOND:
        at = yield from _second(world, case, officer, at=at, refuse=number % 12 == 9)
        if at is None:
            return
    _decide(case, officer, refuse=number % 12 == 9, at=at)
    at = yield from agency.apply(case, officer, number=number, at=at, random=random)
    yield from _afterwards(world, case, officer, at=at)


def _question(world: World, case: Case, officer: Any, *, at: datetime, silent: bool) -> Generator[datetime, None, Any]:
    asked = requests.ask(
        case,
        question="Which laboratory of the partner will hold it, and who there answers for it?",
        due_on=world.calendar.add_working_days(as_day(at), 10),
        actor=officer,
        at=at,
    )
    at = world.later(at, world.random.choice([1, 2, 3, 5, 8]))
    yield at
    if silent:
        at = world.later(at, PATIENCE)
        yield at
        _give_up(asked, officer, at=at)
        return None
    request = InformationRequest.objects.select_related("case").get(pk=asked.pk)
    text = "The cryogenics hall in the main building; the head of the group answers for it."
    requests.answer(request, text=text, actor=case.applicant, at=at)
    at = world.later(at, 1)
    yield at
    case.refresh_from_db()
    return at


def _give_up(asked: InformationRequest, officer: Any, *, at: datetime) -> None:
    request = InformationRequest.objects.select_related("case__applicant").get(pk=asked.pk)
    requests.close(request, reason="Three reminders brought no answer.", actor=officer, at=at)
    case = Case.objects.get(pk=request.case_id)
    reviews.send_back(case, reason="Hand it in again when you know where it will stand.", actor=officer, at=at)


def _settle_hits(world: World, case: Case, officer: Any, *, at: datetime) -> Generator[datetime, None, Any]:
    found = list(screening.open_hits([part.party for part in case.parties.select_related("party")], at))
    if not found:
        return at
    at = world.later(at, PATIENCE if number_of(case) % 2 else 1)
    yield at
    for hit in found:
        _clear(world, hit, officer, at=at)
    submission.check_again(case, actor=officer, at=at)
    case.refresh_from_db()
    return at


def _clear(world: World, hit: Any, officer: Any, *, at: datetime) -> None:
    reason = "Another field of work, another town and no common name parts."
    if HIT.moves["propose_clearing"].policy.allows(officer, hit) and hit.band == "strong":
        hits.adjudicate(hit, "propose_clearing", reason=reason, actor=officer, at=at)
        reviewer = next(each for each in world.people.reviewers if each != officer)
        hits.adjudicate(hit, "confirm_clearing", reason="I see it the same way.", actor=reviewer, at=at)
    else:
        hits.adjudicate(hit, "clear", reason=reason, actor=officer, at=at)


def _determine(case: Case, story: Story, officer: Any, *, at: datetime) -> None:
    for transfer in case.transfers.filter(outcome=Outcome.NEEDS_PERSON):
        for standing in transfer.determinations.standing().filter(outcome=Outcome.NEEDS_PERSON):
            reviews.determine(
                transfer,
                regime=standing.regime,
                outcome=story.determined_as or Outcome.NO_LICENCE,
                reasons="Checked against the entry's text with the group; it stays below every listed figure.",
                permitted_by="15 CFR 734.3",
                actor=officer,
                at=at,
            )


def _second(world: World, case: Case, officer: Any, *, at: datetime, refuse: bool) -> Generator[datetime, None, Any]:
    verdict = Verdict.REFUSE if refuse else Verdict.CONDITIONS
    reviews.recommend(
        case,
        verdict=verdict,
        reasons="The use is civil and the partner known."
        if not refuse
        else "The end use stays unclear after two questions.",
        conditions="" if refuse else "No transfer to third parties without our consent.",
        actor=officer,
        at=at,
    )
    at = world.later(at, world.days(2.5))
    yield at
    case.refresh_from_db()
    reviewer = next(each for each in world.people.reviewers if each != officer)
    reviews.give_second_review(case, agrees=True, reasons="I agree with the recommendation.", actor=reviewer, at=at)
    if case.state == CaseState.COUNCIL_REVIEW:
        at = yield from advise(world, case, refuse=refuse, at=at)
        if at is None:
            return None
        reviews.take_up_advice(case, actor=officer, at=at)
    at = world.later(at, 1)
    yield at
    case.refresh_from_db()
    return at


def _decide(case: Case, officer: Any, *, refuse: bool, at: datetime) -> None:
    if refuse:
        decisions.decide(
            case, verdict=Verdict.REFUSE, reasons="The end use could not be established.", actor=officer, at=at
        )
        return
    needs_licence = case.transfers.filter(outcome=Outcome.LICENCE).exists()
    terms = Terms() if needs_licence else Terms(valid_from=as_day(at), valid_to=as_day(at) + timedelta(days=365))
    conditional = (case.tier or 0) >= Tier.SECOND
    decisions.decide(
        case,
        verdict=Verdict.CONDITIONS if conditional else Verdict.APPROVE,
        reasons="Permitted for the use described; the partner is known and the use is civil.",
        conditions=[Obligation("Nothing is passed on to third parties without our consent.")] if conditional else (),
        terms=terms,
        actor=officer,
        at=at,
    )


def _afterwards(world: World, case: Case, officer: Any, *, at: datetime) -> Life:
    """Live through the verifications that follow from the authorisations, as long as there are any."""
    while True:
        due = Verification.objects.filter(authorisation__case=case, state__in=AWAITED).order_by("due_on").first()
        if due is None:
            return
        day = due.due_on - timedelta(days=world.random.randint(1, 25))
        at = max(world.later(datetime(day.year, day.month, day.day, tzinfo=UTC), 1), at + timedelta(days=1))
        yield at
        if world.random.random() < 0.08:
            return  # forgotten: it stays overdue
        enduse.attest(
            due,
            statement="Used for the joint measurements as described; nothing was passed on.",
            actor=case.applicant,
            at=at,
        )
        at = world.later(at, 2)
        yield at
        due.refresh_from_db()
        trouble = world.random.random() < 0.06
        enduse.record(
            due,
            method=world.random.choice([Method.ATTESTATION, Method.VIDEO, Method.PUBLICATIONS]),
            carried_out_on=as_day(at),
            finding=Finding.DISCREPANCY if trouble else Finding.AS_APPROVED,
            account="Looked at the set-up by video and at the two publications since.",
            follow_up="The partner returns the second device by the end of the month; we check then."
            if trouble
            else "",
            actor=officer,
            at=at,
        )


def world_of(people: People, partners: list[Party], guests: list[Party], council: Council, **given: Any) -> World:
    """Put a world together with the institution's calendar."""
    return World(people, partners, guests, council, calendar=institution_calendar(), **given)
