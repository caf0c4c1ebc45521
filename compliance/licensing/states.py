"""The words of licensing that the database knows: states, kinds and outcomes."""

from django.db import models


class Activity(models.TextChoices):
    """What the researcher is doing. It decides which questions are asked and which transfers follow."""

    SHARE = "share", "Share or collaborate"
    HOST = "host", "Host or employ someone"
    SHIP = "ship", "Ship something abroad"
    TRAVEL = "travel", "Travel"
    PUBLISH = "publish", "Publish or present"
    CLOUD = "cloud", "Use a cloud or remote facility"
    PROCURE = "procure", "Buy or receive"


class CaseState(models.TextChoices):
    """Where a case stands."""

    DRAFT = "draft", "Draft"
    AWAITING_ATTESTATION = "awaiting_attestation", "Awaiting the researcher's signature"
    CHECKING = "checking", "Being checked"
    OFFICER_REVIEW = "officer_review", "With the export control office"
    INFORMATION_REQUESTED = "information_requested", "Waiting for an answer"
    SECOND_REVIEW = "second_review", "With the second reviewer"
    COUNCIL_REVIEW = "council_review", "With the advisory council"
    AWAITING_DECISION = "awaiting_decision", "Ready to be decided"
    RECORDED = "recorded", "Recorded"
    APPROVED = "approved", "Approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", "Approved with conditions"
    APPROVED_IN_PART = "approved_in_part", "Approved in part"
    REFUSED = "refused", "Refused"
    RETURNED = "returned", "Returned without a decision"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Replaced by a newer version"


DRAFTS = (CaseState.DRAFT, CaseState.AWAITING_ATTESTATION)
UNDER_REVIEW = (
    CaseState.OFFICER_REVIEW,
    CaseState.INFORMATION_REQUESTED,
    CaseState.SECOND_REVIEW,
    CaseState.COUNCIL_REVIEW,
    CaseState.AWAITING_DECISION,
)
OPEN = (CaseState.CHECKING, *UNDER_REVIEW)
PERMITTED = (
    CaseState.RECORDED,
    CaseState.APPROVED,
    CaseState.APPROVED_WITH_CONDITIONS,
    CaseState.APPROVED_IN_PART,
)
DECIDED = (*PERMITTED, CaseState.REFUSED)
CLOSED = (*DECIDED, CaseState.RETURNED, CaseState.WITHDRAWN, CaseState.SUPERSEDED)


class Tier(models.IntegerChoices):
    """How much review a case gets."""

    RECORDED = 0, "0 · recorded at once"
    OFFICER = 1, "1 · one officer"
    SECOND = 2, "2 · officer and second reviewer"
    COUNCIL = 3, "3 · advisory council"


