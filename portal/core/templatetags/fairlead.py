"""What templates may ask of values: ``{% load fairlead %}``."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.core import signs, tones, words
from portal.core.cells import as_cell, as_words

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a sign. It decorates words that stand beside it, so it is hidden from readers."""
    drawing = mark_safe(signs.SIGNS.get(name, signs.SIGNS["quiet"]))  # noqa: S308 - constants of the portal
    return format_html(
        '<svg class="fl-sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{}</svg>',
        drawing,
    )


@register.filter
def tone(state: Any, given: str = "") -> str:
    """Return the given tone, or else the state's own."""
    return given if given in tones.TONES else tones.tone_of(state)


@register.filter
def moment(value: Any) -> str:
    """Write a moment out: 1 July 2026 at 09:00."""
    return words.moment(value) if value else ""


@register.filter
def day(value: Any) -> str:
    """Write the day of a day or a moment out: 1 July 2026."""
    return words.day(value) if value else ""


@register.filter
def iso(value: Any) -> str:
    """Write a day or a moment for ``<time datetime>``."""
    return value.isoformat() if value else ""


@register.filter
def due(value: Any, now: Any = None) -> str:
    """Say how far off a deadline is."""
    return words.due(value, now or timezone.now()) if value else ""


@register.filter
def overdue(value: Any, now: Any = None) -> bool:
    """Tell whether a deadline has passed."""
    return bool(value) and words.as_day(value) < words.as_day(now or timezone.now())


@register.filter
def number(value: Any) -> str:
    """Write a number with grouping."""
    return words.number(value)


@register.filter
def filesize_words(value: Any) -> str:
    """Write a file's size."""
    return words.size(int(value or 0))


@register.filter(name="words")
def in_words(name: Any) -> str:
    """Turn a name of the code into words."""
    return words.sentence(name)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Look a key up; what is not there is empty."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def nth(values: Any, index: int) -> Any:
    """Return the value at an index; beyond the end it is empty."""
    return values[index] if index < len(values) else ""


@register.filter
def prose(text: Any) -> SafeString:
    """Write plain text as paragraphs; a single line break stays one."""
    blocks = [block.strip() for block in str(text or "").replace("\r\n", "\n").split("\n\n")]
    return format_html_join("", '<p class="govuk-body">{}</p>', ((_lines(block),) for block in blocks if block))


def _lines(block: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in block.split("\n")))


@register.filter
def fact(item: Any) -> Any:
    """Read a ``(key, value)`` pair as a row of a summary list."""
    return {"key": item[0], "value": item[1]} if isinstance(item, (tuple, list)) else item


@register.filter
def crumb(item: Any) -> Any:
    """Read a ``(label, url)`` pair as a breadcrumb."""
    return {"label": item[0], "url": item[1]} if isinstance(item, (tuple, list)) else item


@register.filter
def lead(label: Any) -> str:
    """Write a field's label as the beginning of a sentence about it."""
    words_of_label = str(label or "").rstrip(" .:?")
    return f"{words_of_label}: " if words_of_label else ""


@register.filter
def holds_index(numbers: Any, index: int) -> bool:
    """Tell whether "0,2" names the index."""
    return str(index) in str(numbers or "").split(",")


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the present query string with changes; None takes a key away."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            params.pop(key, None)
        else:
            params[key] = value
    return f"?{params.urlencode()}"


@register.simple_tag
def move_url(name: str, urls: Any = None, base: str = "") -> str:
    """Return where a move leads: as the urls say, or the base with the move's name."""
    if urls:
        return str(urls.get(name, ""))
    return f"{base}{name}/" if base else ""


@register.filter
def when(value: Any) -> str:
    """Write a moment with its hour, a day without."""
    return words.moment(value) if hasattr(value, "hour") else day(value)


@register.filter
def shown(value: Any) -> Any:
    """Write a fact; what is missing is said in words."""
    if value is None or value == "":
        return format_html('<span class="fl-nothing">{}</span>', words.NOTHING)
    return as_words(value)


@register.filter
def cell(value: Any) -> Any:
    """Write the value of a table's cell."""
    return as_cell(value)


@register.filter
def plain(value: Any) -> str:
    """Write a number for an SVG attribute, whatever the language of the page."""
    return repr(float(value))


@register.filter
def file_kind(content_type: str) -> str:
    """Name a type of file as people do."""
    return signs.KINDS_OF_FILE.get(content_type, "File")


@register.simple_tag
def tone_for(state: Any, given: Any = "") -> str:
    """Return the given tone, or else the state's own; components use this, as a tag bears what is missing."""
    return tone(state, given)


@register.simple_tag
def due_words(value: Any, now: Any = None) -> str:
    """Say how far off a deadline is, counted from now where no moment is given."""
    return due(value, now or None)
