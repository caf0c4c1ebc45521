"""The words of feedback that the database knows."""

from django.db import models


class Helped(models.TextChoices):
    """The first question's answers."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Theme(models.TextChoices):
    """What a remark is about, as somebody who reads it puts it."""

    WORDS = "words", "Words that are hard to understand"
    MISSING = "missing", "Something is missing"
    WAITING = "waiting", "It takes too long"
    FAIRNESS = "fairness", "It feels unfair"
    TECHNICAL = "technical", "Something does not work"
    PRAISE = "praise", "Praise"
    OTHER = "other", "Something else"


class CommentState(models.TextChoices):
    """Where a comment in a consultation stands."""

    RECEIVED = "received", "Waiting for a response"
    ANSWERED = "answered", "Published with a response"
    KEPT = "kept", "Not published"
