"""How the institute learns: courses taken, a lapse here and there, a file from outside, a proposal, a table."""

import io
from datetime import date, datetime, timedelta
from typing import Any

from dashboards.demo.history import Life, World
from portal.accounts.models import User
from portal.core.errors import Conflict
from portal.core.words import as_day
from training import actions, shipped
from training.models import Course, Exercise, Question, Tabletop
from training.states import Audience, QuestionKind

TAKEN_HERE = 8
SECURITY = "research-security"


def begin(at: datetime) -> None:
    """Publish what ships with the portal, as a site does on its first day."""
    shipped.load(actor=None, at=at)


def lives(world: World, at: datetime) -> list[tuple[datetime, Life]]:
    """Return everything that happens in training, by when it begins."""
    until = world.until
    return [
        (at + timedelta(days=7), _courses(world, at + timedelta(days=7))),
        (until - timedelta(days=60), _table(world, until - timedelta(days=60))),
        (until - timedelta(days=40), _proposal(world, until - timedelta(days=40))),
        (until - timedelta(days=21), _file(world, until - timedelta(days=21))),
        (until - timedelta(days=14), _practice(world, until - timedelta(days=14))),
        (until - timedelta(days=2), _reminders(until - timedelta(days=2))),
    ]


def _courses(world: World, at: datetime) -> Life:
    """Let people complete courses: the council before its first case, the others over the year, some of them here."""
    staff, random = world.people, world.random
    yield at
    members = [*staff.council, staff.chair]
    for member in members:
        _elsewhere(member, "council-members", staff, at=at)
    others = [person for person in staff.everybody if person not in members]
    random.shuffle(others)
    for number, person in enumerate(others[: int(len(others) * 0.85)]):
        at += timedelta(days=5 if number % 2 else 2)
        yield at
        if number % 5 == 0 and number < TAKEN_HERE * 5:
            take(person, "export-control-basics", mistakes=number % 3, at=at)
        else:
            _elsewhere(person, "export-control-basics", staff, at=at)
        if number % 3 == 0:
            _elsewhere(person, "fundamental-research", staff, at=at)
    for champion in staff.champions[:4]:
        _elsewhere(champion, "for-champions", staff, at=at)


def take(person: User, code: str, *, mistakes: int, at: datetime) -> None:
    """Take a course from the first page to the last, with so many mistakes."""
    attempt = actions.begin(Course.objects.get(code=code), actor=person, at=at)
    for lesson in attempt.version.lessons.order_by("position"):
        actions.read(attempt, lesson=lesson, actor=person, at=at)
    for number, question in enumerate(attempt.version.questions.order_by("position")):
        given = _wrong(question) if number < mistakes else _right(question)
        actions.answer(attempt, question=question, given=given, actor=person, at=at + timedelta(minutes=number))
    actions.finish(attempt, actor=person, at=at + timedelta(minutes=35))


def _table(world: World, at: datetime) -> Life:
    """A tabletop exercise that was held, and one that is planned."""
    staff = world.people
    leader, table = staff.officers[0], [staff.official, staff.champions[0], staff.researchers[0], staff.administrator]
    script = Tabletop.objects.offered().get(code="open-folder")
    yield at
    session = actions.plan_session(
        script,
        title="Autumn drill: the open folder",
        planned_for=at + timedelta(days=5),
        people=table,
        actor=leader,
        at=at,
    )
    at += timedelta(days=5)
    yield at
    actions.seat(session, person=staff.champions[0], part="scribe", actor=leader, at=at)
    actions.start_session(session, actor=leader, at=at)
    for inject, (answer, who) in zip(script.injects.order_by("position"), ANSWERS, strict=False):
        at += timedelta(minutes=12)
        if inject.minute:
            actions.release(session, inject=inject, actor=leader, at=at)
        question = inject.questions.order_by("position").first()
        actions.respond(session, question=question, text=answer, actor=table[who], at=at)
    for title, detail, owner, days in IMPROVEMENTS:
        due_on = as_day(at) + timedelta(days=days)
        actions.note_improvement(
            session, title=title, detail=detail, owner=table[owner], due_on=due_on, actor=staff.champions[0], at=at
        )
    actions.end_session(session, summary=SUMMARY, actor=leader, at=at + timedelta(minutes=15))
    coming = Tabletop.objects.offered().get(code="listed-overnight")
    in_december = world.until + timedelta(days=12)
    actions.plan_session(
        coming, title="Listed overnight", planned_for=in_december, people=table, actor=leader, at=at, pace="clock"
    )


def _proposal(world: World, at: datetime) -> Life:
    """A funder's rule, and a proposal in three weeks on which not everybody is ready."""
    staff = world.people
    yield at
    course = actions.open_course(
        SECURITY, title="Research security training (NSF SECURE Center)", actor=staff.trainer, at=at
    )
    actions.require(
        "nsf-research-security", course=course, audience=Audience.FUNDER, audience_key="nsf", from_on=as_day(at),
        every_months=12, grace_days=30, ground="NSF Important Notice 149",
        actor=staff.trainer, at=at,
    )  # fmt: skip
    people = staff.researchers[:4]
    actions.enter_proposal(
        "Error-corrected memories in silicon", funder="nsf", due_on=as_day(world.until) + timedelta(days=20),
        people=people, actor=people[0], at=at,
    )  # fmt: skip
    yield at + timedelta(days=6)
    for person in people[:2]:
        _elsewhere(person, SECURITY, staff, at=at + timedelta(days=6), months=12)


