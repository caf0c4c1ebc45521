"""
The account of a disclosure in nine parts, assembled from the records.

The nine parts follow what universities send (University of Pittsburgh, "Detecting and reporting violations"):
background, the suspected violation, items and their control categories, dates, countries, citizenship of the persons
involved, how it happened, corrective actions, commitment. Citizenship is written by a person: no record is read for it.
"""

from compliance.incidents.models import Incident
from compliance.incidents.states import Fact, MeasureState
from portal.core import words

PARTS = (
    "Background of the project",
    "The suspected violation",
    "Items and their control categories",
    "Dates",
    "Countries",
    "Citizenship of the persons involved",
    "How it happened",
    "Corrective actions",
    "Commitment",
)
HINTS = (
    "The research, who pays for it, where it is done, and what was agreed about publication.",
    "Which rule may have been broken, and by what.",
    "Each item, its control entry and how it was classified.",
    "When it happened, when it was discovered, when it was contained.",
    "Every country that something reached or whose national was reached.",
    "As far as the rule asks for it. It is not read from any record; write what the agency needs and no more.",
    "The causes, and what should have stopped it.",
    "What was stopped, and what is done so that it does not happen again, by whom and until when.",
    "What the institution undertakes, and who answers questions.",
)
TO_WRITE = "[To be written.]"


def draft(incident: Incident, *, institution: str, contact: str) -> list[str]:
    """Return the nine parts as far as the records say something."""
    cases = [link.case for link in incident.links.select_related("case__unit") if link.case]
    return [
        _background(cases),
        f"{incident.get_nature_display()}. {incident.account}".strip(),
        _items(cases),
        _dates(incident),
        _countries(cases),
        TO_WRITE,
        incident.causes or TO_WRITE,
        _actions(incident),
        f"{institution} takes its obligations under export control law seriously, looks into every report and reports "
        f"what it finds. It answers every further question. Contact: {contact}.",
    ]


def _background(cases: list) -> str:
    told = []
    for case in cases:
        unit = f", {case.unit}" if case.unit else ""
        told.append(f"{case.reference}, “{case.title}”{unit}. {case.summary}")
    return "\n\n".join(told) or TO_WRITE


def _items(cases: list) -> str:
    lines = []
    for case in cases:
        for transfer in case.transfers.select_related("item").order_by("number"):
            found = transfer.determinations.standing().order_by("pk")
            entries = sorted({entry for each in found for entry in each.entries.split()})
            lines.append(f"{transfer.item.name}: {', '.join(entries) or 'no entry determined'}.")
    return "\n".join(dict.fromkeys(lines)) or TO_WRITE


def _dates(incident: Incident) -> str:
    lines = [f"It happened on {words.day(incident.happened_on)}."] if incident.happened_on else []
    shown = (Fact.DISCOVERED, Fact.CONTAINED, Fact.BREACH_AWARE)
    for fact in incident.facts.filter(kind__in=shown, subject=None).order_by("at"):
        lines.append(f"{fact.get_kind_display()}: {words.moment(fact.at)}.")
    return "\n".join(lines) or TO_WRITE


def _countries(cases: list) -> str:
    names = {transfer.destination for case in cases for transfer in case.transfers.all() if transfer.destination}
    return ", ".join(sorted(names)) or TO_WRITE


def _actions(incident: Incident) -> str:
    lines = [
        f"{measure.get_kind_display()}: {measure.what}, since {words.day(measure.imposed_at)}"
        + (
            f", lifted on {words.day(measure.lifted_at)}"
            if measure.state == MeasureState.LIFTED and measure.lifted_at
            else ""
        )
        + "."
        for measure in incident.measures.order_by("imposed_at", "pk")
    ]
    lines += [
        f"{remedy.what} By {words.day(remedy.due_on)}; checked on {words.day(remedy.check_on)}: {remedy.check_how}"
        for remedy in incident.remedies.exclude(state="cancelled").order_by("due_on", "pk")
    ]
    return "\n".join(lines) or TO_WRITE
