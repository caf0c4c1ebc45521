"""The signed statement as a PDF: the questions as they were put, the answers as they were given, who signed and how."""

from datetime import datetime
from typing import Any

from compliance.enduse import statementform
from compliance.enduse.models import Statement
from compliance.licensing.neighbours import country_name
from portal.core import attachments, words
from portal.core.models import Attachment
from portal.core.pdf import render_pdf


def keep(statement: Statement, *, signed_at: datetime, at: datetime) -> Attachment:
    """Print a statement as it is signed, and keep it. Its digest is what the signature is bound to."""
    content = render_pdf("statement", contents(statement, signed_at=signed_at))
    name = f"{statement.reference}.pdf"
    return attachments.store_bytes(content, name=name, subject=statement, kind="statement", actor=None, at=at)


def contents(statement: Statement, *, signed_at: datetime) -> dict[str, Any]:
    """Return everything that the document says, as finished words."""
    said = dict(statement.answers.values_list("field", "value"))
    form = statementform.form_of(statement.form_version)
    return {
        "title": "End-use and end-user statement",
        "reference": statement.reference,
        "case": f"{statement.case.reference}: {statement.case.title}",
        "version": statement.form_version,
        "official": statement.official_form,
        "letterhead": statement.letterhead.digest if statement.letterhead else "",
        "sections": []
        if statement.official_form
        else [
            {
                "title": section.title,
                "rows": [
                    {"question": field.label, "answer": shown(field, said.get(field.id, ""))}
                    for field in section.fields
                ],
            }
            for section in form.sections
        ],
        "signatory": statement.signatory,
        "signatory_title": statement.signatory_title,
        "authority": statement.authority,
        "signed": words.moment(signed_at),
        "invited": statement.invited_name,
    }


def shown(field: statementform.Field, value: str) -> str:
    """Return an answer in words."""
    if field.kind == statementform.TICK:
        return "Yes" if value == "yes" else "Not undertaken"
    if field.kind == statementform.COUNTRY:
        return country_name(value) if value else ""
    return dict(field.choices).get(value, value) or "Nothing said"
