"""Files that go with a version of a course: templates, checklists, slides. They are as immutable as the version."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.core import attachments
from portal.core.errors import Conflict
from portal.core.models import Attachment
from training import policies
from training.models import CourseVersion
from training.states import VersionState

KIND = "material"


@transaction.atomic
def attach(version: CourseVersion, *, upload: Any, actor: Any, at: datetime) -> Attachment:
    """
    Add a file to a draft.

    :raises Denied: if the actor does not manage training
    :raises Conflict: if the version is published
    :raises Invalid: if the file is empty, too large or of a kind that is not taken; field ``file``
    """
    _draft(version, actor)
    return attachments.store(upload, subject=version, kind=KIND, actor=actor, at=at)


@transaction.atomic
def detach(version: CourseVersion, *, file: Attachment, actor: Any, at: datetime) -> None:
    """
    Take a file away from a draft.

    :raises Denied: if the actor does not manage training
    :raises Conflict: if the version is published
    """
    attachments.remove(file, actor=actor, at=at, may=lambda: _draft(version, actor))


def _draft(version: CourseVersion, actor: Any) -> None:
    policies.may_manage(actor, version)
    if not CourseVersion.objects.filter(pk=version.pk, state=VersionState.DRAFT).exists():
        raise Conflict(f"{version} is published, so it cannot change. Draft a new version.")
