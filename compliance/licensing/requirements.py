"""Facts that must hold before a move of an authorisation or an appeal."""

from compliance.licensing import neighbours
from compliance.licensing.models import Appeal, Authorisation
from compliance.licensing.states import AppealState, AuthorisationKind
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
