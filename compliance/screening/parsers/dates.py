"""The day that a list file gives itself: none, a day, or a refusal; never a day that the calendar lacks."""

import re
from datetime import date

from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import Report

ISO = re.compile(r"\d{4}-\d\d-\d\d")


def stamped(text: str, report: Report, *, field: str) -> date | None:
    """
    Return the day of a stamp such as 2026-06-30T10:00:00, or None where there is none.

    A stamp in another form is noted in the report, as the age of the file is then unknown.

    :raises Unreadable: if it has the form of a day and is none
    """
    found = ISO.match(text.strip())
    if found:
        return day_of(found.group(), field=field)
    if text.strip():
        report.notes.append(f"The file's date, “{text.strip()[:40]}”, is in a form that the portal does not know.")
    return None


def day_of(text: str, *, field: str | None = None, row: int | None = None) -> date:
    """
    Return the day in ISO form.

    :raises Unreadable: if it is none
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"“{text}” is no date. The file is damaged or badly made.", row=row, field=field) from error
