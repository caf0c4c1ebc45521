"""The words of incidents."""

from django.db import models


class Nature(models.TextChoices):
    """What went wrong: the six themes of academic disclosures to BIS (August 2024), and what else a university sees."""

    UNLICENSED_EXPORT = "unlicensed_export", "Something was sent abroad without a licence"
    LISTED_PARTY = "listed_party", "Dealing with a listed party"
    DEEMED_EXPORT = "deemed_export", "Controlled technology shown or given to somebody here"
    TEMPORARY_EXPORT = "temporary_export", "A temporary export that went wrong"
    EXPORT_FILING = "export_filing", "A missing or wrong export filing"
    RECORDKEEPING = "recordkeeping", "Records missing or wrong"
    SCREENING_LAPSE = "screening_lapse", "Somebody was not screened"
    CONTROL_PLAN = "control_plan", "A control plan was not kept"
    UNAUTHORISED_ACCESS = "unauthorised_access", "Access by somebody who should have none"
    LATE_REPORT = "late_report", "Something was reported too late"
    DATA_BREACH = "data_breach", "Personal data were lost or seen by others"
    OTHER = "other", "Something else, or not sure"


class Known(models.TextChoices):
    """What the reporter knows."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "Not sure"


class ReportState(models.TextChoices):
    """Where a report stands."""

    RECEIVED = "received", "Received"
    TAKEN_UP = "taken_up", "Taken up"
    SET_ASIDE = "set_aside", "Answered without an incident"


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    OPEN = "open", "Being contained"
    INVESTIGATING = "investigating", "Under investigation"
    DECIDING = "deciding", "Being decided"
    REMEDYING = "remedying", "Being put right"
    CLOSED = "closed", "Closed"
    UNFOUNDED = "unfounded", "Unfounded and sealed"


OPEN_STATES = (IncidentState.OPEN, IncidentState.INVESTIGATING, IncidentState.DECIDING, IncidentState.REMEDYING)


class Severity(models.IntegerChoices):
    """How bad it is; the reasons stand beside it."""

    MINOR = 1, "Minor"
    MODERATE = 2, "Moderate"
    SERIOUS = 3, "Serious"
    CRITICAL = 4, "Critical"


class Part(models.TextChoices):
    """A person's part in an incident."""

    LEAD = "lead", "Leads the response"
    INVESTIGATOR = "investigator", "Investigates"
    READER = "reader", "Reads"
    COUNSEL = "counsel", "Legal counsel"
    OFFICIAL = "official", "Decides about disclosure"
    PANEL = "panel", "Sits on the panel"
    APPEAL_PANEL = "appeal_panel", "Sits on the appeal panel"
    SUBJECT = "subject", "Is concerned"
    KEPT_AWAY = "kept_away", "Is kept away"


TEAM = (Part.LEAD, Part.INVESTIGATOR)
READERS = (*TEAM, Part.READER, Part.COUNSEL, Part.OFFICIAL, Part.PANEL, Part.APPEAL_PANEL)
SHUT_OUT = (Part.SUBJECT, Part.KEPT_AWAY)
# Whoever has had one of these parts never has another of them in the same incident.
APART = (Part.LEAD, Part.INVESTIGATOR, Part.OFFICIAL, Part.PANEL, Part.APPEAL_PANEL, Part.SUBJECT)


class Mark(models.TextChoices):
    """Who of those who know an incident may read a piece of its file."""

    OPEN = "open", "The file"
    PRIVILEGED = "privileged", "Privileged: counsel and those whom counsel named"
    SECURITY = "security", "Security: named people only"


class Fact(models.TextChoices):
    """The recorded facts from which clocks start, and those by which they are met."""

    RECEIVED = "received", "The report was received"
    ACKNOWLEDGED = "acknowledged", "Somebody of the team read it"
    DISCOVERED = "discovered", "It was known that something went wrong"
    CONTAINED = "contained", "It was contained"
    BREACH_AWARE = "breach_aware", "It was reasonably certain that personal data were breached"
    BREACH_NOTIFIED = "breach_notified", "The data protection authority was told"
    BIS_NOTIFIED = "bis_notified", "BIS received the first notice"
    BIS_NARRATIVE = "bis_narrative", "BIS received the full account"
    DDTC_NOTIFIED = "ddtc_notified", "DDTC received the first notice"
    DDTC_NARRATIVE = "ddtc_narrative", "DDTC received the full disclosure"
    DISCLOSURE_DECIDED = "disclosure_decided", "It was decided whether to disclose"
    NOTICE_SERVED = "notice_served", "The notice of facts was served"
    ANSWERED = "answered", "The person answered, or said that they will not"
    DECIDED = "decided", "The panel's decision was served"
    APPEALED = "appealed", "An appeal was lodged"
    APPEAL_DECIDED = "appeal_decided", "The appeal was decided"
    CLOSED = "closed", "The incident was closed"


