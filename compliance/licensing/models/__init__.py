"""The tables of licensing."""

from compliance.licensing.models.applications import AgencyQuery, GovernmentApplication
from compliance.licensing.models.authorisations import (
    Authorisation,
    Condition,
    Letter,
    UsageEntry,
)
from compliance.licensing.models.cases import Case, CaseAnswer, CaseDocument, CaseItem, CaseParty
from compliance.licensing.models.decisions import Appeal, Decision, TransferDecision
from compliance.licensing.models.reviews import CaseFlag, CaseNote, Hold, InformationRequest, Review
from compliance.licensing.models.routing import ClockEntry, ReviewSetting, RoutingEffect
from compliance.licensing.models.texts import CaseText, DeskView
from compliance.licensing.models.transfers import Transfer, TransferDetermination

__all__ = [
    "AgencyQuery",
    "Appeal",
    "Authorisation",
    "Case",
    "CaseAnswer",
    "CaseDocument",
    "CaseFlag",
    "CaseItem",
    "CaseNote",
    "CaseParty",
    "CaseText",
    "ClockEntry",
    "Condition",
    "Decision",
    "DeskView",
    "GovernmentApplication",
    "Hold",
    "InformationRequest",
    "Letter",
    "Review",
    "ReviewSetting",
    "RoutingEffect",
    "Transfer",
    "TransferDecision",
    "TransferDetermination",
    "UsageEntry",
]
