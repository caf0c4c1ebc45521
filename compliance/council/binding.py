"""Bind the agenda of a meeting and the papers of its cases into one PDF."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Paper:
    """One paper as it goes into the pack."""

    heading: str
    name: str
    content_type: str
    content: bytes


def bind(cover: bytes, papers: Iterable[Paper]) -> bytes:
    """
    Return one PDF: the cover with every PDF paper behind it, each under its own bookmark.

    A paper that is no PDF, or cannot be opened, is enclosed as a file within the pack, so that nothing is left out.
    """
    import pikepdf  # a tenth of a second that no other page has to wait for

    with pikepdf.open(io.BytesIO(cover)) as pack:
        with pack.open_outline() as outline:
            outline.root.clear()  # the headings of the agenda alone; the pack has its own
            outline.root.append(pikepdf.OutlineItem("Agenda", 0))
            for paper in papers:
                first = len(pack.pages)
                if _append(pack, paper):
                    outline.root.append(pikepdf.OutlineItem(f"{paper.heading}: {paper.name}", first))
                else:
                    pack.attachments[paper.name] = _enclosed(pack, paper)
        bound = io.BytesIO()
        pack.save(bound, deterministic_id=True)
    return bound.getvalue()


def _enclosed(pack: Any, paper: Paper) -> Any:
    from pikepdf import AttachedFileSpec

    return AttachedFileSpec(
        pack,
        paper.content,
        description=paper.heading,
        filename=paper.name,
        mime_type=paper.content_type,
        creation_date="",
        mod_date="",
    )


def _append(pack: Any, paper: Paper) -> bool:
    """Append the pages of a paper; return whether it could be opened as a PDF."""
    import pikepdf

    if paper.content_type != "application/pdf":
        return False
    try:
        with pikepdf.open(io.BytesIO(paper.content)) as source:
            pack.pages.extend(source.pages)
    except pikepdf.PdfError as why:
        log.info("paper enclosed as a file", name=paper.name, why=str(why))
        return False
    return True
