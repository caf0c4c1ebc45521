"""Who may do what with a case and with what follows from it."""

from datetime import date
from typing import Any

from django.utils import timezone

from compliance.licensing import neighbours
from compliance.licensing.models import Case
from portal.accounts.models import Delegation
from portal.core.policy import holds, policy, require


def acts_for(actor: Any, case: Case, *, on: date | None = None) -> bool:
    """Tell whether the person is the applicant, or may draft and answer for them today."""
    if actor is None:
        return False
    if actor.pk == case.applicant_id:
        return True
    given = Delegation.objects.on(on or timezone.localdate())
    return given.filter(principal_id=case.applicant_id, delegate_id=actor.pk).exists()


def is_theirs(actor: Any, case: Case) -> bool:
    """Tell whether the person asked for this themselves, or wrote it for somebody."""
    return actor is not None and actor.pk in (case.applicant_id, case.opened_by_id)


def is_involved(actor: Any, case: Case) -> bool:
    """Tell whether it is the person's own matter, or that of somebody for whom they act today."""
    return is_theirs(actor, case) or (actor is not None and _remembered(case, acts_for, actor))


def takes_no_part(actor: Any, case: Case) -> bool:
    """Tell whether the person is recused from the case in the council, whatever else they are."""
    return actor is not None and _remembered(case, _is_recused, actor)


def is_not_involved(actor: Any, case: Case, what: str) -> None:
    """
    Keep people from judging their own matter, and those who stepped back from coming back.

    :raises Denied: with what they cannot do
    """
    require(not is_involved(actor, case), f"You cannot {what}.")
    require(not takes_no_part(actor, case), "You are recused from this case.")


def _is_recused(actor: Any, case: Case) -> bool:
    return neighbours.is_recused(actor, case.referral_id)


def _remembered(case: Case, ask: Any, actor: Any) -> bool:
    """Ask once per person and look at the case: a page asks a dozen policies about the same two facts."""
    known = case.__dict__.setdefault("_sides", {})
    key = (ask.__name__, actor.pk)
    if key not in known:
        known[key] = ask(actor, case)
    return known[key]


# -- Those who ask -----------------------------------------------------------


@policy
def may_open(actor, _record):
    """Researchers, their delegates and champions open cases."""
    require(holds(actor, "compliance.open_case"), "Only researchers and their delegates open cases.")


@policy
def may_read(actor, case):
    """The twin of ``Case.objects.visible_to``: applicant, delegates, the office, overseers, the council's readers."""
    recused = neighbours.is_recused(actor, case.referral_id)
    allowed = (
        acts_for(actor, case)
        or (case.submitted_at is not None and holds(actor, "compliance.view_every_case") and not recused)
        or (holds(actor, "compliance.sit_on_council") and neighbours.reads_papers(actor, case.referral_id))
    )
    require(allowed, "This case is not yours to read.")


@policy
def may_draft(actor, case):
    """The researcher and whoever they named as their delegate write the draft."""
    require(acts_for(actor, case), "Only the researcher and their delegate write this case.")


@policy
def may_attest(actor, case):
    """The researcher signs; a delegate hands the draft over to be signed."""
    require(
        actor is not None and actor.pk == case.applicant_id, f"Only {case.applicant} can sign and submit this case."
    )


@policy
def may_answer(actor, case):
    """The researcher and their delegate answer the office's questions."""
    require(acts_for(actor, case), "Only the researcher and their delegate answer.")


@policy
def may_withdraw(actor, case):
    """A case is withdrawn by the researcher; a draft also by the delegate who writes it."""
    own = actor is not None and actor.pk == case.applicant_id
    require(own or (case.is_draft and acts_for(actor, case)), f"Only {case.applicant} withdraws this case.")


@policy
def may_appeal(actor, case):
    """The researcher appeals against a decision on their case."""
    require(actor is not None and actor.pk == case.applicant_id, f"Only {case.applicant} appeals in this case.")


# -- The office --------------------------------------------------------------


