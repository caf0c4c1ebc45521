"""
Take in completions from elsewhere: stage every row, mend what is faulty, say what an outside course is, record.

Nothing counts before it is recorded, and the same file taken in twice records nothing twice.
"""

import hashlib
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.core.words import as_day
from training import policies, reading
from training.actions.reminders import stop_reminding
from training.codes import new_code
from training.models import Completion, Course, CourseVersion, ImportBatch, OutsideCourse, OutsideRow, Reminder
from training.states import RowState
from training.validity import last_day

CHUNK = 1000
OPEN = (RowState.READY, RowState.UNMAPPED, RowState.FAULTY)


@transaction.atomic
def stage(upload: Any, *, actor: User, at: datetime) -> ImportBatch:
    """
    Read a file and keep its rows for looking at. This will record nothing yet.

    :raises Denied: if the actor neither manages training nor champions a unit
    :raises Invalid: if the file is not usable, and then nothing of it is kept; field ``file``
    """
    policies.may_import(actor, None)
    batch = ImportBatch.objects.create(
        name=Path(upload.name or "file").name[:200], digest=_digest(upload), uploaded_by=actor, uploaded_at=at
    )
    desk = _Desk(actor, as_day(at))
    pending: list[OutsideRow] = []
    for line, given in reading.rows(upload):
        row = OutsideRow(batch=batch, line=line, **desk.texts(given))
        desk.judge(row)
        pending.append(row)
        if len(pending) == CHUNK:
            _keep(pending)
            pending = []
    _keep(pending)
    record_event("training.import.staged", batch, actor=actor, at=at, digest=batch.digest)
    return batch


@transaction.atomic
def mend(
    row: OutsideRow,
    *,
    who: str,
    completed_text: str,
    actor: User,
    at: datetime,
    expires_text: str = "",
    score_text: str = "",
) -> None:
    """
    Correct one row by hand and judge it anew.

    :raises Denied: if the file is somebody else's
    :raises Conflict: if the row is recorded already
    """
    _own(row.batch, actor)
    if row.state == RowState.RECORDED:
        raise Conflict("This row is recorded already.")
    row.who, row.completed_text = who.strip(), completed_text.strip()
    row.expires_text, row.score_text = expires_text.strip(), score_text.strip()
    _Desk(actor, as_day(at)).judge(row)
    row.save()
    record_event("training.import.row_mended", row.batch, actor=actor, at=at, line=row.line, state=row.state)


@transaction.atomic
def map_course(outside: OutsideCourse, *, course: Course | None, actor: User, at: datetime) -> None:
    """
    Say which of our courses an outside one is, or that it is none. Rows that waited for it move on.

    :raises Denied: if the actor does not manage training
    """
    policies.may_manage(actor, None)
    outside.course, outside.ignored = course, course is None
    outside.save(update_fields=["course", "ignored"])
    waiting = OutsideRow.objects.filter(outside_course=outside, state=RowState.UNMAPPED)
    if course is None:
        waiting.update(state=RowState.DROPPED, problem="This course is none of ours.")
    else:
        desk = _Desk(actor, as_day(at))
        for row in waiting.select_related("batch__uploaded_by", "outside_course").iterator(chunk_size=CHUNK):
            row.outside_course = outside
            desk.for_uploader(row.batch.uploaded_by).judge(row)
            row.save(update_fields=["state", "problem", "person", "score", "completed_on", "expires_on"])
    record_event(
        "training.outside_course.mapped", outside, actor=actor, at=at, course=course.code if course else "none"
    )


@transaction.atomic
def record(batch: ImportBatch, *, actor: User, at: datetime) -> int:
    """
    Record the rows that are ready; return how many. Rows that are not wait, and can be recorded later.

    :raises Denied: if the file is somebody else's
    :raises Conflict: if nothing is ready, or a colleague records the same completions at this moment
    """
    _own(batch, actor)
    ready = batch.rows.filter(state=RowState.READY).select_related("outside_course__course").order_by("line")
    recorded, done = 0, set()
    try:
        with transaction.atomic():
            while chunk := list(ready[:CHUNK]):
                recorded += _record(chunk, actor=actor)
                done |= {(row.person_id, row.outside_course.course_id) for row in chunk if row.outside_course}
    except IntegrityError:
        raise Conflict("Someone else has just recorded some of these completions. Try again.") from None
    if not done:
        raise Conflict("No row is ready.")
    ImportBatch.objects.filter(pk=batch.pk).update(recorded_at=at)
    batch.recorded_at = at
    record_event("training.import.recorded", batch, actor=actor, at=at, digest=batch.digest, completions=recorded)
    _stop_reminding(done, at)
    return recorded