class Change(models.TextChoices):
    """What happens to a clock besides its running."""

    ASKED = "asked", "More time was asked for"
    GRANTED = "granted", "More time was granted"
    REFUSED = "refused", "More time was refused"
    NOT_APPLICABLE = "not_applicable", "Does not apply"
    APPLICABLE = "applicable", "Applies after all"


class MeasureKind(models.TextChoices):
    """How something is stopped until it is understood."""

    STOP_WORK = "stop_work", "Stop of an activity"
    HOLD_CASE = "hold_case", "Hold on a case"
    SUSPEND = "suspend", "Suspension of an authorisation"
    ACCESS = "access", "Suspension of access"
    PRESERVE = "preserve", "Preservation of records"


class MeasureState(models.TextChoices):
    """Whether a precaution stands."""

    IN_FORCE = "in_force", "In force"
    LIFTED = "lifted", "Lifted"


class TaskState(models.TextChoices):
    """Where a task of an investigation stands."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Not needed"


class DisclosureState(models.TextChoices):
    """Where the question of a disclosure stands."""

    DRAFT = "draft", "Being drafted"
    IN_REVIEW = "in_review", "Being reviewed"
    NOT_DISCLOSED = "not_disclosed", "Decided: no disclosure"
    TO_DISCLOSE = "to_disclose", "Decided: to be disclosed"
    SUBMITTED = "submitted", "Submitted"
    CONCLUDED = "concluded", "Concluded by the agency"


class Agency(models.TextChoices):
    """To whom something is disclosed."""

    BIS = "bis", "BIS, Office of Export Enforcement"
    DDTC = "ddtc", "DDTC"
    OFAC = "ofac", "OFAC"
    DPA = "dpa", "Data protection authority"
    OTHER = "other", "Another authority or a funder"


class Direction(models.TextChoices):
    """Which way a letter went."""

    SENT = "sent", "Sent"
    GOT = "got", "Received"


class HearingState(models.TextChoices):
    """Where a hearing stands."""

    PREPARED = "prepared", "Being prepared"
    NOTICE = "notice", "Waiting for the answer"
    PANEL = "panel", "Before the panel"
    DECIDED = "decided", "Decided, open to appeal"
    APPEALED = "appealed", "Before the appeal panel"
    FINAL = "final", "Final"
    UNFOUNDED = "unfounded", "Unfounded and sealed"


class Response(models.TextChoices):
    """What may follow for somebody. Learning and putting right come first."""

    GUIDANCE = "guidance", "A conversation about how it is done rightly"
    TRAINING = "training", "A course"
    REVIEW = "review", "A second look at what was done"
    REMINDER = "reminder", "A written reminder"
    ACTION_PLAN = "action_plan", "A plan of the unit with a deadline"
    CONTROL_PLAN = "control_plan", "A control plan for the activity"
    SUPERVISOR = "supervisor", "The supervisor is told"
    AUDIT = "audit", "An audit of the activity"
    SELF_CERTIFICATION = "self_certification", "No self-certification: an officer looks at every case"
    PROJECT = "project", "Suspension of the project"
    COUNCIL = "council", "Review by the advisory council"
    REFERRAL = "referral", "Referral to the institution's disciplinary body"


class Verdict(models.TextChoices):
    """What a panel decides."""

    RESPONSE = "response", "A response follows"
    UNFOUNDED = "unfounded", "Unfounded: nothing follows, the file is sealed"
    UPHOLD = "uphold", "The decision stands"
    VARY = "vary", "The decision is changed in favour of whoever appealed"
    ANNUL = "annul", "The decision is annulled, the file is sealed"


ON_APPEAL = (Verdict.UPHOLD, Verdict.VARY, Verdict.ANNUL)
SEALING = (Verdict.UNFOUNDED, Verdict.ANNUL)


class LetterTo(models.TextChoices):
    """What a letter of a hearing is."""

    NOTICE = "notice", "Notice of facts"
    DECISION = "decision", "Decision"
    APPEAL = "appeal", "Decision on the appeal"
    SEALED = "sealed", "Unfounded"
    TIME_GRANTED = "time_granted", "More time to answer"
    TIME_REFUSED = "time_refused", "No more time to answer"
    FINAL = "final", "The decision is final"


OF_TIME = (LetterTo.TIME_GRANTED, LetterTo.TIME_REFUSED)


class LessonState(models.TextChoices):
    """Where a lesson stands."""

    DRAFT = "draft", "Being written"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"
