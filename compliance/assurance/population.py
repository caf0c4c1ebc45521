"""What samples are drawn from: every case that was decided, or recorded at once, in a period."""

from datetime import date

from compliance.assurance.models import Audit
from compliance.assurance.sampling import Drawn, Member, digest_of, draw
from compliance.licensing.models import Case
from compliance.licensing.states import DecisionOutcome

NO_UNIT = "no-unit"


def of_period(from_on: date, to_on: date) -> list[Member]:
    """
    Return every case whose first decision fell in the period, with its tier and unit. A later amendment is a case of
    its own; an appeal changes nothing here.
    """
    decided = Case.objects.filter(decided_at__date__gte=from_on, decided_at__date__lte=to_on, tier__isnull=False)
    decided = decided.filter(decisions__outcome__in=DecisionOutcome.values).distinct()
    rows = decided.order_by("reference").values_list("reference", "tier", "unit__code")
    return [Member(reference, tier, unit or NO_UNIT) for reference, tier, unit in rows if tier is not None]


def ids_of(references: list[str]) -> dict[str, int]:
    """Return the keys of the cases by reference."""
    return dict(Case.objects.filter(reference__in=references).values_list("reference", "pk"))


def drawn_again(audit: Audit) -> tuple[list[Drawn], bool]:
    """Draw the audit's sample again from the records of today; tell also whether the population is the same."""
    members = of_period(audit.from_on, audit.to_on)
    same = digest_of(members) == audit.population_digest
    return draw(members, seed=audit.seed, size=audit.size, least=audit.least), same
