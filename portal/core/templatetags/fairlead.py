"""What templates may ask of values: ``{% load fairlead %}``."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.core import tones, words

register = template.Library()

# Drawn on a field of 16 by 16, in the colour of the text. Rings, as the mark is one.
SIGNS = {
    "quiet": '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.75" stroke-dasharray="2.6 2.6"/>',
    "moving": '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.75"/>'
    '<path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor"/>',
    "waiting": '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.75"/>'
    '<path d="M8 4.75V8.25L10.5 9.75" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/>',
    "stopped": '<rect x="2.5" y="2.5" width="11" height="11" rx="1.5" fill="currentColor"/>',
    "done": '<circle cx="8" cy="8" r="6.25" fill="currentColor"/>'
    '<path d="M5 8.2l2.1 2.1L11.2 6" fill="none" class="fl-sign__hole" stroke-width="1.75" stroke-linecap="round"/>',
    "file": '<path d="M3.5 1.75h6L13 5.25v9h-9.5zM9.25 2v3.5h3.5" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "arrow": '<path d="M3 8h9M8.5 4.5L12 8l-3.5 3.5" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "up": '<path d="M4 10l4-4 4 4" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "down": '<path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "copy": '<path d="M5.5 5.5h7v8h-7zM10 5V2.5H3.5v8H5" fill="none" stroke="currentColor" stroke-width="1.5"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a sign. It decorates words that stand beside it, so it is hidden from readers."""
    drawing = mark_safe(SIGNS.get(name, SIGNS["quiet"]))  # noqa: S308 - constants of this module
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
def prose(text: Any) -> SafeString:
    """Write plain text as paragraphs; a single line break stays one."""
    blocks = [block.strip() for block in str(text or "").replace("\r\n", "\n").split("\n\n")]
    return format_html_join(
        "", '<p class="govuk-body">{}</p>', ((_lines(block),) for block in blocks if block)
    )


def _lines(block: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in block.split("\n")))


@register.filter
def pair(item: Any) -> dict[str, Any]:
    """Read ``(key, value)`` and ``(label, url)`` pairs as what components take."""
    if isinstance(item, (tuple, list)):
        first, second = (*item, "", "")[:2]
        return {"key": first, "value": second, "label": first, "url": second}
    return item


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
