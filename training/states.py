"""The words of training: what a course version, a question, a requirement and an imported row can be."""

from django.db import models


class VersionState(models.TextChoices):
    """The life of one version of a course."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"


class QuestionKind(models.TextChoices):
    """How a knowledge check is answered."""

    SINGLE = "single", "One answer"
    MULTIPLE = "multiple", "Several answers"
    NUMERIC = "numeric", "A number"
    ORDERING = "ordering", "Put in order"


class Audience(models.TextChoices):
    """Whom a requirement speaks of."""

    EVERYONE = "everyone", "Everyone"
    ROLE = "role", "Everyone with a role"
    UNIT = "unit", "Everyone in a unit and below it"
    CIRCLE = "circle", "Everyone in a circle that another part of the portal keeps"
    FUNDER = "funder", "Everyone on a proposal to a funder"
    PERSON = "person", "One person"


class Standing(models.TextChoices):
    """How a person stands with one required course on a day."""

    CURRENT = "current", "Current"
    DUE = "due", "To do"
    LAPSED = "lapsed", "Lapsed"
    MISSING = "missing", "Overdue"
    EXEMPT = "exempt", "Exempt"


class RowState(models.TextChoices):
    """What has become of one row of an imported file."""

    READY = "ready", "Ready"
    REPEATED = "repeated", "On record already"
    UNMAPPED = "unmapped", "Course not named yet"
    FAULTY = "faulty", "To be mended"
    RECORDED = "recorded", "Recorded"
    DROPPED = "dropped", "Set aside"


class SessionState(models.TextChoices):
    """The life of one sitting of a tabletop exercise."""

    PLANNED = "planned", "Planned"
    RUNNING = "running", "Under way"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class Pace(models.TextChoices):
    """What brings the next message of a tabletop exercise to the table."""

    HAND = "hand", "The facilitator, by hand"
    CLOCK = "clock", "The clock, and the facilitator if sooner"


class Part(models.TextChoices):
    """What somebody does at the table."""

    PLAYER = "player", "Answers"
    SCRIBE = "scribe", "Answers and takes notes"
    OBSERVER = "observer", "Watches"


class LessonStatus(models.TextChoices):
    """How far a SCORM 1.2 package says that somebody has come."""

    NOT_ATTEMPTED = "not attempted", "Not begun"
    INCOMPLETE = "incomplete", "Under way"
    BROWSED = "browsed", "Looked through"
    COMPLETED = "completed", "Completed"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Not passed"
