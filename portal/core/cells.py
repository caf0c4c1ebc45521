"""Values as they are shown in a table, said in a sentence, and written into a spreadsheet."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.html import format_html

from portal.core import words

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def as_words(value: Any) -> str:
    """Write a value for people."""
    if value is None or value == "":
        return format_html('<span class="fl-nothing">{}</span>', "–")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, (int, float, Decimal)):
        return words.number(value)
    return format_html("{}", value)


def as_cell(value: Any) -> str:
    """Write a value for a table's cell: a day stays on one line, so that columns of days do not become towers."""
    if isinstance(value, datetime):
        return format_html(
            '<time datetime="{}"><span class="fl-nowrap">{}</span> <span class="fl-nowrap">at {}</span></time>',
            value.isoformat(),
            words.day(value),
            words.clock(value),
        )
    if isinstance(value, date):
        return format_html('<time class="fl-nowrap" datetime="{}">{}</time>', value.isoformat(), words.day(value))
    return as_words(value)


def as_text(value: Any) -> str:
    """Write a value for a spreadsheet: dates in ISO form, and never something it would run as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (datetime, date)):
        return words.local(value).isoformat()
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text