@transaction.atomic
def set_aside(row: OutsideRow, *, actor: User, at: datetime) -> None:
    """
    Leave a row out.

    :raises Denied: if the file is somebody else's
    :raises Conflict: if the row is recorded already
    """
    _own(row.batch, actor)
    if not OutsideRow.objects.filter(pk=row.pk, state__in=OPEN).update(
        state=RowState.DROPPED, problem="Set aside by hand."
    ):
        raise Conflict("This row is settled already.")
    row.state = RowState.DROPPED
    record_event("training.import.row_set_aside", row.batch, actor=actor, at=at, line=row.line)


class _Desk:
    """Judges rows: who is it, which course, is the date one, is it on record already."""

    def __init__(self, actor: User, on: date):
        self.actor, self.on = actor, on
        self.keys: set[str] = set()
        self.outside: dict[tuple[str, str], OutsideCourse] = {}
        self.led: dict[int, set[int] | None] = {}

    @cached_property
    def people(self) -> dict[str, int]:
        """Everybody by user name and by address."""
        found: dict[str, int] = {}
        for key, username, email in User.objects.values_list("pk", "username", "email").iterator(chunk_size=5000):
            found[email.casefold()] = key
            found[username.casefold()] = key
        return found

    @cached_property
    def recorded(self) -> set[str]:
        """What is on record from elsewhere."""
        known = Completion.objects.filter(origin=Completion.Origin.OUTSIDE)
        return set(known.values_list("origin_key", flat=True).iterator(chunk_size=5000))

    def for_uploader(self, actor: User) -> "_Desk":
        """Judge for the person who brought the file."""
        self.actor = actor
        return self

    def texts(self, given: dict[str, str]) -> dict[str, Any]:
        """Return the fields of a row as the file gives them."""
        return {
            "who": self._who(given)[:254],
            "outside_course": self._outside(given),
            **{name: given.get(name, "") for name in TEXTS},
        }

    def _who(self, given: dict[str, str]) -> str:
        """Prefer the user name, unless only the address is known here."""
        username, email = given.get("username", ""), given.get("email", "")
        known_by_address = username.casefold() not in self.people and email.casefold() in self.people
        return email if known_by_address else username or email

    def judge(self, row: OutsideRow) -> None:
        """Set the row's state, and what is wrong with it."""
        row.person_id = self.people.get(row.who.casefold())
        row.completed_on = reading.day_of(row.completed_text)
        row.expires_on = reading.day_of(row.expires_text) if row.expires_text else None
        row.score = reading.percent_of(row.score_text) if row.score_text else None
        row.state, row.problem = self._state(row)

    def _state(self, row: OutsideRow) -> tuple[str, str]:
        faults = [
            (not row.who, "Nobody is named."),
            (row.person_id is None, f"Nobody here has the user name or address “{row.who}”."),
            (row.person_id == self.actor.pk, "Somebody else records your own completions."),
            (not self._may_record(row.person_id), "This person is in no unit of yours."),
            (row.completed_on is None, f"“{row.completed_text}” is no day. Write it like 2026-05-31."),
            (row.completed_on and row.completed_on > self.on, "It lies in the future."),
            (row.expires_text and row.expires_on is None, f"“{row.expires_text}” is no day. Write it like 2026-05-31."),
            (
                row.expires_on and row.completed_on and row.expires_on < row.completed_on,
                "It lapses before it was completed.",
            ),
            (row.score_text and row.score is None, f"“{row.score_text}” is no score from 0 to 100."),
        ]
        fault = next((words for applies, words in faults if applies), "")
        if fault:
            return RowState.FAULTY, fault
        passing = reading.percent_of(row.passing_text) if row.passing_text else None
        if passing is not None and row.score is not None and row.score < passing:
            return RowState.DROPPED, "Below the passing score, so nothing was completed."
        if row.outside_course is None or row.outside_course.ignored:
            return RowState.DROPPED, "This course is none of ours."
        if row.outside_course.course_id is None:
            return RowState.UNMAPPED, ""
        key = _key_of(row)
        if key in self.recorded or key in self.keys:
            return RowState.REPEATED, ""
        self.keys.add(key)
        return RowState.READY, ""

    def _may_record(self, person: int | None) -> bool:
        if self.actor.pk not in self.led:
            everybody = policies.may_manage.allows(self.actor, None)
            led = None if everybody else set(policies.led_by(self.actor, self.on).values_list("pk", flat=True))
            self.led[self.actor.pk] = led
        allowed = self.led[self.actor.pk]
        return allowed is None or person is None or person in allowed

    def _outside(self, given: dict[str, str]) -> OutsideCourse:
        key = (given.get("group_id", "")[:40], given.get("stage_number", "")[:20])
        if key not in self.outside:
            self.outside[key] = OutsideCourse.objects.get_or_create(
                provider="citi",
                group_id=key[0],
                stage_number=key[1],
                defaults={"group": given.get("group", ""), "stage": given.get("stage", "")[:100]},
            )[0]
        return self.outside[key]


