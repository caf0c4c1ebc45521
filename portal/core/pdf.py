"""Documents as tagged PDF (PDF/UA-1), set by typst. Data reach the template as JSON, so they are never interpreted."""

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst
from anyascii import anyascii
from django.conf import settings

from portal.core.events import plain

TEMPLATES = Path(__file__).parent / "typst"
FONTS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "fonts"


def render_pdf(template: str, data: dict[str, Any]) -> bytes:
    """Return the document that ``typst/<template>.typ`` makes of the data."""
    whole = _printable({"institution": settings.INSTITUTION, **plain(data)})
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_typefaces(),
        sys_inputs={"data": json.dumps(whole)},
        format="pdf",
        pdf_standards=["ua-1"],
    )


@cache
def _typefaces() -> typst.Fonts:
    """Read the portal's own typefaces once a process; those of the machine would make letters differ."""
    return typst.Fonts(font_paths=[str(FONTS)], include_system_fonts=False)


def printable(text: str) -> str:
    """
    Return the text in letters that the embedded typeface has; others are transliterated, so no name stops a letter.

    It has Latin, Greek and Cyrillic. PDF/UA refuses a document with a sign that cannot be shown.
    """
    return "".join(sign if _is_shown(sign) else _transliterated(sign) for sign in text)


def _transliterated(sign: str) -> str:
    return "" if unicodedata.category(sign) in {"Cc", "Cf", "Cn"} else anyascii(sign)


def _is_shown(sign: str) -> bool:
    code = ord(sign)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return sign in "\n\t"
    if 0x370 <= code < 0x460:
        return unicodedata.category(sign) != "Cn"
    return code < 0x250 or sign in "–—‘’“”„…·•€→≤≥−′″†‡№"


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list) else value
