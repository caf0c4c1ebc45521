"""Open courses, draft their versions, publish them, retire them, load those that ship with the portal."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import policies
from training.models import Choice, Course, CourseVersion, Lesson, Question
from training.parsing import CourseText, LessonText, QuestionText, parse
from training.states import VersionState
from training.workflow import VERSION

ENGLISH = "en"  # the language of the portal, in which courses are listed wherever there is such a version


@transaction.atomic
def open_course(code: str, *, title: str, actor: Any, at: datetime, audience: str = "") -> Course:
    """
    Open a course. This will leave it without a version, so nobody can begin it yet.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if the code is taken
    """
    policies.may_manage(actor, None)
    if Course.objects.filter(code=code).exists():
        raise Invalid(f"The code “{code}” is taken.", field="code")
    course = Course.objects.create(code=code, title=title, audience=audience)
    record_event("training.course.opened", course, actor=actor, at=at)
    return course


@transaction.atomic
def draft_version(source: str, *, actor: Any, at: datetime) -> CourseVersion:
    """
    Draft a new version from a course's text. This will open the course if its code is new.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if the text is not well-formed, with the line; field ``source``
    :raises Conflict: if a colleague drafts at the same moment
    """
    policies.may_manage(actor, None)
    text = parse(source)
    course = Course.objects.filter(code=text.code).first()
    if course is None:
        course = open_course(text.code, title=text.title, audience=text.audience, actor=actor, at=at)
    last = course.versions.filter(language=text.language).order_by("-number").values_list("number", flat=True).first()
    try:
        with transaction.atomic():
            version = CourseVersion.objects.create(
                course=course,
                number=(last or 0) + 1,
                state=VersionState.DRAFT,
                state_since=at,
                drafted_by=actor,
                **_facts(text),
            )
    except IntegrityError:
        raise Conflict("Someone else has just drafted a version. Reload to see it.") from None
    _write_steps(version, text)
    record_event("training.version.drafted", version, actor=actor, at=at, digest=text.digest)
    return version


@transaction.atomic
def revise_draft(version: CourseVersion, *, source: str, actor: Any, at: datetime) -> None:
    """
    Write a draft anew. A published version never changes.

    :raises Denied: if the actor does not manage training
    :raises Conflict: if it is published already
    :raises Invalid: if the text is not well-formed, or belongs to another course or language; field ``source``
    """
    policies.may_manage(actor, version)
    text = parse(source)
    if (text.code, text.language) != (version.course.code, version.language):
        raise Invalid("The code and the language of a draft stay as they are. Draft another instead.", field="source")
    facts = _facts(text)
    if not CourseVersion.objects.filter(pk=version.pk, state=VersionState.DRAFT).update(**facts):
        raise Conflict(f"{version} is published, so it cannot change. Draft a new version.")
    Choice.objects.filter(question__version=version).delete()
    version.questions.all().delete()
    version.lessons.all().delete()
    _write_steps(version, text)
    version.refresh_from_db()
    record_event("training.version.revised", version, actor=actor, at=at, digest=text.digest)


@transaction.atomic
def publish(version: CourseVersion, *, actor: Any, at: datetime) -> None:
    """
    Publish a draft for everybody who begins from now on. Those who have begun finish the version they began.

    :raises Denied: if the actor does not manage training
    :raises Conflict: if it is not a draft
    """
    VERSION.check(version, "publish", actor=actor)
    earlier = version.course.versions.published().filter(language=version.language)
    for each in earlier:
        VERSION.advance(each, "supersede", actor=None, at=at, by=version.number)
    CourseVersion.objects.filter(pk=version.pk).update(published_by=actor, published_at=at)
    VERSION.advance(version, "publish", actor=actor, at=at, digest=version.digest)
    version.published_by, version.published_at = actor, at
    in_english = version.course.versions.published().filter(language=ENGLISH).exists()
    title = {"title": version.title} if version.language == ENGLISH or not in_english else {}
    Course.objects.filter(pk=version.course_id).update(retired_on=None, **title)


@transaction.atomic
def retire(course: Course, *, actor: Any, at: datetime, reason: str) -> None:
    """
    Offer a course no longer. What people completed goes on counting until it lapses.

    :raises Denied: if the actor does not manage training
    :raises Conflict: if it is retired already
    """
    policies.may_manage(actor, course)
    if not Course.objects.filter(pk=course.pk, retired_on=None).update(retired_on=as_day(at)):
        raise Conflict(f"{course} is retired already.")
    course.retired_on = as_day(at)
    record_event("training.course.retired", course, actor=actor, at=at, reason=reason)


@transaction.atomic
def load_courses(folder: Path, *, actor: Any, at: datetime) -> list[CourseVersion]:
    """
    Publish the course files of a folder that say something new; return the versions made.

    A file whose text was loaded before changes nothing, and neither does one whose course the
    institution has since written anew: its own text is never replaced by ours.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if a file is not well-formed, naming the file
    """
    made = []
    for path in sorted(folder.glob("*.md")):
        try:
            text = parse(path.read_text(encoding="utf-8"))
        except (Invalid, UnicodeDecodeError) as problem:
            raise Invalid(f"{path.name}: {problem}", field="source") from None
        versions = CourseVersion.objects.filter(course__code=text.code, language=text.language)
        if versions.filter(digest=text.digest).exists() or versions.filter(drafted_by__isnull=False).exists():
            continue
        version = draft_version(text.source, actor=actor, at=at)
        publish(version, actor=actor, at=at)
        record_event("training.course.loaded", version, actor=actor, at=at, file=path.name, digest=text.digest)
        made.append(version)
    return made


def _facts(text: CourseText) -> dict[str, Any]:
    names = ("language", "title", "summary", "minutes", "pass_mark", "valid_months", "source", "digest")
    return {name: getattr(text, name) for name in names}


def _write_steps(version: CourseVersion, text: CourseText) -> None:
    for position, step in enumerate(text.steps, start=1):
        if isinstance(step, LessonText):
            Lesson.objects.create(version=version, position=position, title=step.title, body=step.body)
        else:
            _write_question(version, position, step)


def _write_question(version: CourseVersion, position: int, step: QuestionText) -> None:
    names = ("kind", "prompt", "explanation", "citation", "number", "tolerance", "unit")
    question = Question.objects.create(
        version=version, position=position, **{name: getattr(step, name) for name in names}
    )
    Choice.objects.bulk_create(
        Choice(
            question=question,
            position=number,
            place=choice.place,
            text=choice.text,
            correct=choice.correct,
            feedback=choice.feedback,
        )
        for number, choice in enumerate(step.choices, start=1)
    )
