"""SCORM packages: take one in as a draft, and keep what it reports about an attempt."""

import hashlib
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core import attachments
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from training import packages, policies
from training.actions.attempts import close
from training.actions.courses import open_course
from training.models import Attempt, Completion, Course, CourseVersion, ScormPackage, ScormTrack
from training.states import LessonStatus, VersionState

KIND = "scorm"
PASS_MARK = 80
MOST_SUSPENDED = 64_000
SPAN = re.compile(r"(\d{2,4}):([0-5]?\d):([0-5]?\d)(\.\d{1,2})?")


@transaction.atomic
def take_package(
    upload: Any,
    *,
    code: str,
    title: str,
    minutes: int,
    actor: Any,
    at: datetime,
    valid_months: int | None = None,
    pass_mark: int | None = None,
    language: str = "en",
) -> CourseVersion:
    """
    Take in a SCORM 1.2 package as a draft. This will open the course if its code is new.

    The pass mark is the one that is given, or else the package's own, or else 80 per cent.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if the package is damaged, unsafe or no SCORM 1.2, and then nothing of it is kept; field ``file``
    """
    policies.may_manage(actor, None)
    package = packages.read(upload)
    manifest = package.manifest
    title = title.strip() or manifest.title
    if not title:
        raise Invalid("The package has no title. Give it one.", field="title")
    course = Course.objects.filter(code=code).first() or open_course(code, title=title, actor=actor, at=at)
    digest = _digest(upload)
    version = _draft(
        course,
        language,
        actor=actor,
        at=at,
        title=title,
        minutes=minutes,
        pass_mark=pass_mark or manifest.mastery or PASS_MARK,
        valid_months=valid_months,
        source=f"SCORM 1.2 package {manifest.identifier}, SHA-256 {digest}",
        digest=digest,
    )
    kept = ScormPackage.objects.create(
        version=version,
        identifier=manifest.identifier,
        entry=manifest.entry,
        launch_data=manifest.launch_data,
        file_count=len(package.entries),
        unpacked_bytes=package.unpacked_bytes,
    )
    for path, content_type, content in package.files():
        attachments.keep_part(
            content, path=path, content_type=content_type, subject=kept, kind=KIND, actor=actor, at=at
        )
    record_event("training.package.taken", version, actor=actor, at=at, digest=digest, files=len(package.entries))
    return version


@transaction.atomic
def report(attempt: Attempt, *, values: dict[str, Any], actor: User, at: datetime, last: bool = False) -> ScormTrack:
    """
    Keep what a package reports: how far, which score, where to go on. A status of passed or completed finishes.

    ``last`` says that the package has closed itself; only then does "failed" finish the attempt.

    :raises Denied: if it is somebody else's attempt
    :raises Conflict: if the attempt is finished, or its version is no package
    :raises Invalid: if a value is none that SCORM 1.2 knows
    """
    policies.may_answer(actor, attempt)
    if not hasattr(attempt.version, "package"):
        raise Conflict("This course has no package.")
    if attempt.finished_at is not None:
        raise Conflict("This attempt is finished.")
    changes = _checked(values)
    track, _ = ScormTrack.objects.get_or_create(attempt=attempt)
    changes["seconds"] = track.seconds + changes.pop("session_seconds", 0)
    for name, value in {**changes, "reported_at": at}.items():
        setattr(track, name, value)
    track.save()
    _finish(attempt, track, at=at, last=last)
    return track


def _finish(attempt: Attempt, track: ScormTrack, *, at: datetime, last: bool) -> Completion | None:
    """Of status and score the stricter decides: a score below the mark is not passed, whatever the package says."""
    status, mark = track.lesson_status, attempt.version.pass_mark
    if status not in {LessonStatus.PASSED, LessonStatus.COMPLETED} and not (last and status == LessonStatus.FAILED):
        return None
    score = None if track.score_raw is None else int(track.score_raw)
    passed = status != LessonStatus.FAILED and (score is None or score >= mark)
    return close(attempt, score=score, passed=passed, at=at)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, given in values.items():
        text = str(given)
        if name == "cmi.core.lesson_status":
            if text not in LessonStatus.values:
                raise Invalid(f"“{text[:40]}” is no lesson status of SCORM 1.2.", field=name)
            changes["lesson_status"] = text
        elif name == "cmi.core.score.raw":
            changes["score_raw"] = _score(text)
        elif name == "cmi.core.lesson_location":
            changes["lesson_location"] = text[:255]
        elif name == "cmi.suspend_data":
            if len(text) > MOST_SUSPENDED:
                raise Invalid("The package wants to keep more than there is room for.", field=name)
            changes["suspend_data"] = text
        elif name == "cmi.core.session_time":
            changes["session_seconds"] = _seconds(text)
    return changes


def _score(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        score = Decimal(text)
    except InvalidOperation:
        score = Decimal("NaN")
    if not score.is_finite() or not 0 <= score <= 100:
        raise Invalid(f"“{text[:40]}” is no score from 0 to 100.", field="cmi.core.score.raw")
    return round(score, 2)


def _seconds(text: str) -> int:
    found = SPAN.fullmatch(text)
    if not found:
        raise Invalid(f"“{text[:40]}” is no span of time.", field="cmi.core.session_time")
    hours, minutes, seconds = (int(part) for part in found.groups()[:3])
    return min(hours * 3600 + minutes * 60 + seconds, 24 * 3600)


def _draft(course: Course, language: str, *, actor: Any, at: datetime, **facts: Any) -> CourseVersion:
    last = course.versions.filter(language=language).order_by("-number").values_list("number", flat=True).first()
    try:
        with transaction.atomic():
            return CourseVersion.objects.create(
                course=course,
                number=(last or 0) + 1,
                language=language,
                state=VersionState.DRAFT,
                state_since=at,
                drafted_by=actor,
                **facts,
            )
    except IntegrityError:
        raise Conflict("Someone else has just drafted a version. Reload to see it.") from None


def _digest(upload: Any) -> str:
    upload.seek(0)
    return hashlib.file_digest(upload, "sha256").hexdigest()
