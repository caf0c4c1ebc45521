"""The determination memo: a determination as a document, in finished words."""

from typing import Any

from compliance.classification import pages, queries
from compliance.classification.engine import Facts
from compliance.classification.models import Determination
from compliance.classification.states import Ended
from compliance.controls.book import Book
from portal.core import words
from portal.core.pdf import printable, render_pdf

SENTENCES = {
    "excluded": "The regime leaves this information alone.",
    "not_controlled": "No listed entry describes it. A residual entry may; those ask for no licence by themselves.",
    "no_licence_required": "This transfer needs no licence under the regime.",
    "exception": "A licence would be needed; an exception or general authorisation permits the transfer.",
    "licence_required": "A licence is needed, unless a condition still to be confirmed opens an authorisation.",
    "prohibited": "The transfer may not go ahead.",
    "needs_person": "Nobody can say yet: something is unknown, unverified, or no rule speaks of it.",
}
MODES = {
    "physical": "Shipped or carried",
    "electronic": "Sent electronically",
    "release_in_country": "Shown or given to somebody in the country",
    "remote_access": "Used from afar",
    "service": "A service",
}
TRUTH = {True: "Yes", False: "No", None: "Not said"}


def render(determination: Determination) -> bytes:
    """The memo as PDF/UA."""
    return render_pdf("determination_memo", _printable(contents(determination)))


def contents(determination: Determination) -> dict[str, Any]:
    """What the memo says."""
    found, facts = determination.findings, determination.facts
    book = queries.book(determination.as_of)
    return {
        "reference": determination.reference,
        "outcome": determination.label,
        "sentence": SENTENCES[determination.outcome],
        "ended": _ended(determination),
        "versions": f"lists as of {words.day(determination.as_of)}, reference data {determination.reference_version}",
        "reasons": found["reasons"],
        "unknown": [pages.question(name, book) for name in found["unknown_parameters"]],
        "facts": [[key, str(value)] for key, value in asked(facts, determination, book) if value],
        "authorisations": [
            [a["code"], a["name"], pages.STATUS[a["status"]][0], " ".join(a["missing"])]
            for a in found["authorisations"]
            if a["status"] != "not_satisfied"
        ],
        "duties": found["duties"],
        "trace": [
            [step["rule"] + ("" if step["verified"] else " *"), step["says"], step["citation"], step["outcome"]]
            for step in found["trace"]
        ],
    }


def asked(facts: Facts, determination: Determination, book: Book) -> list[tuple[str, object]]:
    """What was asked, as facts to read."""
    transfer, recipient, use = facts.transfer, facts.transfer.recipient, facts.transfer.end_use
    people = ", ".join(_country(code, book) for code in recipient.citizenships)
    return [
        ("Transfer", determination.subject_reference),
        ("Regime", determination.regime),
        ("Entries that describe it", determination.entries),
        ("Review policy", determination.review_policy.replace("_", " ")),
        ("Determined", words.moment(determination.determined_at)),
        ("By", str(determination.determined_by or "The portal")),
        *((row.key, row.value) for row in pages.facts_of(facts.item, book)),
        ("Leaves from", _country(facts.exporting_country, book)),
        ("Goes to", _country(transfer.destination, book) + (f", {transfer.region}" if transfer.region else "")),
        ("How", MODES[transfer.mode]),
        ("US origin", TRUTH[facts.item.us_origin]),
        ("Recipient", recipient.kind),
        ("Citizenships", people),
        ("Most recent", _country(recipient.most_recent_citizenship, book)),
        ("Permanent residence", ", ".join(_country(code, book) for code in recipient.permanent_resident_of)),
        ("On the staff since", words.day(recipient.employed_since) if recipient.employed_since else ""),
        ("Screening", recipient.screening),
        ("Found on", ", ".join(name.replace("_", " ") for name in recipient.listed)),
        ("Military use", TRUTH[use.military]),
        ("Weapons use", TRUTH[use.wmd]),
        ("Supercomputer", TRUTH[use.supercomputer]),
        ("Also known", ", ".join(name.replace("_", " ") for name in use.also)),
        ("Confirmed", ", ".join(transfer.confirmed)),
        ("Denied", ", ".join(transfer.refuted)),
        ("Exclusion claimed", _claim(facts, book)),
    ]


def _claim(facts: Facts, book: Book) -> str:
    """The questions of an exclusion that was claimed, and what was answered."""
    if facts.exclusion is None:
        return ""
    tree = book.tree(facts.exclusion.tree)
    said = ", ".join(f"{code} {'yes' if answer else 'no'}" for code, answer in facts.exclusion.answers)
    return f"{tree.title if tree else facts.exclusion.tree} ({said or 'nothing answered'})"


def _country(code: str, book: Book) -> str:
    place = book.place(code) if code else None
    return place.name if place else code


def _ended(determination: Determination) -> str:
    if determination.stands or determination.ended_at is None:
        return ""
    why = Ended(determination.ended_as).label
    reason = f" {determination.ended_reason}" if determination.ended_reason else ""
    return f"This determination stands no more since {words.moment(determination.ended_at)}: {why.lower()}.{reason}"


def _printable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return printable(value) if isinstance(value, str) else value