def _file(world: World, at: datetime) -> Life:
    """A file of the CITI Program in which three rows are faulty and one course is not named yet."""
    staff = world.people
    people = staff.researchers[8:16]
    basics = Course.objects.get(code="export-control-basics")
    yield at
    upload = io.BytesIO(_citi([person.username for person in people], as_day(at)).encode())
    upload.name = "CITI completions.csv"
    batch = actions.stage(upload, actor=staff.trainer, at=at)
    outside: Any = batch.rows.exclude(outside_course=None).order_by("line")[0].outside_course
    actions.map_course(outside, course=basics, actor=staff.trainer, at=at)
    actions.record(batch, actor=staff.trainer, at=at)


def _practice(world: World, at: datetime) -> Life:
    """Somebody has begun a course, somebody practises on a case, a champion enrols a colleague."""
    staff = world.people
    yield at
    beginner = staff.researchers[0]
    attempt = actions.begin(Course.objects.get(code="deemed-exports"), actor=beginner, at=at)
    for lesson in attempt.version.lessons.order_by("position")[:2]:
        actions.read(attempt, lesson=lesson, actor=beginner, at=at)
    run = actions.begin_exercise(
        Exercise.objects.get(code="open-theory-visitor", retired_at=None), actor=beginner, at=at
    )
    for choice in (1, 0):
        actions.choose(run, choice=choice, actor=beginner, at=at)
    plans = Course.objects.get(code="control-plans")
    wanted = as_day(world.until) + timedelta(days=30)
    actions.enrol(
        staff.researchers[1], course=plans, actor=staff.trainer, at=at, wanted_by=wanted, note="Before the new project"
    )


def _reminders(at: datetime) -> Life:
    """The nightly reminders of the last two days."""
    while True:
        yield at
        actions.remind_everyone(at=at)
        at += timedelta(days=1)


def _elsewhere(person: User, code: str, staff: Any, *, at: datetime, months: int = 24) -> None:
    expires_on = as_day(at) + timedelta(days=365 * months // 12)
    try:
        actions.record_outside_completion(
            person,
            course=Course.objects.get(code=code),
            completed_at=at,
            expires_on=expires_on,
            key=f"demo-{code}-{person.pk}",
            actor=staff.trainer,
            at=at,
        )
    except Conflict:  # on record already
        return


def _citi(names: list[str], on: date) -> str:
    head = "Institutional Username;Group ID;Group;Stage Number;Stage;Score;Passing score;Date Completed;Gender"
    done = [f"{on - timedelta(days=3 * number)}" for number in range(len(names))]
    rows = [f"{name};141;Export Compliance;1;Basic;92;80;{day};-" for name, day in zip(names, done, strict=True)]
    rows[1] = rows[1].replace(done[1], "31/31/2026")
    rows[3] = rows[3].replace(names[3], f"{names[3]}x")
    rows[5] = rows[5].replace(";92;", ";9O;")
    return "\n".join([head, *rows, f"{names[0]};207;Undue Foreign Influence;1;Basic;88;80;{done[0]};-"])


def _right(question: Question) -> Any:
    choices = list(question.choices.order_by("position"))
    if question.kind == QuestionKind.NUMERIC:
        return str(question.number)
    if question.kind == QuestionKind.ORDERING:
        return [each.position for each in sorted(choices, key=lambda each: each.place or 0)]
    positions = [each.position for each in choices if each.correct]
    return positions[0] if question.kind == QuestionKind.SINGLE else positions


def _wrong(question: Question) -> Any:
    if question.kind == QuestionKind.NUMERIC:
        return "-1"
    if question.kind == QuestionKind.ORDERING:
        return list(reversed(_right(question)))
    position = question.choices.filter(correct=False).order_by("position").values_list("position", flat=True).first()
    return position if question.kind == QuestionKind.SINGLE else [position]


ANSWERS = (
    ("We close the folder for everybody but the six, and write down the time. Nobody deletes anything.", 3),
    ("Shut first. The snapshot is taken from the closed folder; the log is exported this afternoon.", 3),
    ("The nine files of the process flow. The other thirty-one are results that we are about to publish.", 2),
    ("A known release for one person, from the moment the download is confirmed. Both get the same letter.", 0),
    ("Do not delete, do not open, keep the laptop with you. We call at six.", 0),
    (
        "First notice as soon as possible, the full account within 180 days. Counsel watches one, the office one.",
        0,
    ),
    ("The eleven other folders, today. After that no folder under a plan moves without its owner's signature.", 3),
)
IMPROVEMENTS = (
    ("Let plan owners sign before a folder is moved", "Nobody knew who owns the migration.", 3, 45),
    ("Keep access logs of plan folders for a year", "The log would have rotated the next night.", 3, 60),
    ("Write the letter to people who were exposed by accident", "It took twenty minutes to find the words.", 0, 30),
)
SUMMARY = (
    "Containment took eight minutes, which is good. We lost half an hour over who may shut a folder. The clocks were "
    "clear to the office and to nobody else; the sheet with them belongs on the incident page."
)
