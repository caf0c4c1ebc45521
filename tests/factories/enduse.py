"""Make verifications the way the portal does: by an authorisation that comes into force."""

from datetime import date

from compliance.enduse.models import Verification
from compliance.licensing import actions
from compliance.licensing.deciding import Terms
from compliance.licensing.models import Authorisation
from tests.factories import licensing
from tests.factories.people import NOW
from tests.factories.replay import replayed

LAST_DAY = date(2027, 6, 30)


@replayed
def make_verification(**given) -> Verification:
    """Return the verification that was planned when a tier-1 authorisation was issued; due on its last day."""
    given.setdefault("terms", Terms(valid_from=NOW.date(), valid_to=LAST_DAY))
    return licensing.make_authorisation(**given).verifications.get()


@replayed
def make_long_authorisation() -> Authorisation:
    """Return an authorisation of tier 2 over two years, which is checked every year and at its end."""
    case = licensing.make_case(item=licensing.UNKNOWN)
    officer = licensing.make_officer()
    actions.raise_tier(case, tier=2, reason="A first exchange of this kind.", actor=officer, at=NOW)
    terms = Terms(valid_from=NOW.date(), valid_to=NOW.date().replace(year=NOW.year + 2))
    return licensing.make_approved(case, officer=officer, terms=terms).authorisations.get()


def fresh(verification: Verification) -> Verification:
    """Return the verification as the next request reads it."""
    return Verification.objects.get(pk=verification.pk)
