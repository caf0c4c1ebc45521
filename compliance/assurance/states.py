"""The words of assurance that the database knows."""

from django.db import models


class FindingState(models.TextChoices):
    """Where a finding stands."""

    OPEN = "open", "Open"
    IN_HAND = "in_hand", "In hand"
    CLEARED = "cleared", "Cleared: the cause is gone"
    CLOSED = "closed", "Closed"
    DISMISSED = "dismissed", "Dismissed"


UNSETTLED = (FindingState.OPEN, FindingState.IN_HAND)


class Origin(models.TextChoices):
    """What brought a finding up."""

    CHECK = "check", "Standing check"
    SAMPLE = "sample", "Audit of a sample"
    VERIFICATION = "verification", "End-use verification"
    ASSESSMENT = "assessment", "Self-assessment of the programme"
    BY_HAND = "by_hand", "Reported by a person"


class Severity(models.TextChoices):
    """How much it weighs."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
