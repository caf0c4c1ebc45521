"""The states of an exclusion session, and the words of outcomes as columns."""

from django.db import models

from compliance.classification.engine.outcomes import LABELS, Outcome


class SessionState(models.TextChoices):
    """Where the questions about an exclusion stand."""

    OPEN = "open", "Being answered"
    CONCLUDED = "concluded", "Concluded"
    REOPENED = "reopened", "Re-opened"


class Ended(models.TextChoices):
    """Why a determination stands no more."""

    SUPERSEDED = "superseded", "A newer one took its place"
    REOPENED = "reopened", "Re-opened"


OUTCOMES = [(str(outcome), LABELS[outcome]) for outcome in Outcome]
OUTCOME_TONES = {
    Outcome.EXCLUDED: "done",
    Outcome.NOT_CONTROLLED: "done",
    Outcome.NO_LICENCE_REQUIRED: "done",
    Outcome.EXCEPTION: "moving",
    Outcome.LICENCE_REQUIRED: "waiting",
    Outcome.NEEDS_PERSON: "waiting",
    Outcome.PROHIBITED: "stopped",
}
