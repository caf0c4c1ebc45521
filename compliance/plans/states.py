"""The words of control plans that the database knows."""

from django.db import models


class Weight(models.TextChoices):
    """How heavy a plan is."""

    LETTER = "letter", "Compliance letter"
    MITIGATION = "mitigation", "Mitigation plan"
    FULL = "full", "Technology control plan"


HEAVINESS = {Weight.LETTER: 1, Weight.MITIGATION: 2, Weight.FULL: 3}


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", "Draft"
    SIGNING = "signing", "Being signed"
    ACTIVE = "active", "Active"
    CLOSING = "closing", "Being closed out"
    CLOSED = "closed", "Closed out"
    WITHDRAWN = "withdrawn", "Withdrawn"


LIVE = (PlanState.SIGNING, PlanState.ACTIVE, PlanState.CLOSING)
UNFINISHED = (PlanState.DRAFT, *LIVE)


class Part(models.TextChoices):
    """A part of a plan. A change of a part is signed by those whom it touches."""

    ITEMS = "items", "Items and entries"
    PEOPLE = "people", "People"
    ROOMS = "rooms", "Rooms"
    SYSTEMS = "systems", "Systems and cloud"
    PHYSICAL = "physical", "How it is kept"
    MARKING = "marking", "How it is marked"
    TRANSMISSION = "transmission", "Receiving and sending"
    VISITORS = "visitors", "Visitors"
    MEETINGS = "meetings", "Meetings and conversations"
    TRAVEL = "travel", "Travel"
    PUBLICATION = "publication", "Publications and theses"
    SUBCONTRACTORS = "subcontractors", "Subcontractors"
    DISPOSITION = "disposition", "At the end"
    INCIDENTS = "incidents", "If something goes wrong"


class Capacity(models.TextChoices):
    """In which capacity somebody signs."""

    RESPONSIBLE = "responsible", "Responsible person"
    PARTICIPANT = "participant", "Participant"
    IT_MANAGER = "it_manager", "IT manager"
    HEAD = "head", "Head of unit"


class LegalStatus(models.TextChoices):
    """What a control's text makes of a person. Asked for only where a text asks."""

    NOT_ASKED = "not_asked", "No text asks"
    CITIZEN = "citizen", "Citizen of the country"
    RESIDENT = "resident", "Permanent resident"
    PROTECTED = "protected", "Protected individual (asylee or refugee)"
    AUTHORISED = "authorised", "Anybody else, covered by an authorisation"
    EXCLUDED = "excluded", "Anybody else, kept away from what is controlled"


class Disposition(models.TextChoices):
    """What became of an item at the end."""

    HELD = "held", "Still held"
    RETURNED = "returned", "Returned"
    DESTROYED = "destroyed", "Destroyed or wiped"
    PASSED_ON = "passed_on", "Passed on under another authorisation"
    RELEASED = "released", "No longer controlled"


class SystemKind(models.TextChoices):
    """What sort of system holds controlled information."""

    WORKSTATION = "workstation", "Workstation or laptop"
    SERVER = "server", "Server of ours"
    INSTRUMENT = "instrument", "Instrument or control computer"
    REMOVABLE = "removable", "Removable storage"
    CLOUD = "cloud", "Cloud service"


class AttestationState(models.TextChoices):
    """Where a yearly attestation stands."""

    DUE = "due", "Due"
    GIVEN = "given", "Given"
    CANCELLED = "cancelled", "No longer needed"


class CertificateKind(models.TextChoices):
    """What a one-page certificate is for."""

    DEEMED_EXPORT = "deemed_export", "Deemed-export attestation for a visa petition"
    TRAVEL = "travel", "Travel certification"
    SHIPPING = "shipping", "Shipping clearance"
    CLOSE_OUT = "close_out", "Close-out certificate"


class CertificateState(models.TextChoices):
    """Where a certificate stands."""

    ASKED = "asked", "Waiting for the office"
    ISSUED = "issued", "Issued"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
