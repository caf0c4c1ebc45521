"""Facts that must hold before a move of an authorisation, an appeal or an application."""

from compliance.licensing import applying, hooks, neighbours
from compliance.licensing.models import Appeal, Authorisation, GovernmentApplication
from compliance.licensing.states import AppealState, AuthorisationKind, AuthorisationState
from portal.core.errors import Conflict


def has_its_basis(authorisation: Authorisation) -> None:
    """
    Put nothing in force without what it rests on and a first day.

    :raises Conflict: naming what is missing
    """
    if authorisation.kind == AuthorisationKind.LICENCE and not authorisation.basis:
        raise Conflict("The number of the government's licence is missing.")
    if authorisation.valid_from is None:
        raise Conflict("The first day is missing.")


def nothing_above_objects(authorisation: Authorisation) -> None:
    """
    Let an authorisation be reinstated only where nothing else keeps it suspended.

    :raises Conflict: with the first reason
    """
    for reason in hooks.objections(authorisation):
        raise Conflict(reason)


def is_not_held(authorisation: Authorisation) -> None:
    """
    Put nothing in force while its case is held.

    :raises Conflict: with the reason of the hold
    """
    hold = authorisation.case.holds.open().order_by("placed_at").first()
    if hold is not None:
        raise Conflict(f"The case is held. {hold.reason}")


def parties_are_clear(authorisation: Authorisation) -> None:
    """
    Reinstate nothing while a party may be on a list.

    :raises Conflict: naming the party
    """
    for party, status in neighbours.screening_of(authorisation.case).items():
        if status != neighbours.CLEAR:
            raise Conflict(f"{party} does not stand clear in screening.")


def was_not_remitted(appeal: Appeal) -> None:
    """
    Send a case back once; the second time it is decided.

    :raises Conflict: if it was sent back before
    """
    if appeal.case.appeals.filter(state=AppealState.REMITTED).exclude(pk=appeal.pk).exists():
        raise Conflict("This case was sent back once already. It is decided now.")


def still_waits_for_its_licence(application: GovernmentApplication) -> None:
    """
    Ask the government only for what still waits for its licence.

    :raises Conflict: if the authorisation came into force otherwise, or ended
    """
    authorisation = Authorisation.objects.get(pk=application.authorisation_id)
    if authorisation.state != AuthorisationState.PENDING:
        raise Conflict(f"{authorisation} is {authorisation.get_state_display().lower()}; it waits for no licence.")


def application_is_whole(application: GovernmentApplication) -> None:
    """
    File only what answers everything that the agency's form asks.

    :raises Conflict: naming the first thing that is missing
    """
    missing = applying.missing(application)
    if missing:
        more = f" {len(missing) - 1} more are missing." if len(missing) > 1 else ""
        raise Conflict(f"{missing[0].text}{more}")
