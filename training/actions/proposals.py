"""Enter a proposal whose funder asks for training, say who is on it, withdraw it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import policies
from training.models import Proposal, ProposalPerson, Requirement
from training.states import Audience


@transaction.atomic
def enter_proposal(
    title: str, *, funder: str, due_on: date, people: Iterable[User], actor: User, at: datetime
) -> Proposal:
    """
    Enter a proposal with the people whom the funder's rule covers. They see at once what they need by the deadline.

    :raises Denied: if nobody is signed in
    :raises Invalid: if it has no title or nobody on it, or the deadline has passed
    """
    policies.may_learn(actor, None)
    covered = {person.pk: person for person in people}
    if not title.strip():
        raise Invalid("Give the proposal a title.", field="title")
    if not covered:
        raise Invalid("Name at least one person.", field="people")
    if due_on < as_day(at):
        raise Invalid("This day has passed.", field="due_on")
    proposal = Proposal.objects.create(
        title=title.strip(), funder=funder, due_on=due_on, entered_by=actor, entered_at=at
    )
    record_event("training.proposal.entered", proposal, actor=actor, at=at, funder=funder, due_on=due_on)
    for person in covered.values():
        add_to_proposal(proposal, person=person, actor=actor, at=at)
    return proposal


@transaction.atomic
def add_to_proposal(proposal: Proposal, *, person: User, actor: User, at: datetime) -> ProposalPerson:
    """
    Add somebody. Whoever comes after the deadline has the funder's days of grace from then on.

    :raises Denied: if the actor neither entered the proposal nor manages training
    :raises Conflict: if the proposal is withdrawn, or the person is on it
    """
    policies.may_keep_proposal(actor, proposal)
    if proposal.withdrawn_at is not None:
        raise Conflict("This proposal is withdrawn.")
    today = as_day(at)
    ready_on = proposal.due_on if today <= proposal.due_on else today + timedelta(days=_grace(proposal.funder, today))
    try:
        with transaction.atomic():
            made = ProposalPerson.objects.create(proposal=proposal, person=person, added_on=today, ready_on=ready_on)
    except IntegrityError:
        raise Conflict(f"{person} is on this proposal already.") from None
    record_event("training.proposal.person_added", proposal, actor=actor, at=at, person=person.pk, ready_on=ready_on)
    return made


@transaction.atomic
def remove_from_proposal(place: ProposalPerson, *, actor: User, at: datetime) -> None:
    """
    Take somebody off a proposal.

    :raises Denied: if the actor neither entered the proposal nor manages training
    :raises Conflict: if they are off it already
    """
    policies.may_keep_proposal(actor, place.proposal)
    if not ProposalPerson.objects.filter(pk=place.pk, removed_on=None).update(removed_on=as_day(at)):
        raise Conflict(f"{place.person} is not on this proposal any more.")
    place.removed_on = as_day(at)
    record_event("training.proposal.person_removed", place.proposal, actor=actor, at=at, person=place.person_id)


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, actor: User, at: datetime) -> None:
    """
    Withdraw a proposal; it asks for nothing any more.

    :raises Denied: if the actor neither entered the proposal nor manages training
    :raises Conflict: if it is withdrawn already
    """
    policies.may_keep_proposal(actor, proposal)
    if not Proposal.objects.filter(pk=proposal.pk, withdrawn_at=None).update(withdrawn_at=at):
        raise Conflict("This proposal is withdrawn already.")
    proposal.withdrawn_at = at
    record_event("training.proposal.withdrawn", proposal, actor=actor, at=at)


def _grace(funder: str, on: date) -> int:
    rules = Requirement.objects.on(on).filter(audience=Audience.FUNDER, audience_key=funder)
    return min(rules.values_list("grace_days", flat=True), default=0)
