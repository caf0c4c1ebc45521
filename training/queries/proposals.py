"""Who is ready for a proposal, and who is not yet."""

from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from training.models import Proposal, ProposalPerson, Requirement
from training.queries.obligations import Obligation, obligations_among
from training.states import Audience, Standing


@dataclass(frozen=True)
class Ready:
    """One person on a proposal, and what the funder's rule still asks of them."""

    place: ProposalPerson
    lacking: list[Obligation]

    @property
    def ready(self) -> bool:
        """Tell whether nothing is lacking."""
        return not self.lacking


def readiness(proposal: Proposal, on: date) -> list[Ready]:
    """Return everybody on the proposal with what they lack for it on the day, by name; eight statements at most."""
    places = list(proposal.people.filter(removed_on=None).select_related("person").order_by("person__name", "pk"))
    rules = Requirement.objects.on(on).filter(audience=Audience.FUNDER, audience_key=proposal.funder)
    people = User.objects.filter(pk__in=[place.person_id for place in places])
    found = obligations_among(people, on, rules.select_related("course"))
    settled = {Standing.CURRENT, Standing.EXEMPT}
    return [
        Ready(place, [each for each in found.get(place.person_id, []) if each.standing not in settled])
        for place in places
    ]