TEXTS = ("score_text", "passing_text", "completed_text", "expires_text", "record_number")


def _key_of(row: OutsideRow) -> str:
    """Return what makes a completion from elsewhere the same when it comes again."""
    outside = row.outside_course
    about = (outside.provider, outside.group_id, outside.stage_number) if outside else ()
    parts = [*about, str(row.person_id), str(row.completed_on), row.record_number]
    return f"{parts[0]}.{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:40]}"


def _record(chunk: list[OutsideRow], *, actor: User) -> int:
    keys = {row.pk: _key_of(row) for row in chunk}
    known = set(Completion.objects.filter(origin_key__in=keys.values()).values_list("origin_key", flat=True))
    terms = dict(CourseVersion.objects.published().order_by("number").values_list("course", "valid_months"))
    fresh: dict[str, Completion] = {}
    for row in chunk:
        key = keys[row.pk]
        if key not in known and key not in fresh:
            fresh[key] = _completion(row, key, terms, actor)
    Completion.objects.bulk_create(fresh.values())
    for row in chunk:
        row.completion = fresh.get(keys[row.pk])
        row.state = RowState.RECORDED if row.completion else RowState.REPEATED
    # An upsert: bulk_update would build one CASE of a thousand branches for each column, at five times the cost.
    OutsideRow.objects.bulk_create(
        chunk, update_conflicts=True, unique_fields=["id"], update_fields=["state", "completion"]
    )
    return len(fresh)


def _completion(row: Any, key: str, terms: dict[int, int | None], actor: User) -> Completion:
    """Make the completion of a row that was judged ready, so it has a person, a course and a day."""
    course = row.outside_course.course_id
    noon = datetime.combine(row.completed_on, time(12), tzinfo=timezone.get_default_timezone())
    return Completion(
        person_id=row.person_id,
        course_id=course,
        origin=Completion.Origin.OUTSIDE,
        origin_key=key,
        score=row.score,
        completed_at=noon,
        completed_on=row.completed_on,
        expires_on=row.expires_on or last_day(row.completed_on, terms.get(course)),
        code=new_code(),
        recorded_by=actor,
    )


def _stop_reminding(done: set[tuple[int | None, int | None]], at: datetime) -> None:
    people = User.objects.in_bulk({person for person, _ in done if person})
    courses = Course.objects.in_bulk({course for _, course in done if course})
    told = set(Reminder.objects.filter(person__in=people).values_list("person", flat=True).distinct())
    for person, course in done:
        if person in told and course in courses:
            stop_reminding(people[person], courses[course], at=at)


def _keep(rows: list[OutsideRow]) -> None:
    OutsideRow.objects.bulk_create(rows, batch_size=CHUNK)


def _own(batch: ImportBatch, actor: User) -> None:
    policies.may_keep_import(actor, batch)


def _digest(upload: Any) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    while piece := upload.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
