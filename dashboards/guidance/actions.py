"""Write guidance, hand it in, send it back, publish it, confirm it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from dashboards.guidance import policies
from dashboards.guidance.models import GuidancePage, PageReview, PageVersion
from dashboards.guidance.states import Kind, VersionState
from dashboards.guidance.workflow import VERSION
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

LOOKED_AT_AGAIN = timedelta(days=365)


@transaction.atomic
def open_page(slug: str, *, kind: str, actor: Any, at: datetime, position: int = 100) -> GuidancePage:
    """
    Open an address for a page. It is seen once a version is published.

    :raises Denied: if the actor writes no guidance
    :raises Invalid: if there is such a page already, or no such kind
    """
    policies.may_write(actor, None)
    return _open(slug, kind=kind, position=position, actor=actor, at=at)


@transaction.atomic
def write(
    page: GuidancePage,
    *,
    title: str,
    summary: str,
    body: str,
    reason: str,
    actor: Any,
    at: datetime,
    sources: str = "",
) -> PageVersion:
    """
    Write a draft of a page, or go on writing it.

    :raises Denied: if the actor writes no guidance
    :raises Invalid: if a part is missing
    :raises Conflict: if a version is being reviewed
    """
    policies.may_write(actor, page)
    texts = {"title": title, "summary": summary, "body": body, "reason": reason, "sources": sources}
    for field in ("title", "summary", "body", "reason"):
        if not texts[field].strip():
            raise Invalid("Write something here.", field=field)
    draft = page.versions.filter(state=VersionState.DRAFT).first()
    if draft is None:
        return _version(page, actor=actor, at=at, **texts)
    for field, text in texts.items():
        setattr(draft, field, text.strip())
    draft.written_by, draft.written_at = actor, at
    changed = page.versions.filter(pk=draft.pk, state=VersionState.DRAFT)
    if not changed.update(**{field: text.strip() for field, text in texts.items()}, written_by=actor, written_at=at):
        raise Conflict("This version was just handed in. Reload to see it.")
    record_event("dashboards.guidance.saved", draft, actor=actor, at=at)
    return draft


@transaction.atomic
def submit(version: PageVersion, *, actor: Any, at: datetime) -> None:
    """
    Hand a draft in for review.

    :raises Denied: if the actor writes no guidance
    :raises Conflict: if it is no draft
    """
    VERSION.advance(version, "submit", actor=actor, at=at)


@transaction.atomic
def send_back(version: PageVersion, *, remark: str, actor: Any, at: datetime) -> None:
    """
    Send a version back to be changed.

    :raises Denied: if the actor publishes no guidance, or wrote it
    :raises Conflict: if it is not being reviewed
    :raises Invalid: if nobody says what is to be changed; field ``remark``
    """
    VERSION.check(version, "send_back", actor=actor)
    if not remark.strip():
        raise Invalid("Say what is to be changed.", field="remark")
    VERSION.advance(version, "send_back", actor=actor, at=at, values={"remark": remark.strip()})


@transaction.atomic
def publish(version: PageVersion, *, actor: Any, at: datetime) -> None:
    """
    Publish a version. This will replace the one before, which stays readable, and plan the next look at it.

    :raises Denied: if the actor publishes no guidance, or wrote it
    :raises Conflict: if it is not being reviewed
    """
    VERSION.check(version, "publish", actor=actor)
    _replace(version.page, at=at)
    values = {"published_by": actor, "published_at": at}
    VERSION.advance(version, "publish", actor=actor, at=at, values=values, number=version.number)
    _looked_at(version.page, actor=actor, at=at)


@transaction.atomic
def confirm(page: GuidancePage, *, actor: Any, at: datetime) -> None:
    """
    Confirm that a page is still right as it is.

    :raises Denied: if the actor publishes no guidance
    :raises Conflict: if nothing of it is published
    """
    policies.may_publish(actor, None)
    if not page.versions.published().exists():
        raise Conflict("Nothing of this page is published yet.")
    _looked_at(page, actor=actor, at=at)
    record_event("dashboards.guidance.confirmed", page, actor=actor, at=at)


@transaction.atomic
def ship(slug: str, *, kind: str, position: int, at: datetime, **texts: str) -> PageVersion | None:
    """
    Publish a page that ships with the portal, in the portal's own name, unless the institution has written its own.

    :returns: the version, or None where there is nothing new
    """
    page = GuidancePage.objects.filter(slug=slug).first()
    page = page or _open(slug, kind=kind, position=position, actor=None, at=at)
    last = page.versions.order_by("-number").first()
    if last is not None and (last.written_by_id or last.body == texts["body"].strip()):
        return None
    version = _version(page, actor=None, at=at, **texts)
    _replace(page, at=at)
    published = {"state": VersionState.PUBLISHED, "published_at": at, "state_since": at}
    PageVersion.objects.filter(pk=version.pk).update(**published)
    record_event("dashboards.guidance.shipped", version, actor=None, at=at, number=version.number)
    _looked_at(page, actor=None, at=at)
    return version


def _open(slug: str, *, kind: str, position: int, actor: Any, at: datetime) -> GuidancePage:
    if kind not in Kind.values:
        raise Invalid("Choose what the page is for.", field="kind")
    if GuidancePage.objects.filter(slug=slug).exists():
        raise Invalid("There is a page with this address already.", field="slug")
    page = GuidancePage.objects.create(slug=slug, kind=kind, position=position, opened_at=at)
    record_event("dashboards.guidance.opened", page, actor=actor, at=at)
    return page


def _version(page: GuidancePage, *, actor: Any, at: datetime, **texts: str) -> PageVersion:
    number = (page.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    texts = {field: text.strip() for field, text in texts.items()}
    try:
        with transaction.atomic():
            version = PageVersion.objects.create(
                page=page, number=number, written_by=actor, written_at=at, state_since=at, **texts
            )
    except IntegrityError:
        raise Conflict("A newer version of this page is being written or reviewed already.") from None
    record_event("dashboards.guidance.drafted", version, actor=actor, at=at, number=number)
    return version


def _replace(page: GuidancePage, *, at: datetime) -> None:
    for before in page.versions.published():
        VERSION.advance(before, "replace", actor=None, at=at)


def _looked_at(page: GuidancePage, *, actor: Any, at: datetime) -> None:
    page.reviews.filter(done_at=None).update(done_at=at, done_by=actor)
    PageReview.objects.create(page=page, due_on=as_day(at) + LOOKED_AT_AGAIN)