class Known(models.TextChoices):
    """An answer that may honestly be "I do not know"."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "I do not know"


class ItemKind(models.TextChoices):
    """What sort of thing an item is."""

    HARDWARE = "hardware", "Equipment, a device or a component"
    SOFTWARE = "software", "Software"
    TECHNOLOGY = "technology", "Know-how, designs or technical data"
    MATERIAL = "material", "A material"


INFORMATION = (ItemKind.SOFTWARE, ItemKind.TECHNOLOGY)


class SoftwareForm(models.TextChoices):
    """In which form software is handed over."""

    SOURCE = "source_code", "Source code"
    OBJECT = "object_code", "A program without its source"


class Mode(models.TextChoices):
    """How an item reaches its recipient."""

    PHYSICAL = "physical", "Sent or carried"
    ELECTRONIC = "electronic", "Sent electronically or put online"
    RELEASE = "release_in_country", "Shown or explained here"
    REMOTE = "remote_access", "Used from elsewhere over a network"
    SERVICE = "service", "Help or training given"


class PartyRole(models.TextChoices):
    """What an outside party is to the case."""

    RECIPIENT = "recipient", "Receives it"
    END_USER = "end_user", "Uses it in the end"
    INTERMEDIARY = "intermediary", "Handles it on the way"
    VISITOR = "visitor", "Comes to us or works here"
    HOME = "home", "Employer or home institution of the visitor"
    FUNDER = "funder", "Pays for the work"
    PROVIDER = "provider", "Runs the facility or service"
    SUPPLIER = "supplier", "Supplies us"
    ORGANISER = "organiser", "Organises the event or publishes"


RECEIVING_ROLES = (PartyRole.RECIPIENT, PartyRole.END_USER, PartyRole.VISITOR, PartyRole.PROVIDER)


class ClockSide(models.TextChoices):
    """With whom a case is, as far as its clock is concerned."""

    WITH_US = "with_us", "With us"
    WITH_YOU = "with_you", "With the applicant"
    STOPPED = "stopped", "Stopped"


class RequestState(models.TextChoices):
    """Where a request for information stands."""

    OPEN = "open", "Waiting for an answer"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed without an answer"


class ReviewKind(models.TextChoices):
    """Whose review it is."""

    RECOMMENDATION = "recommendation", "Officer's recommendation"
    SECOND = "second_review", "Second review"


class Verdict(models.TextChoices):
    """What is recommended or decided about a transfer or a case."""

    APPROVE = "approve", "Approve"
    CONDITIONS = "approve_with_conditions", "Approve with conditions"
    REFUSE = "refuse", "Refuse"


class DecisionOutcome(models.TextChoices):
    """What was decided about a whole case."""

    RECORDED = "recorded", "Recorded at once"
    APPROVE = "approve", "Approved"
    CONDITIONS = "approve_with_conditions", "Approved with conditions"
    PART = "approve_in_part", "Approved in part"
    REFUSE = "refuse", "Refused"


class Outcome(models.TextChoices):
    """The answer for one transfer under one regime."""

    EXCLUDED = "excluded", "Excluded"
    NOT_CONTROLLED = "not_controlled", "Not controlled"
    NO_LICENCE = "no_licence_required", "No licence required"
    EXCEPTION = "exception", "Exception or general authorisation"
    LICENCE = "licence_required", "Licence required"
    PROHIBITED = "prohibited", "Prohibited"
    NEEDS_PERSON = "needs_person", "Needs a person"


PERMISSIVE = (Outcome.EXCLUDED, Outcome.NOT_CONTROLLED, Outcome.NO_LICENCE, Outcome.EXCEPTION)


class AuthorisationKind(models.TextChoices):
    """What permits a transfer."""

    EXCLUSION = "exclusion", "Exclusion"
    NO_LICENCE = "no_licence_required", "No licence required"
    EXCEPTION = "exception", "Licence exception"
    GENERAL = "general_authorisation", "General authorisation"
    LICENCE = "government_licence", "Government licence"


class AuthorisationState(models.TextChoices):
    """Where an authorisation stands."""

    PENDING = "pending", "Not in force yet"
    IN_FORCE = "in_force", "In force"
    SUSPENDED = "suspended", "Suspended"
    EXHAUSTED = "exhausted", "Used up"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
    SURRENDERED = "surrendered", "Given back"
    REPLACED = "replaced", "Replaced by a newer one"


class DueRule(models.TextChoices):
    """When a condition falls due."""

    STANDING = "standing", "Always, as long as the authorisation lasts"
    BEFORE_USE = "before_use", "Before the first transfer"
    BY_DATE = "by_date", "By a day"
    YEARLY = "yearly", "Every year"


STILL_LIVE = (
    AuthorisationState.PENDING,
    AuthorisationState.IN_FORCE,
    AuthorisationState.SUSPENDED,
    AuthorisationState.EXHAUSTED,
)


class ConditionState(models.TextChoices):
    """Where a condition stands."""

    OPEN = "open", "Open"
    MET = "met", "Met"
    WAIVED = "waived", "Waived"


class LetterKind(models.TextChoices):
    """What a letter says."""

    AUTHORISATION = "authorisation", "Authorisation"
    REFUSAL = "refusal", "Refusal"


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    LODGED = "lodged", "Lodged"
    UPHELD = "upheld", "The decision stands"
    VARIED = "varied", "The decision was changed"
    REMITTED = "remitted", "Sent back to be decided again"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ApplicationState(models.TextChoices):
    """Where an application to a government agency stands."""

    PREPARED = "prepared", "Being prepared"
    FILED = "filed", "With the agency"
    QUERIED = "queried", "The agency waits for us"
    GRANTED = "granted", "Granted"
    DENIED = "denied", "Denied"
    NOT_ACTED_ON = "not_acted_on", "Returned without action"
    WITHDRAWN = "withdrawn", "Withdrawn"


BEFORE_AGENCY = (ApplicationState.PREPARED, ApplicationState.FILED, ApplicationState.QUERIED)


class QueryKind(models.TextChoices):
    """What an agency sends before it decides."""

    QUESTION = "question", "A question"
    INTENT_TO_DENY = "intent_to_deny", "A notice that it intends to deny"
