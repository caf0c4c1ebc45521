"""Releases of technology and source code to people, and who counts as foreign to whom."""

from datetime import date

from compliance.classification.engine.asking import Ask, Target
from compliance.classification.engine.assessing import Reading
from compliance.classification.engine.facts import (
    HIT,
    OBJECT_CODE,
    ORGANISATION,
    PERSON,
    RELEASE,
    REMOTE,
    SOFTWARE,
    Recipient,
)
from compliance.classification.engine.judging import MET, UNKNOWN, unique
from compliance.classification.engine.rules import Effect, Finding, rule

QUANTUM_RULE_DAY = date(2024, 9, 6)  # 742.4(a)(5)(ii)(A): staff of this day are grandfathered
CONCERN = ("D:1", "D:5")
GAAFET = "gaafet"


def nationalities(recipient: Recipient, person_rule: str) -> tuple[tuple[str, ...], bool]:
    """
    The countries that count for a release to this person, and whether every one counts or only one of them.

    The EAR looks at the most recent citizenship or permanent residence (734.13(b)); the ITAR, as recalled, at all.
    Where nobody has said which of several is the most recent, each is looked at, and a person settles it if it matters.
    """
    if recipient.kind == ORGANISATION:
        return ((recipient.country,) if recipient.country else ()), False
    held = unique((*recipient.citizenships, *filter(None, [recipient.most_recent_citizenship])))
    if person_rule == "all":
        return unique((*held, *recipient.permanent_resident_of)), True
    if recipient.most_recent_residence:
        return (recipient.most_recent_residence,), False
    latest = (recipient.most_recent_citizenship,) if recipient.most_recent_citizenship else held
    return unique((*latest, *recipient.permanent_resident_of)), False


def is_local(recipient: Recipient, country: str) -> bool:
    """Whether the person is a citizen, a permanent resident or a protected person where the release happens."""
    if recipient.kind == ORGANISATION:
        return recipient.country == country
    return country in (
        *recipient.citizenships,
        recipient.most_recent_citizenship,
        *recipient.permanent_resident_of,
    ) or (recipient.protected and country == "US")


def is_us_person(recipient: Recipient) -> bool:
    """Whether a person is no foreign person in the sense of 772.1, wherever a release happens."""
    return recipient.kind == PERSON and is_local(recipient, "US")


@rule("US-EAR.domestic", citation="15 CFR 734.13(a); 734.16")
def domestic(ask: Ask) -> Finding | None:
    """A thing that stays in the country is not exported; only technology and source code are released to people."""
    if ask.item.is_information:
        return None
    says = "The item stays in the United States. A deemed export is of technology or source code, not of a thing."
    return Finding(Effect.FREES, says, uses=("destination", "kind"))


@rule("US-EAR.object-code", citation="15 CFR 734.13(a)(2)")
def object_code(ask: Ask) -> Finding | None:
    """Object code given to a person in the country is no deemed export."""
    if ask.item.kind != SOFTWARE or ask.item.form != OBJECT_CODE:
        return None
    return Finding(Effect.FREES, "Only object code is given; a deemed export is of source code.", uses=("form",))


@rule("US-EAR.not-foreign", citation="15 CFR 734.13(a)(2), 734.14(a)(2); 772.1")
def not_foreign(ask: Ask) -> Finding | None:
    """Citizens, permanent residents and protected persons of the country of release are not foreign there."""
    if is_us_person(ask.recipient) and ask.transfer.destination != "US":
        says = "A citizen, permanent resident or protected person of the United States is foreign nowhere (772.1)."
        return Finding(Effect.FREES, says, uses=("citizenships", "permanent_resident_of"))
    if not is_local(ask.recipient, ask.transfer.destination):
        return None
    place = ask.place(ask.transfer.destination)
    name = place.name if place else ask.transfer.destination
    says = f"The recipient is not foreign in {name}: a release there is no deemed export."
    return Finding(Effect.FREES, says, uses=("citizenships", "permanent_resident_of"))


@rule("US-EAR.nationality-unknown", citation="15 CFR 734.13(b), 734.14(b)")
def nationality_unknown(ask: Ask) -> Finding | None:
    """A release counts as going to the person's most recent country; without one, nobody can tell."""
    if nationalities(ask.recipient, ask.regime.person_rule)[0]:
        return None
    inside = ask.transfer.mode == RELEASE or ask.transfer.destination in ask.regime.exporting_countries
    if ask.recipient.kind == ORGANISATION and not inside:
        return None  # it goes to the destination; whom the organisation shows it to is a transfer of its own
    if ask.recipient.kind == ORGANISATION:
        says = "Nobody has said from which country the organisation is to which the information is released."
        return Finding(Effect.REFERS, says, uses=("country",), settles=("recipient.country",))
    says = "Nobody has said which citizenship or permanent residence of the recipient is the most recent."
    return Finding(Effect.REFERS, says, uses=("citizenships",), settles=("recipient.most_recent_citizenship",))


