"""Lessons as HTML: Markdown without raw HTML, cleaned a second time, in the design system's classes."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {"p", "a", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "code", "pre", "br", "hr"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
CLASSES = {
    "p": "govuk-body",
    "a": "govuk-link",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "blockquote": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--visible",
    "table": "govuk-table",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "tr": "govuk-table__row",
}


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # a tenth of a second that only lessons have to wait for

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


@lru_cache(maxsize=512)
def lesson_html(text: str) -> SafeString:
    """
    Return the lesson's Markdown as HTML that cannot run, load or restyle anything.

    Pictures are left out, as nothing is loaded from elsewhere. The page has the first
    heading, so those of a lesson begin at the second level.
    """
    import nh3

    markdown = _reader()
    tokens = markdown.parse(text)
    for token in tokens:
        if token.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            token.tag = f"h{min(max(int(token.tag[1]) - 1, 2), 4)}"
    raw = markdown.renderer.render(tokens, markdown.options, {})
    clean = nh3.clean(
        raw,
        tags=TAGS | TABLE,
        attributes={"a": {"href", "title"}, "th": {"scope"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={tag: {"class": name} for tag, name in CLASSES.items()},
    )
    return mark_safe(clean)  # noqa: S308  cleaned above, twice
