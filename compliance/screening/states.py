"""States and small vocabularies of screening."""

from django.db import models


class VersionState(models.TextChoices):
    """What has become of an edition of a list."""

    RECEIVED = "received", "Being read"
    QUARANTINED = "quarantined", "Quarantined"
    UNUSABLE = "unusable", "Unusable"
    IN_FORCE = "in_force", "In force"
    SUPERSEDED = "superseded", "Superseded"
    DISMISSED = "dismissed", "Dismissed"


class HitState(models.TextChoices):
    """What people have said about a hit."""

    OPEN = "open", "Open"
    NEEDS_INFORMATION = "needs_information", "Needs information"
    AWAITING_SECOND = "awaiting_second", "Awaiting the second reviewer"
    CLEARED = "cleared", "Not a match"
    TRUE_MATCH = "true_match", "True match"


UNDECIDED = (HitState.OPEN, HitState.NEEDS_INFORMATION, HitState.AWAITING_SECOND)


class Band(models.TextChoices):
    """How near a name is, in the engine's words."""

    STRONG = "strong", "Strong"
    REVIEW = "review", "Review"
    BROAD = "broad", "Broad"


class Cause(models.TextChoices):
    """Why a screening was run."""

    PARTY = "party", "A party was screened"
    NAME = "name", "A name was asked about"
    CASE = "case", "A case was submitted"
    CHANGE = "change", "The party changed"
    LISTS = "lists", "The lists changed"
    FULL = "full", "Full weekly run"
    SHEET = "sheet", "A row of a spreadsheet"


class Outcome(models.TextChoices):
    """What a screening came to."""

    CLEAR = "clear", "Nothing found"
    HITS = "hits", "Possible matches"
    NOT_SCREENED = "not_screened", "Not screened"


class JobState(models.TextChoices):
    """How far a spreadsheet has come."""

    MAPPING = "mapping", "Columns to be named"
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class Retention(models.TextChoices):
    """How long a record of screening is kept."""

    OFAC = "ofac", "Ten years (OFAC)"
    EAR = "ear", "Five years (EAR)"


# 31 CFR 501.601 (in force since 12 March 2025): ten years. 15 CFR 762.6: five years.
RETENTION_YEARS = {Retention.OFAC: 10, Retention.EAR: 5}
