"""The pages that ship with the portal: Markdown files with a head of five lines."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from dashboards.guidance import actions
from portal.core.errors import Invalid

PAGES = Path(__file__).parent / "pages"


def read(path: Path) -> dict[str, Any]:
    """
    Return the parts of one file.

    :raises Invalid: if it has no head, or a part is missing
    """
    head, mark, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    parts = yaml.safe_load(head) if mark else {}
    missing = {"title", "kind", "position", "summary", "sources"} - set(parts)
    if missing:
        raise Invalid(f"{path.name} lacks {', '.join(sorted(missing))}.")
    return {**parts, "sources": "\n".join(parts["sources"]), "body": body.strip()}


def pages() -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through the files: slug and parts."""
    for path in sorted(PAGES.glob("*.md")):
        yield path.stem, read(path)


@transaction.atomic
def load(*, at: datetime) -> list[str]:
    """Publish every shipped page that is new or has changed and that the institution has not written itself."""
    made = (actions.ship(slug, at=at, reason="Ships with the portal.", **parts) for slug, parts in pages())
    return [str(version) for version in made if version is not None]
