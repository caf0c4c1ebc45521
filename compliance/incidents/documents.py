"""The account of a disclosure as documents: PDF and Word."""

import io
from datetime import datetime
from typing import Any

from django.conf import settings

from compliance.incidents.models import Disclosure
from compliance.incidents.narrative import PARTS
from portal.core.pdf import render_pdf
from portal.core.words import day


def account(disclosure: Disclosure, *, at: datetime) -> dict[str, Any]:
    """Return everything that the account says, as finished words."""
    sent = disclosure.state in ("submitted", "concluded")
    return {
        "title": "Voluntary disclosure" if disclosure.agency in ("bis", "ddtc", "ofac") else "Notification",
        "to": disclosure.get_agency_display(),
        "reference": disclosure.incident.reference,
        "agency_reference": disclosure.agency_reference,
        "standing": "" if sent else "Draft. Privileged and confidential.",
        "date": day(at),
        "parts": [
            {"heading": f"{part.number}. {PARTS[part.number - 1]}", "text": part.text}
            for part in disclosure.parts.order_by("number")
        ],
    }


def as_pdf(disclosure: Disclosure, *, at: datetime) -> bytes:
    """Return the account as PDF."""
    return render_pdf("disclosure", account(disclosure, at=at))


def as_docx(disclosure: Disclosure, *, at: datetime) -> bytes:
    """Return the account as a Word document, for counsel to work on."""
    from docx import Document  # slow to import

    words = account(disclosure, at=at)
    document = Document()
    properties = document.core_properties
    properties.author, properties.title = settings.INSTITUTION["name"], f"{words['title']} {words['reference']}"
    properties.created = properties.modified = at.replace(tzinfo=None)
    document.add_heading(words["title"], level=0)
    document.add_paragraph(f"{settings.INSTITUTION['name']}\nTo: {words['to']}\n{words['date']}")
    document.add_paragraph(f"Our reference: {words['reference']}")
    if words["agency_reference"]:
        document.add_paragraph(f"Your reference: {words['agency_reference']}")
    if words["standing"]:
        document.add_paragraph().add_run(words["standing"]).bold = True
    for part in words["parts"]:
        document.add_heading(part["heading"], level=1)
        for paragraph in part["text"].split("\n\n"):
            document.add_paragraph(_clean(paragraph))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _clean(text: str) -> str:
    """Return the text without control signs, which no XML can hold."""
    return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32)
