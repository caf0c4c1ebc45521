"""
What each one-page certificate asks of whoever knows, as data.

Deemed exports follow part 6 of form I-129 as universities prepare for it: the supervisor answers, never the guest.
Travel follows the terms of temporary exports (15 CFR 740.9(a) and (b), 740.14): a year at most, effective control
all the time, no embargoed destination, records for five years, and a clean device on loan.
"""

from dataclasses import dataclass

from compliance.licensing.states import Activity
from compliance.plans.states import CertificateKind

WORDS, YES = "words", "yes"


@dataclass(frozen=True)
class Asked:
    """One question: free words, or a statement that is ticked."""

    id: str
    wording: str
    kind: str = WORDS
    hint: str = ""
    source: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a kind of certificate asks, and of which cases it can come."""

    kind: str
    title: str
    intro: str
    subject: str
    subject_hint: str
    activities: tuple[str, ...]
    asked: tuple[Asked, ...]


DEEMED = Sheet(
    kind=CertificateKind.DEEMED_EXPORT,
    title="Attestation for a visa petition",
    intro="For part 6 of form I-129. You answer as the supervisor; the guest does not.",
    subject="Whose petition is it?",
    subject_hint="The legal name as it stands in the passport.",
    activities=(Activity.HOST,),
    asked=(
        Asked("petition", "Which visa, and is it a new petition or an extension?", hint="For example H-1B, new."),
        Asked("home", "Where do they come from: institution, department?"),
        Asked("funding", "Who pays for the position?"),
        Asked("duties", "What will they do here, in plain words?"),
        Asked("access", "Which equipment, software and technical data will they get at?"),
        Asked(
            "level",
            "How far may they work with controlled equipment?",
            hint="Running it by its manual, or also installing, maintaining, repairing, refurbishing, overhauling it. "
            "All six together are “use”.",
            source="15 CFR 772.1, “use”",
        ),
        Asked("open", "The results are meant to be published, and nobody else may forbid it.", YES),
        Asked("no_secrets", "No third party's confidential technical information is shown to them.", YES),
        Asked(
            "told",
            "They get at nothing that needs a licence before the office has said in writing that it is there.",
            YES,
            source="Form I-129, part 6",
        ),
        Asked("changes", "I tell the office before their duties change.", YES),
    ),
)
TRAVEL = Sheet(
    kind=CertificateKind.TRAVEL,
    title="Travel certification",
    intro="For equipment, software and data that travel with you and come back (licence exceptions TMP and BAG).",
    subject="Who travels?",
    subject_hint="The name as it stands in the passport.",
    activities=(Activity.TRAVEL, Activity.SHARE, Activity.PUBLISH, Activity.HOST),
    asked=(
        Asked("where", "Where to, and through which countries?"),
        Asked("days", "From which day to which?"),
        Asked("devices", "What travels: maker, model, inventory number?"),
        Asked("data", "Which controlled files are on it?", hint="None is the best answer."),
        Asked("loaner", "The device is a clean one on loan from us, or holds nothing controlled.", YES),
        Asked("back", "Everything comes back within twelve months.", YES, source="15 CFR 740.9(a)(14)"),
        Asked(
            "control",
            "I keep it under my effective control: with me, or locked in a hotel safe or a guarded room.",
            YES,
            source="15 CFR 740.9(a), effective control",
        ),
        Asked(
            "embargo",
            "It goes to no destination of country group E and to nobody on a list.",
            YES,
            source="15 CFR 740.2",
        ),
        Asked("strong", "There is no technical data of the ITAR on it, and no encryption of our own making.", YES),
        Asked("records", "The records of this journey are kept for five years.", YES, source="15 CFR 762.6"),
    ),
)
SHIPPING = Sheet(
    kind=CertificateKind.SHIPPING,
    title="Shipping clearance",
    intro="Nothing leaves the loading bay before this page is on the box.",
    subject="What is shipped?",
    subject_hint="As it stands on the packing list.",
    activities=(Activity.SHIP, Activity.SHARE),
    asked=(
        Asked("consignee", "To whom: name, street, town, country?"),
        Asked("goods", "Maker, model, serial number, quantity?"),
        Asked("value", "What is it worth, in US dollars?", hint="From 2,500 on, an export filing is needed."),
        Asked("stays", "Does it stay, or come back, and when?"),
        Asked("carrier", "Who carries it?"),
        Asked("same", "It is what the case describes, to the recipient it names, for the use it names.", YES),
        Asked(
            "screened", "No party has joined since the case was decided: no other consignee, forwarder or payer.", YES
        ),
        Asked("papers", "The authorisation's reference stands on the invoice and the waybill.", YES),
    ),
)
SHEETS: dict[str, Sheet] = {sheet.kind: sheet for sheet in (DEEMED, TRAVEL, SHIPPING)}


def fitting(activity: str) -> list[Sheet]:
    """Return the certificates that can come out of a case of this activity."""
    return [sheet for sheet in SHEETS.values() if activity in sheet.activities]