@rule("US-EAR.nationality-contradicted", citation="15 CFR 734.13(b), 734.14(b)")
def nationality_contradicted(ask: Ask) -> Finding | None:
    """The most recent citizenship is one of those held, the most recent residence one that is permanent."""
    who = ask.recipient
    unheld = who.most_recent_citizenship and who.citizenships and who.most_recent_citizenship not in who.citizenships
    held = (*who.citizenships, who.most_recent_citizenship, *who.permanent_resident_of)
    if not unheld and (not who.most_recent_residence or who.most_recent_residence in held):
        return None
    name = "most_recent_citizenship" if unheld else "most_recent_residence"
    says = f"What is said of the recipient contradicts itself: {getattr(who, name)} is not among what they hold."
    return Finding(Effect.REFERS, says, uses=(name, "citizenships"), settles=(f"recipient.{name}",))


@rule("US-EAR.deemed", citation="15 CFR 734.13(b), 734.14(b)")
def counts_as(ask: Ask, target: Target) -> Finding | None:
    """A release counts as an export to the most recent country of citizenship or permanent residence."""
    says = f"The release counts as an export to {target.place.name}, the recipient's most recent country."
    return Finding(Effect.NOTES, says, uses=("most_recent_citizenship", "permanent_resident_of"))


@rule("US-EAR.deemed-discrepancy", citation="15 CFR 742.4(a)(5)(ii)(B); 742.6(a)(10)(ii)(B); Part 736 Supp. 1 (f)(3)")
def discrepancy(ask: Ask, reading: Reading, target: Target) -> Finding | None:
    """Where two sections name the same release differently, a person settles which of them is meant."""
    deemed = reading.entry.deemed
    if deemed is None or not deemed.confirm or reading.entry.kind != SOFTWARE:
        return None
    reasons = tuple(reason.code for reason in reading.entry.reasons if reason.mode == "worldwide")
    says = f"{reading.name}: {deemed.confirm}"
    return Finding(Effect.POSSIBLY, says, row=reading.entry, source=deemed.source, reasons=reasons)


@rule("US-EAR.deemed-excluded", citation="15 CFR 742.4(a)(5)(ii)(B); 742.6(a)(10)(ii)(B)")
def excluded_nationals(ask: Ask, reading: Reading, target: Target) -> Finding | None:
    """Releases to nationals of countries outside D:1 and D:5 are outside the worldwide quantum controls."""
    if reading.entry.deemed is None or target.place.is_in(CONCERN):
        return None
    says = f"{reading.name}: {target.place.name} is in neither D:1 nor D:5, so the release needs no licence."
    # The general licences that an entry of another rule names say nothing of these people; the exclusion itself does.
    source = reading.entry.deemed.source if reading.entry.deemed.rule != GAAFET else ""
    return Finding(_frees(reading), says, row=reading.entry, source=source, uses=("most_recent_citizenship",))


@rule("US-EAR.deemed-grandfathered", citation="15 CFR 742.4(a)(5)(ii)(A); 742.6(a)(10)(ii)(A)")
def grandfathered(ask: Ask, reading: Reading, target: Target) -> Finding | None:
    """Staff of 6 September 2024 who are on no list stay outside the quantum controls, 3E905 apart."""
    since, deemed = ask.recipient.employed_since, reading.entry.deemed
    if since is None or since > QUANTUM_RULE_DAY or deemed is None or not deemed.grandfathered:
        return None
    if ask.recipient.listed or ask.recipient.screening == HIT:
        return None
    says = f"{reading.name}: the recipient was on the staff on {QUANTUM_RULE_DAY.isoformat()} and stays outside."
    return Finding(_frees(reading), says, row=reading.entry, source=deemed.source, uses=("employed_since",))


def outside_quantum_controls(ask: Ask, reading: Reading, target: Target) -> bool:
    """Whether one of the layers of the deemed-export rule takes this release out, or a person settles that."""
    layers = (grandfathered, discrepancy, excluded_nationals)
    return any(layer(ask, reading, target) is not None for layer in layers)


@rule("US-EAR.in-country", citation="15 CFR 734.16")
def in_country(ask: Ask) -> Finding | None:
    """A change of hands inside a foreign country is looked at as if it went there."""
    if ask.facts.exporting_country != ask.transfer.destination:
        return None
    return Finding(Effect.NOTES, "A transfer inside one foreign country is looked at as if it went there.")


@rule("US-EAR.remote-access", citation="15 CFR 734.13 to 734.15 (guidance recalled)")
def remote_access(ask: Ask) -> Finding | None:
    """Using a machine from afar is no release of technology by itself, as recalled; nobody could verify it."""
    if ask.transfer.mode != REMOTE or ask.item.is_information or not _may_be_listed(ask):
        return None
    says = "Remote use of a listed machine is, as recalled, no release by itself; a person confirms what it reveals."
    return Finding(Effect.REFERS, says, uses=("mode",), recalled=True)


@rule("US-EAR.service", citation="15 CFR 744.6 (recalled); 734.5(a)")
def service(ask: Ask) -> Finding | None:
    """A service is judged by who gives it and what for, not by the item alone."""
    if not _may_be_listed(ask):
        return None
    says = "A service on a listed item is judged under the rules on activities of US persons; a person looks."
    return Finding(Effect.REFERS, says, uses=("mode",), recalled=True)


def _may_be_listed(ask: Ask) -> bool:
    return any(each.truth in (MET, UNKNOWN) and not each.entry.residual for each in ask.assessment.readings)


def _frees(reading: Reading) -> Effect:
    return Effect.FREES if reading.truth == MET else Effect.NOTES
