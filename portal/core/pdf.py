"""Documents as tagged PDF (PDF/UA-1), set by typst. Data reach the template as JSON, so they are never interpreted."""

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from portal.core.events import plain

TEMPLATES = Path(__file__).parent / "typst"
FONTS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "fonts"


def render_pdf(template: str, data: dict[str, Any]) -> bytes:
    """Return the document that ``typst/<template>.typ`` makes of the data."""
    whole = {"institution": settings.INSTITUTION, **plain(data)}
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        sys_inputs={"data": json.dumps(whole)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
