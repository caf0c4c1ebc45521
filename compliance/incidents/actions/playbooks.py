"""Keep playbooks and the people to call; record drills."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from compliance.incidents import policies
from compliance.incidents.models import Drill, Playbook, PlaybookContact, PlaybookVersion
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from training.models import TabletopSession
from training.states import SessionState


@transaction.atomic
def open_playbook(code: str, *, title: str, nature: str, text: str, actor: Any, at: datetime) -> Playbook:
    """
    Open a playbook with its first version.

    :raises Denied: if the actor keeps no playbooks
    :raises Invalid: if the code is taken, or it has no title or no step
    """
    policies.may_keep_playbooks(actor, None)
    if not title.strip():
        raise Invalid("Give it a title.", field="title")
    if Playbook.objects.filter(code=code).exists():
        raise Invalid(f"The code “{code}” is taken.", field="code")
    playbook = Playbook.objects.create(code=code, title=title.strip(), nature=nature)
    record_event("incidents.playbook.opened", playbook, actor=actor, at=at)
    revise_playbook(playbook, text=text, why="The first version.", actor=actor, at=at)
    return playbook


@transaction.atomic
def revise_playbook(playbook: Playbook, *, text: str, why: str, actor: Any, at: datetime) -> PlaybookVersion:
    """
    Write a better version. The ones before stay readable.

    :raises Denied: if the actor keeps no playbooks
    :raises Invalid: if it has no step, or it is not said what is better
    """
    policies.may_keep_playbooks(actor, playbook)
    if not text.strip():
        raise Invalid("Write the steps, one a line.", field="text")
    if not why.strip():
        raise Invalid("Say what is better than before.", field="why")
    last = playbook.versions.aggregate(last=Max("number"))["last"] or 0
    made = PlaybookVersion.objects.create(
        playbook=playbook, number=last + 1, text=text.strip(), why=why.strip(), written_by=actor, written_at=at
    )
    record_event("incidents.playbook.revised", playbook, actor=actor, at=at, version=made.number)
    return made


@transaction.atomic
def add_contact(playbook: Playbook, *, who: str, reach: str, actor: Any, at: datetime) -> PlaybookContact:
    """
    Add somebody to call. It counts as ready once it was tried.

    :raises Denied: if the actor keeps no playbooks
    :raises Invalid: if it is not said who, or how they are reached
    """
    policies.may_keep_playbooks(actor, playbook)
    for field, text in (("who", who), ("reach", reach)):
        if not text.strip():
            raise Invalid("Fill this in.", field=field)
    contact = PlaybookContact.objects.create(playbook=playbook, who=who.strip(), reach=reach.strip(), added_at=at)
    record_event("incidents.contact.added", playbook, actor=actor, at=at, who=contact.who)
    return contact


@transaction.atomic
def verify_contact(contact: PlaybookContact, *, actor: Any, at: datetime) -> None:
    """
    Say that somebody was tried and answered.

    :raises Denied: if the actor keeps no playbooks
    :raises Conflict: if the contact was removed
    """
    policies.may_keep_playbooks(actor, contact.playbook)
    here = PlaybookContact.objects.filter(pk=contact.pk, removed_at=None)
    if not here.update(verified_at=at, verified_by=actor):
        raise Conflict("This contact was removed.")
    contact.refresh_from_db()
    record_event("incidents.contact.verified", contact.playbook, actor=actor, at=at, who=contact.who)


@transaction.atomic
def remove_contact(contact: PlaybookContact, *, actor: Any, at: datetime) -> None:
    """
    Take somebody off the list.

    :raises Denied: if the actor keeps no playbooks
    :raises Conflict: if the contact was removed already
    """
    policies.may_keep_playbooks(actor, contact.playbook)
    if not PlaybookContact.objects.filter(pk=contact.pk, removed_at=None).update(removed_at=at):
        raise Conflict("This contact was removed already.")
    record_event("incidents.contact.removed", contact.playbook, actor=actor, at=at, who=contact.who)


@transaction.atomic
def record_drill(playbook: Playbook, *, session: TabletopSession, actor: Any, at: datetime) -> Drill:
    """
    Record that a playbook was tried in a sitting that is closed.

    :raises Denied: if the actor keeps no playbooks
    :raises Conflict: if the sitting is not closed, or was recorded already
    """
    policies.may_keep_playbooks(actor, playbook)
    if session.state != SessionState.CLOSED or session.started_at is None:
        raise Conflict(f"{session} is not closed yet.")
    version = playbook.versions.filter(written_at__lte=session.started_at).order_by("-number").first()
    version = version or playbook.versions.earliest("number")
    try:
        with transaction.atomic():
            drill = Drill.objects.create(
                playbook=playbook,
                version=version,
                session=session,
                held_at=session.started_at,
                recorded_by=actor,
                recorded_at=at,
            )
    except IntegrityError:
        raise Conflict("This sitting is recorded as a drill already.") from None
    record_event("incidents.drill.recorded", playbook, actor=actor, at=at, session=session.pk)
    return drill
