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
