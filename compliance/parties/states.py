"""What kinds of party there are, and by which numbers they are known."""

from django.db import models


class Kind(models.TextChoices):
    """What a party is."""

    PERSON = "person", "Person"
    ORGANISATION = "organisation", "Organisation"
    VESSEL = "vessel", "Vessel"
    AIRCRAFT = "aircraft", "Aircraft"
    UNKNOWN = "unknown", "Not known"


class Scheme(models.TextChoices):
    """Who gives out an identifier."""

    ORCID = "orcid", "ORCID"
    ROR = "ror", "ROR"
    LEI = "lei", "LEI"
    IMO = "imo", "IMO number"
    REGISTRATION = "registration", "Registration number"


# One party bears one of these at most, and no other party the same one; registers count each for itself.
UNIQUE = (Scheme.ORCID, Scheme.ROR, Scheme.LEI, Scheme.IMO)
