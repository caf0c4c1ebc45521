"""The words of end-use verification that the database knows."""

from django.db import models


class VerificationState(models.TextChoices):
    """Where a verification stands."""

    PLANNED = "planned", "Planned"
    ATTESTED = "attested", "Attested, waiting for the office"
    RECORDED = "recorded", "Carried out"
    CANCELLED = "cancelled", "No longer needed"


AWAITED = (VerificationState.PLANNED, VerificationState.ATTESTED)


class Method(models.TextChoices):
    """How the check was made."""

    ATTESTATION = "attestation", "Written attestation by the responsible person"
    RECIPIENT = "recipient", "Attestation by the recipient, by link"
    ACCESS_LOG = "access_log", "Sample of access logs"
    PUBLICATIONS = "publications", "Review of publications and derived work"
    VISIT = "visit", "Visit in person"
    VIDEO = "video", "Visit by video"
    DISPOSAL = "disposal", "Certificate of disposal or return"
    NO_RETRANSFER = "no_retransfer", "Confirmation that nothing was passed on"


class Finding(models.TextChoices):
    """What the check found."""

    AS_APPROVED = "as_approved", "Used as approved"
    DISCREPANCY = "discrepancy", "Used otherwise than approved"
    NOT_VERIFIED = "not_verified", "Could not be verified"


class Reason(models.TextChoices):
    """Why a verification is due."""

    SCHEDULE = "schedule", "Regular check"
    CLOSE_OUT = "close_out", "Check at the end of the authorisation"
    EXTRA = "extra", "Asked for by the office"
    LIST_CHANGED = "list_changed", "A list changed"
    OWNER_CHANGED = "owner_changed", "The recipient changed"
    SCOPE_CHANGED = "scope_changed", "The scope changed"


OUT_OF_CYCLE = (Reason.EXTRA, Reason.LIST_CHANGED, Reason.OWNER_CHANGED, Reason.SCOPE_CHANGED)


class StatementState(models.TextChoices):
    """Where an end-use statement stands."""

    WANTED = "wanted", "Asked for, nobody invited yet"
    INVITED = "invited", "With the recipient"
    SIGNED = "signed", "Signed, to be checked"
    ACCEPTED = "accepted", "Accepted"
    EXCUSED = "excused", "None, for a reason"
    WITHDRAWN = "withdrawn", "Not needed any more"


OPEN_STATEMENTS = (StatementState.WANTED, StatementState.INVITED, StatementState.SIGNED)


class StatementRegime(models.TextChoices):
    """Whose certificate a statement has to serve as."""

    US = "US", "United States"
    UK = "UK", "United Kingdom"
    EU = "EU", "European Union"
    OWN = "OWN", "Our own records"


class Agreement(models.TextChoices):
    """How what a recipient says compares with the case."""

    AGREES = "agrees", "Agrees with the case"
    DIFFERS = "differs", "Differs from the case"
    READ = "read", "To be read by a person"


class LinkPurpose(models.TextChoices):
    """The one thing that a link is for."""

    STATEMENT = "statement", "Fill in and sign one statement"
    VERIFICATION = "verification", "Say how it is used, for one verification"


class DiligenceState(models.TextChoices):
    """Where a due diligence stands."""

    OPEN = "open", "Being worked on"
    CONCLUDED = "concluded", "Concluded"


class PartyType(models.TextChoices):
    """As what somebody outside is looked into."""

    SUPPLIER = "supplier", "Supplier"
    RECIPIENT = "recipient", "Recipient or partner"
    HOST = "host", "Host abroad"
    VENDOR = "vendor", "Vendor of a service or cloud"


class DiligenceAnswerValue(models.TextChoices):
    """What was found about one question."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNCLEAR = "unclear", "Unclear"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class VisitState(models.TextChoices):
    """Where a visit stands."""

    PLANNED = "planned", "Planned"
    MADE = "made", "Made, with actions open"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Called off"


class Grade(models.IntegerChoices):
    """How an area was found."""

    POOR = 1, "1 · not kept"
    WEAK = 2, "2 · kept in part"
    FAIR = 3, "3 · kept, with gaps"
    GOOD = 4, "4 · kept"
    STRONG = 5, "5 · kept and shown"
