"""The tables of control plans."""

from compliance.plans.models.certificates import Certificate, CertificateAnswer
from compliance.plans.models.people import PlanAttestation, PlanPerson, PlanSignature
from compliance.plans.models.places import PlanRoom, PlanSystem, RoomAccess
from compliance.plans.models.plans import ControlPlan, PlanAmendment, PlanEntry, PlanItem, PlanSection

__all__ = [
    "Certificate",
    "CertificateAnswer",
    "ControlPlan",
    "PlanAmendment",
    "PlanAttestation",
    "PlanEntry",
    "PlanItem",
    "PlanPerson",
    "PlanRoom",
    "PlanSection",
    "PlanSignature",
    "PlanSystem",
    "RoomAccess",
]
