"""May they? The council's answers. The twin of ``may_see`` is ``Referral.objects.visible_to``."""

from contextlib import contextmanager

from django.db.models import prefetch_related_objects

from compliance.council.models import Referral, Seat
from compliance.council.states import Standing
from portal.core.errors import Denied
from portal.core.policy import holds, policy, require
from training.models import Course
from training.queries import is_current

TAKES_NO_PART = "You take no part in this case."


@contextmanager
def read_once(referral):
    """
    Let the policies asked within read seats, declarations and the concerned once, as they stand at its beginning.

    For an action that holds the row of the referral; what is read is forgotten at the end.
    """
    _forget(referral)
    prefetch_related_objects([referral], "concerned", "declarations", "council__seats")
    try:
        yield
    finally:
        _forget(referral)


def _forget(referral):
    for record, names in ((referral, ("concerned", "declarations")), (referral.council, ("seats",))):
        for name in names:
            getattr(record, "_prefetched_objects_cache", {}).pop(name, None)


def seat_of(actor, council, on):
    """Return the seat that the person holds on the day, if they hold the role as well."""
    if actor is None or not holds(actor, "compliance.sit_on_council"):
        return None
    # Read whole, so that a page which fetched the seats beforehand asks for them once.
    return next((seat for seat in council.seats.all() if seat.member_id == actor.pk and seat.is_held_on(on)), None)


def declaration_of(actor, referral):
    """Return what the person declared on this referral."""
    return next((each for each in referral.declarations.all() if each.member_id == actor.pk), None)


def is_concerned(actor, referral):
    """Tell whether it is the person's own case."""
    return any(person.pk == actor.pk for person in referral.concerned.all())


def reads_everything(actor):
    """Tell whether the person reads every referral by their role."""
    return holds(actor, "compliance.view_every_referral") or holds(actor, "compliance.manage_council")


@policy
def may_manage(actor, _council):
    """The empowered official appoints the council; the portal may during set-up."""
    require(actor is None or holds(actor, "compliance.manage_council"), "Only the empowered official appoints members.")


@policy
def may_refer(actor, _council):
    """Officers refer cases to the council, and so does the portal when routing says so."""
    require(actor is None or holds(actor, "compliance.refer_to_council"), "Only officers refer cases to the council.")


@policy
def may_withdraw(actor, referral):
    """Whoever may refer may also withdraw or renew, but not in their own case."""
    may_refer(actor, referral.council)
    if actor is None:
        return
    require(not is_concerned(actor, referral), TAKES_NO_PART)
    declared = declaration_of(actor, referral)
    require(declared is None or declared.recused_at is None, "You are recused from this case.")


@policy
def may_see(actor, referral):
    """Members, the referrer, overseers and managers know of a referral; the concerned and the recused do not."""
    require(actor is not None, "Sign in to do this.")
    require(not is_concerned(actor, referral), TAKES_NO_PART)
    declared = declaration_of(actor, referral)
    require(declared is None or declared.recused_at is None, "You are recused from this case.")
    known = reads_everything(actor) or referral.referred_by_id == actor.pk
    require(known or seat_of(actor, referral.council, referral.day), "Only members of the council see its cases.")


@policy
def may_declare(actor, referral):
    """A member declares once, before the papers open to them."""
    may_see(actor, referral)
    require(seat_of(actor, referral.council, referral.day), "Only members of the council declare conflicts.")
    require(declaration_of(actor, referral) is None, "You have declared on this case already.")


@policy
def may_read_papers(actor, referral):
    """Members read the papers once they have declared; overseers, managers and the referrer without a seat read too."""
    may_see(actor, referral)
    if seat_of(actor, referral.council, referral.day):
        require(declaration_of(actor, referral), "Declare first whether you have a conflict of interest.")


@policy
def may_take_part(actor, referral):
    """A voting member who has declared, has no conflict and is trained takes part."""
    seat = seat_of(actor, referral.council, referral.day)
    require(seat, "Only members of the council vote.")
    may_read_papers(actor, referral)
    require(seat.voting, "Your seat has no vote.")
    may_vote_by_training(actor, referral)


@policy
def may_vote_by_training(actor, referral):
    """Nobody votes without the council's course."""
    code = referral.council.required_course
    if not code or is_current(actor, code, referral.day):
        return
    title = Course.objects.filter(code=code).values_list("title", flat=True).first() or code
    raise Denied(f"Complete the course “{title}” before you vote.")


@policy
def may_lead(actor, referral):
    """The chair leads a case, the vice chair where the chair takes no part; both declare first."""
    seat = seat_of(actor, referral.council, referral.day)
    require(seat and holds(actor, "compliance.chair_council"), "Only the chair of the council does this.")
    may_read_papers(actor, referral)
    require(
        seat.standing == Standing.CHAIR or (seat.standing == Standing.VICE_CHAIR and chair_takes_no_part(referral)),
        "Only the chair of the council does this, or the vice chair while the chair takes no part.",
    )


def chair_takes_no_part(referral):
    """Tell whether there is no chair who may lead this case."""
    chairs = Seat.objects.on(referral.day).filter(council=referral.council, standing=Standing.CHAIR)
    away = set(referral.concerned.values_list("pk", flat=True))
    away |= set(referral.declarations.recused().values_list("member", flat=True))
    return not any(chair.member_id not in away for chair in chairs)


@policy
def may_review_alone(actor, referral):
    """The reviewer whom the chair named decides the expedited review."""
    require(referral.expedited_reviewer_id == getattr(actor, "pk", None), "Only the expedited reviewer does this.")
    may_take_part(actor, referral)


@policy
def may_send_to_council(actor, referral):
    """Reviewer or chair send an expedited review to the whole council; the portal does when the reviewer goes."""
    if actor is None or referral.expedited_reviewer_id == actor.pk:
        return
    may_lead(actor, referral)


@policy
def may_resume(actor, referral):
    """The portal takes a case up again when there is a quorum, and so may the chair."""
    if actor is not None:
        may_lead(actor, referral)


@policy
def may_convene(actor, council):
    """Chair and vice chair convene meetings and keep their records."""
    seat = seat_of(actor, council, council.day)
    require(
        seat and seat.standing in {Standing.CHAIR, Standing.VICE_CHAIR} and holds(actor, "compliance.chair_council"),
        "Only the chair of the council convenes meetings.",
    )


@policy
def may_keep_meeting(actor, meeting):
    """Chair and vice chair open, keep and close the meetings of their council."""
    meeting.council.as_of = meeting.as_of
    may_convene(actor, meeting.council)


@policy
def may_see_meeting(actor, meeting):
    """Members, overseers and managers see meetings."""
    seated = seat_of(actor, meeting.council, meeting.day)
    require(reads_everything(actor) or seated, "Only members of the council see its meetings.")


@policy
def may_read_signed_minutes(actor, meeting):
    """The signed file speaks of every case, so whoever takes no part in one of them does not get it."""
    may_see_meeting(actor, meeting)
    cases = Referral.objects.filter(agenda_items__meeting=meeting)
    require(cases.visible_to(actor).count() == cases.count(), "You take no part in one of the cases of this meeting.")
