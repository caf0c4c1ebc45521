"""The words of the council."""

from django.db import models


class Discipline(models.TextChoices):
    """What a seat is there for."""

    PHYSICS = "physics", "Physics"
    COMPUTER_SCIENCE = "computer_science", "Computer science"
    LAW = "law", "Law"
    ETHICS = "ethics", "Ethics"
    SECURITY = "security", "Security"
    EXTERNAL = "external", "From outside the institution"
    EARLY_CAREER = "early_career", "Early-career or international scholar"


LEGAL_OR_ETHICS = frozenset({Discipline.LAW, Discipline.ETHICS})
SUBJECT_EXPERTS = frozenset({Discipline.PHYSICS, Discipline.COMPUTER_SCIENCE})


class Standing(models.TextChoices):
    """The part a seat has in the council."""

    MEMBER = "member", "Member"
    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice chair"


class ReferralState(models.TextChoices):
    """Where a referral stands."""

    OPEN = "open", "Before the council"
    EXPEDITED = "expedited", "With the expedited reviewer"
    VOTING = "voting", "Being voted on"
    SUSPENDED = "suspended", "Suspended for want of a quorum"
    CONCLUDED = "concluded", "Concluded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Choice(models.TextChoices):
    """What a vote says, and what the council recommends."""

    APPROVE = "approve", "Approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions", "Approve with conditions"
    REFUSE = "refuse", "Refuse"
    NEED_MORE = "need_more", "Need more"


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    CONVENED = "convened", "Convened"
    IN_SESSION = "in_session", "In session"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class ItemKind(models.TextChoices):
    """What an item of an agenda is."""

    REFERRAL = "referral", "Referral"
    REPORT = "report", "Report or discussion"