@policy
def may_review(actor, case):
    """An officer reviews any case but their own."""
    require(holds(actor, "compliance.review_case"), "Only export control officers review cases.")
    is_not_involved(actor, case, "review your own case")


@policy
def may_give_second_review(actor, case):
    """A second reviewer looks at what another officer recommended about somebody else's case."""
    require(holds(actor, "compliance.second_review_case"), "Only second reviewers give the second review.")
    is_not_involved(actor, case, "review your own case")
    first = case.reviews.standing().filter(kind="recommendation").order_by("-order").first()
    require(
        first is None or first.reviewer_id != actor.pk,
        "You made this recommendation yourself; somebody else gives the second review.",
    )


@policy
def may_refer(actor, case):
    """An officer refers any case but their own to the council."""
    require(holds(actor, "compliance.refer_to_council"), "Only export control officers refer cases to the council.")
    is_not_involved(actor, case, "refer your own case")


@policy
def may_decide(actor, case):
    """An officer decides any case but their own, and none on which they voted in the council."""
    require(holds(actor, "compliance.decide_case"), "Only export control officers decide cases.")
    is_not_involved(actor, case, "decide your own case")
    require(not neighbours.voted_on(actor, case.referral_id), "You voted on this case in the council.")


@policy
def may_overrule_council(actor, case):
    """Only the empowered official decides against a unanimous council."""
    may_decide(actor, case)
    require(
        holds(actor, "compliance.overrule_council"),
        "The council was unanimous. Only the empowered official decides otherwise, with written reasons.",
    )


@policy
def may_place_hold(actor, case):
    """An officer places a hold on any case but their own; the portal does where an incident or a guard asks for it."""
    if actor is None:
        return
    require(holds(actor, "compliance.place_hold"), "Only export control officers and the incident team place holds.")
    is_not_involved(actor, case, "place a hold on your own case")


@policy
def may_lift_hold(actor, hold):
    """A hold is lifted by the role it names, and never by the one whose case it is."""
    require(holds(actor, "compliance.lift_hold"), "Only export control officers and the incident team lift holds.")
    require(hold.lifter in actor.role_names, f"Only somebody with the role “{hold.lifter_title}” lifts this hold.")
    is_not_involved(actor, hold.case, "lift a hold on your own case")


@policy
def may_decide_appeal(actor, appeal):
    """An appeal is decided by an official who has had no part in the case."""
    case = appeal.case
    require(holds(actor, "compliance.decide_appeal"), "Only the empowered official decides appeals.")
    is_not_involved(actor, case, "decide an appeal in your own case")
    took_part = (
        case.decisions.filter(decided_by=actor).exists()
        or case.reviews.filter(reviewer=actor).exists()
        or neighbours.voted_on(actor, case.referral_id)
    )
    require(not took_part, "You took part in this case. Somebody who was not involved decides the appeal.")


@policy
def may_work_at_desk(actor, _record):
    """The office works at the desk; overseers look at it."""
    may_look = holds(actor, "compliance.review_case") or holds(actor, "compliance.view_every_case")
    require(may_look, "The queue is for the export control office.")


@policy
def may_drop_view(actor, view):
    """A view of the desk is its owner's."""
    require(actor is not None and actor.pk == view.owner_id, "This view is somebody else's.")


@policy
def may_change_rules(actor, _record):
    """The empowered official changes thresholds and targets, from a day on."""
    require(holds(actor, "compliance.manage_review_rules"), "Only the empowered official changes the review rules.")


# -- Authorisations ----------------------------------------------------------


@policy
def may_manage_authorisation(actor, authorisation):
    """An officer issues, suspends and revokes authorisations of other people's cases."""
    require(holds(actor, "compliance.manage_authorisation"), "Only export control officers change authorisations.")
    is_not_involved(actor, authorisation.case, "change the authorisation of your own case")


@policy
def may_use(actor, authorisation):
    """The researcher, their delegate and the office enter what was used."""
    allowed = acts_for(actor, authorisation.case) or holds(actor, "compliance.manage_authorisation")
    require(allowed, "Only the researcher, their delegate and the office enter what was used.")


