"""What the pages of guidance show: shelves, search, changes between two versions."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Max, Q, QuerySet

from dashboards.guidance.models import PageVersion
from dashboards.guidance.states import Kind
from dashboards.serving import stamp

SNIPPET = 180


@dataclass(frozen=True)
class Found:
    """One page that was found, with the words around the first hit."""

    version: PageVersion
    score: int
    snippet: str


@stamp
def newest() -> QuerySet:
    """What the pages of guidance are drawn from; it changes whenever one is published, replaced or gone."""
    found = PageVersion.objects.ever_published().order_by().values("state")
    return found.annotate(last=Max("state_since"), newest=Max("pk"), count=Count("pk"))


def shelves() -> list[tuple[str, list[PageVersion]]]:
    """Return every published page by what it is for; one query."""
    order = list(Kind)
    found = PageVersion.objects.published().select_related("page").defer("body")
    pages = sorted(found, key=lambda each: (order.index(Kind(each.page.kind)), each.page.position, each.title))
    return [(str(Kind(kind).label), list(each)) for kind, each in groupby(pages, key=lambda each: each.page.kind)]


def search(words: str) -> list[Found]:
    """Return the published pages that hold every word, the likeliest first; one query."""
    wanted = re.findall(r"\w+", words.lower())[:8]
    if not wanted:
        return []
    having = Q()
    for word in wanted:
        having &= Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word)
    pages = PageVersion.objects.published().filter(having).select_related("page")[:200]
    found = [Found(version, _score(version, wanted), _snippet(version, wanted)) for version in pages]
    return sorted(found, key=lambda each: (-each.score, each.version.title))


def _score(version: PageVersion, wanted: list[str]) -> int:
    title, summary, body = version.title.lower(), version.summary.lower(), version.body.lower()
    return sum(20 * (word in title) + 5 * (word in summary) + min(body.count(word), 9) for word in wanted)


def _snippet(version: PageVersion, wanted: list[str]) -> str:
    text = " ".join(re.sub(r"[#*_>`]", " ", version.body).split())
    places = [place for word in wanted if (place := text.lower().find(word)) >= 0]
    start = max(0, min(places, default=0) - SNIPPET // 3)
    cut = text[start : start + SNIPPET]
    return ("… " if start else "") + cut.strip() + (" …" if start + SNIPPET < len(text) else "")


def published_before(version: PageVersion) -> PageVersion | None:
    """Return the wording that a version would replace, or did: the last published one before it."""
    return version.page.versions.ever_published().filter(number__lt=version.number).order_by("-number").first()


def changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Go through what differs between two texts: (``same`` · ``gone`` · ``new``, words), word by word."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    for verb, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            yield "same", "".join(old[a:b])
            continue
        if b > a:
            yield "gone", "".join(old[a:b])
        if d > c:
            yield "new", "".join(new[c:d])
