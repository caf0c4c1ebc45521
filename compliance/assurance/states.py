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


class AuditState(models.TextChoices):
    """Where an audit stands."""

    PLANNED = "planned", "Planned"
    DRAWN = "drawn", "Sample drawn, cases being looked at"
    CONCLUDED = "concluded", "Concluded"
    CANCELLED = "cancelled", "Cancelled"


class Looked(models.TextChoices):
    """What the look at one case showed. "Uncertain" is an answer, as in the self-assessment tool of BIS."""

    NOT_YET = "not_yet", "Not looked at yet"
    IN_ORDER = "in_order", "In order"
    UNCERTAIN = "uncertain", "Uncertain"
    NOT_IN_ORDER = "not_in_order", "Not in order"


class AssessmentState(models.TextChoices):
    """Where a self-assessment stands."""

    DRAFT = "draft", "Under way"
    SIGNED = "signed", "Signed"


class Standing(models.TextChoices):
    """How an element of the programme stands."""

    IN_PLACE = "in_place", "In place"
    PARTLY = "partly", "Partly in place"
    MISSING = "missing", "Missing"
