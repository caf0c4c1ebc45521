"""The words of guidance that the database knows."""

from django.db import models


class VersionState(models.TextChoices):
    """Where a version of a page stands."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "Being reviewed"
    PUBLISHED = "published", "Published"
    REPLACED = "replaced", "Replaced by a newer version"


class Kind(models.TextChoices):
    """What a page is for."""

    GUIDE = "guide", "How it works"
    RATIONALE = "rationale", "Why these controls exist"
    CASE = "case", "Research that went ahead"
    ENFORCEMENT = "enforcement", "What happened to others"
    HELP = "help", "Words, questions, people"
