"""May they? The answers of training."""

from datetime import date
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.queries import members_of, units_led_by
from portal.core.policy import holds, policy, require
from training.states import Part, VersionState


@policy
def may_manage(actor, _record):
    """Training managers keep courses, requirements and records; the portal may while it loads its own."""
    require(actor is None or holds(actor, "training.manage_training"), "Only training managers do this.")


@policy
def may_judge(actor, record):
    """A training manager strikes out and exempts, but not for themselves."""
    require(actor is not None and holds(actor, "training.manage_training"), "Only training managers do this.")
    require(record.person_id != actor.pk, "You cannot do this in your own training record.")


@policy
def may_learn(actor, _course):
    """Everybody with an account may take every course."""
    require(actor is not None, "Sign in to do this.")


@policy
def may_answer(actor, attempt):
    """Nobody answers for somebody else."""
    require(actor is not None and attempt.person_id == actor.pk, "This is somebody else's attempt.")


@policy
def may_see_record(actor, person):
    """One's own record, that of people in a unit one champions or heads, and everybody's for the offices."""
    require(actor is not None, "Sign in to do this.")
    if actor == person or holds(actor, "training.view_every_completion"):
        return
    led = led_by(actor).filter(pk=person.pk).exists()
    require(led, "You see the training of people in your own unit only.")


@policy
def may_see_matrix(actor, _record):
    """Officers, training managers and overseers see the whole institution."""
    require(holds(actor, "training.view_every_completion"), "Only the offices see everybody's training.")


@policy
def may_nudge(actor, person):
    """Champions and heads remind people in their own unit; training managers remind anybody."""
    allowed = holds(actor, "training.manage_training") or led_by(actor).filter(pk=person.pk).exists()
    require(allowed, "You can remind people in your own unit only.")


@policy
def may_import(actor, _record):
    """Training managers take in completions for anybody, champions for their own unit."""
    allowed = holds(actor, "training.manage_training") or holds(actor, "training.view_unit_training")
    require(allowed, "Only training managers and champions take in completions from elsewhere.")


@policy
def may_keep_import(actor, batch):
    """A file is mended and recorded by whoever brought it, or by a training manager."""
    may_import(actor, batch)
    own = batch.uploaded_by_id == actor.pk
    require(own or holds(actor, "training.manage_training"), "This file was brought by somebody else.")


@policy
def may_enrol(actor, person):
    """Everybody enrols themselves; champions and heads the people of their unit; training managers anybody."""
    require(actor is not None, "Sign in to do this.")
    if actor == person or holds(actor, "training.manage_training"):
        return
    require(led_by(actor).filter(pk=person.pk).exists(), "You can enrol people in your own unit only.")


@policy
def may_keep_proposal(actor, proposal):
    """A proposal is kept by whoever entered it, and by training managers."""
    require(actor is not None, "Sign in to do this.")
    own = proposal.entered_by_id == actor.pk
    require(own or holds(actor, "training.manage_training"), "Whoever entered the proposal keeps it.")


@policy
def may_read_material(actor, version):
    """Whoever is signed in reads what goes with a published version; a draft is for training managers."""
    require(actor is not None, "Sign in to do this.")
    published = version.state != VersionState.DRAFT
    require(published or holds(actor, "training.manage_training"), "This version is not published yet.")


@policy
def may_plan(actor, unit):
    """Those who lead tabletop exercises plan them: champions and heads for their own units, the offices for anybody."""
    require(actor is not None and holds(actor, "training.lead_tabletop"), "Only those who lead exercises plan them.")
    if holds(actor, "training.view_unit_training") and not holds(actor, "training.view_every_completion"):
        led = unit is not None and units_led_by(actor, on=timezone.localdate()).filter(pk=unit.pk).exists()
        require(led, "You plan exercises for your own unit only.")


@policy
def may_lead(actor, session):
    """A sitting is led by its facilitator and nobody else."""
    require(actor is not None and session.facilitator_id == actor.pk, "Only the facilitator leads this exercise.")


@policy
def may_respond(actor, session):
    """Whoever has a seat answers, unless they only watch; the facilitator may write down what the table says."""
    require(actor is not None, "Sign in to do this.")
    answering = session.seats.filter(person=actor).exclude(part=Part.OBSERVER).exists()
    require(answering or session.facilitator_id == actor.pk, "You have no seat from which to answer.")


@policy
def may_note(actor, session):
    """Improvements are noted by the facilitator and by those who take notes."""
    require(actor is not None, "Sign in to do this.")
    scribe = session.seats.filter(person=actor, part=Part.SCRIBE).exists()
    require(scribe or session.facilitator_id == actor.pk, "The facilitator and those who take notes do this.")


@policy
def may_see_session(actor, session):
    """A sitting is known to those in it, to those who lead the unit, and to the offices."""
    known = type(session).objects.visible_to(actor).filter(pk=session.pk).exists()
    require(known, "You have no seat at this exercise.")


@policy
def may_see_improvement(actor, improvement):
    """What a sitting brought up is known to whoever knows of the sitting."""
    may_see_session(actor, improvement.session)


def led_by(actor: Any, on: date | None = None) -> Any:
    """Return the people of the units that the actor champions or heads, if their role lets them see training."""
    if not holds(actor, "training.view_unit_training"):
        return User.objects.none()
    on = on or timezone.localdate()
    return members_of(units_led_by(actor, on=on), on=on)
