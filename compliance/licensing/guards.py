"""Facts that must hold before a move. Each says what is missing, in words for whoever wants to make the move."""

from compliance.licensing import neighbours
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case
from compliance.licensing.states import Outcome, RequestState, ReviewKind, Tier
from portal.core.errors import Conflict


def is_complete(case: Case) -> None:
    """
    Let only whole drafts through.

    :raises Conflict: saying how much is missing
    """
    missing = len(Draft.of(case).gaps)
    if missing:
        what = "One thing is" if missing == 1 else f"{missing} things are"
        raise Conflict(f"{what} still missing. Each is listed with the page on which it is given.")


def every_party_is_screened(case: Case) -> None:
    """
    Let nobody pass whom no current list was asked about.

    :raises Conflict: naming the party
    """
    for party, status in neighbours.screening_of(case).items():
        if status == neighbours.NOT_SCREENED:
            raise Conflict(f"{party} has not been screened against current lists.")


def no_open_hit(case: Case) -> None:
    """
    Stop while a party may be somebody on a list, and where it is.

    :raises Conflict: naming the party
    """
    for party, status in neighbours.screening_of(case).items():
        if status == neighbours.HIT:
            raise Conflict(f"{party} still has an open screening match.")


def no_open_hold(case: Case) -> None:
    """
    Stop while a hold stands.

    :raises Conflict: naming who may lift it
    """
    hold = case.holds.open().first()
    if hold is not None:
        raise Conflict(f"There is a hold on this case. The {hold.lifter_title.lower()} can lift it.")


def no_open_flag(case: Case) -> None:
    """
    Stop while a red flag is not settled (15 CFR part 732, supplement no. 3).

    :raises Conflict: naming the flag
    """
    flag = case.flags.open().first()
    if flag is not None:
        raise Conflict(f"A red flag is not settled: {flag.title}.")


def no_open_request(case: Case) -> None:
    """
    Wait for the applicant's answers.

    :raises Conflict: if a question is open
    """
    if case.requests.filter(state=RequestState.OPEN).exists():
        raise Conflict("A question to the applicant is still open.")


def every_transfer_is_determined(case: Case) -> None:
    """
    Let no transfer pass that nobody has an answer for, and none that is prohibited.

    :raises Conflict: naming the transfer
    """
    for transfer in case.transfers.select_related("case").order_by("number"):
        if transfer.outcome == Outcome.NEEDS_PERSON:
            raise Conflict(f"Transfer {transfer.number} is not determined yet.")


def nothing_is_prohibited(case: Case) -> None:
    """
    Let no prohibited transfer be approved.

    :raises Conflict: naming the transfer
    """
    transfer = case.transfers.filter(outcome=Outcome.PROHIBITED).order_by("number").first()
    if transfer is not None:
        raise Conflict(f"Transfer {transfer.number} is prohibited. It can only be refused.")


def something_is_permitted(case: Case) -> None:
    """
    Approve in part only where something may be approved.

    :raises Conflict: if every transfer is prohibited
    """
    transfers = case.transfers.all()
    if transfers.exists() and not transfers.exclude(outcome=Outcome.PROHIBITED).exists():
        raise Conflict("Every transfer of this case is prohibited. It can only be refused.")


def is_routed(case: Case) -> None:
    """
    Decide nothing that was not routed.

    :raises Conflict: if the case has no tier
    """
    if case.tier is None:
        raise Conflict("The case has not been routed yet.")


def second_review_is_given(case: Case) -> None:
    """
    Wait for the second pair of eyes, from tier 2 on.

    :raises Conflict: if no second reviewer agreed
    """
    if (case.tier or 0) < Tier.SECOND:
        return
    latest = case.reviews.standing().filter(kind=ReviewKind.SECOND).order_by("-order").first()
    if latest is None:
        raise Conflict("A second reviewer has not given their review yet.")
    if not latest.agrees:
        raise Conflict("The second reviewer did not agree with the recommendation.")


def council_has_recommended(case: Case) -> None:
    """
    Wait for the council, at tier 3.

    :raises Conflict: if it has not concluded, or wants to know more
    """
    if (case.tier or 0) < Tier.COUNCIL:
        return
    advice = neighbours.advice_on(case)
    if advice is None:
        raise Conflict("The advisory council has not given its recommendation yet.")
    if advice.wants_more:
        raise Conflict("The advisory council wants to know more before it recommends.")


def council_is_not_next(case: Case) -> None:
    """
    Go on to the decision only where the council has nothing left to say.

    :raises Conflict: if the case still goes to the council
    """
    if (case.tier or 0) >= Tier.COUNCIL and neighbours.advice_on(case) is None:
        raise Conflict("This case goes to the advisory council next.")


def council_is_next(case: Case) -> None:
    """
    Send only those cases to the council that are meant for it.

    :raises Conflict: if this one is not
    """
    if (case.tier or 0) < Tier.COUNCIL:
        raise Conflict("This case does not need the advisory council.")
    if neighbours.advice_on(case) is not None:
        raise Conflict("The advisory council has given its recommendation already.")


def council_has_concluded(case: Case) -> None:
    """
    Take a case back from the council only once it has answered.

    :raises Conflict: if it has not
    """
    if neighbours.advice_on(case) is None:
        raise Conflict("The advisory council has not concluded yet.")


def needs_second_review(case: Case) -> None:
    """
    Recommend only where somebody countersigns.

    :raises Conflict: at tier 1, which one officer decides
    """
    if (case.tier or 0) < Tier.SECOND:
        raise Conflict("One officer decides this case; it needs no second review.")


CLEARED = (
    is_routed,
    no_open_request,
    every_party_is_screened,
    no_open_hit,
    no_open_hold,
    no_open_flag,
    every_transfer_is_determined,
)
REVIEWED = (second_review_is_given, council_has_recommended)
