"""What anybody may learn about a letter by its code."""

from dataclasses import dataclass
from datetime import date

from compliance.licensing.models import Letter
from compliance.licensing.states import AuthorisationState, LetterKind


@dataclass(frozen=True)
class Standing:
    """Whether a letter is genuine, and how it stands, in one sentence."""

    genuine: bool
    sentence: str
    tone: str


UNKNOWN = Standing(False, "There is no letter with this code.", "stopped")
REFUSAL = Standing(True, "This letter is genuine. It permits nothing.", "quiet")
IN_FORCE = Standing(True, "This letter is genuine, and the authorisation is in force.", "done")
NOT_YET = Standing(True, "This letter is genuine. The authorisation is not in force yet.", "waiting")
ENDED = {
    AuthorisationState.EXPIRED: Standing(True, "This letter is genuine. The authorisation has expired.", "quiet"),
    AuthorisationState.EXHAUSTED: Standing(True, "This letter is genuine. The authorisation is used up.", "quiet"),
    AuthorisationState.SUSPENDED: Standing(True, "This letter is genuine. The authorisation is suspended.", "stopped"),
    AuthorisationState.REVOKED: Standing(True, "This letter is genuine. The authorisation was revoked.", "stopped"),
    AuthorisationState.SURRENDERED: Standing(
        True, "This letter is genuine. The authorisation was given back.", "quiet"
    ),
    AuthorisationState.REPLACED: Standing(
        True, "This letter is genuine. The authorisation was replaced by a newer one.", "quiet"
    ),
}


def standing_of(code: str, *, on: date) -> Standing:
    """Return how the letter stands on the day. A last day that has passed counts, whether a task ran or not."""
    letter = Letter.objects.filter(code=code).select_related("authorisation").first() if code else None
    if letter is None:
        return UNKNOWN
    authorisation = letter.authorisation
    if letter.kind == LetterKind.REFUSAL or authorisation is None:
        return REFUSAL
    if authorisation.state in ENDED:
        return ENDED[AuthorisationState(authorisation.state)]
    if authorisation.valid_to is not None and authorisation.valid_to < on:
        return ENDED[AuthorisationState.EXPIRED]
    begun = authorisation.valid_from is not None and authorisation.valid_from <= on
    return IN_FORCE if authorisation.state == AuthorisationState.IN_FORCE and begun else NOT_YET
