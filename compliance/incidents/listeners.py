"""What incidents say to the capabilities below when these ask."""

from compliance.incidents import queries
from compliance.incidents.models import Measure
from compliance.licensing import hooks


@hooks.objection
def a_precaution_stands(authorisation):
    """Keep an authorisation suspended while a precaution stands; the sentence does not say which, or why."""
    if Measure.objects.in_force().filter(authorisation=authorisation).exists():
        return "A precaution keeps it suspended. The incident team lifts it."
    return ""


@hooks.caution
def self_certification_is_lost(person, on):
    """Have an officer read every case of whoever lost self-certification; the case does not say why."""
    return not queries.may_self_certify(person, on)