@policy
def may_surrender(actor, authorisation):
    """The researcher gives an authorisation back."""
    own = actor is not None and actor.pk == authorisation.case.applicant_id
    require(own, f"Only {authorisation.case.applicant} gives this authorisation back.")


@policy
def may_settle_condition(actor, condition):
    """Whoever owes a condition says that it is met; the office may as well, in somebody else's case."""
    owes = actor is not None and actor.pk == condition.owner_id
    case = condition.authorisation.case
    office = holds(actor, "compliance.manage_authorisation") and not is_involved(actor, case)
    office = office and not takes_no_part(actor, case)
    require(owes or office, f"{condition.owner} owes this.")


@policy
def may_waive_condition(actor, condition):
    """The office waives a condition, in somebody else's case."""
    may_manage_authorisation(actor, condition.authorisation)


@policy
def may_begin(actor, authorisation):
    """The office puts an authorisation in force; the portal does where nothing is left to wait for."""
    if actor is not None:
        may_manage_authorisation(actor, authorisation)


@policy
def may_suspend(actor, authorisation):
    """The office suspends, the incident team as a precaution; the portal does when a party appears on a list."""
    if actor is not None and not _contains(actor, authorisation):
        may_manage_authorisation(actor, authorisation)


@policy
def may_reinstate(actor, authorisation):
    """The office reinstates, and so does the incident team what it suspended as a precaution."""
    if not _contains(actor, authorisation):
        may_manage_authorisation(actor, authorisation)


def _contains(actor: Any, authorisation: Any) -> bool:
    case = authorisation.case
    if not holds(actor, "compliance.contain_incident"):
        return False
    return not is_involved(actor, case) and not takes_no_part(actor, case)


# -- Applications to the government --------------------------------------------


@policy
def may_apply(actor, application):
    """An officer applies to the government, in anybody's case but their own."""
    may_manage_authorisation(actor, application.authorisation)


@policy
def may_withdraw_application(actor, application):
    """The office takes an application back; the portal does when its authorisation has ended."""
    if actor is not None:
        may_apply(actor, application)


@policy
def may_read_application(actor, application):
    """The papers of an application name citizenships, so the office and overseers alone read them."""
    may_read(actor, application.authorisation.case)
    require(holds(actor, "compliance.view_every_case"), "The papers of an application are for the office.")
    require(not is_theirs(actor, application.authorisation.case), "The office keeps the papers of your own case.")


# -- Parts of a case -----------------------------------------------------------


@policy
def may_hand_over(actor, case):
    """A delegate hands the finished draft to the researcher; the researcher simply signs."""
    may_draft(actor, case)
    require(actor.pk != case.applicant_id, "This is your own case. Sign it yourself.")


@policy
def may_take_up(actor, case):
    """An officer takes up the council's advice; the portal does by itself within minutes."""
    if actor is not None:
        may_review(actor, case)


@policy
def may_answer_request(actor, request):
    """The researcher and their delegate answer."""
    may_answer(actor, request.case)


@policy
def may_close_request(actor, request):
    """An officer closes a question that needs no answer any more; the portal does when the case is closed."""
    if actor is not None:
        may_review(actor, request.case)


@policy
def may_withdraw_appeal(actor, appeal):
    """Whoever appealed takes the appeal back."""
    require(actor is not None and actor.pk == appeal.lodged_by_id, f"Only {appeal.lodged_by} takes this appeal back.")


@policy
def may_see_inside(actor, case):
    """Recommendations and notes are for the office, overseers and the council; never in one's own case."""
    reader = holds(actor, "compliance.view_every_case") or neighbours.reads_papers(actor, case.referral_id)
    require(reader and not is_theirs(actor, case), "This is for the export control office.")


@policy
def may_see_trace(actor, case):
    """How a transfer was determined may speak of citizenship, so it is for the researcher, the office and overseers."""
    allowed = acts_for(actor, case) or holds(actor, "compliance.view_every_case")
    require(allowed, "The trace is for the researcher and the export control office.")
