"""Pages of guidance, their versions, and when each is looked at again."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from dashboards.guidance.states import Kind, VersionState
from portal.core.models import Stateful
from portal.core.policy import holds

__all__ = ["GuidancePage", "PageReview", "PageVersion"]

USER = settings.AUTH_USER_MODEL


class GuidancePage(models.Model):
    """An address with a name. What it says stands in its versions."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=100)
    opened_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("write_guidance", "Write guidance"),
            ("publish_guidance", "Review and publish guidance"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """Return the page's public address."""
        return reverse("guidance:page", args=[self.slug])


class PageVersionQuerySet(models.QuerySet):
    """Versions by who may read them."""

    def published(self) -> "PageVersionQuerySet":
        """Return what stands today."""
        return self.filter(state=VersionState.PUBLISHED)

    def ever_published(self) -> "PageVersionQuerySet":
        """Return what stands today or stood once; anybody may read it."""
        return self.filter(state__in=[VersionState.PUBLISHED, VersionState.REPLACED])

    def visible_to(self, actor: Any) -> "PageVersionQuerySet":
        """Return what the person may read: drafts are for those who write or review guidance."""
        if holds(actor, "dashboards.write_guidance") or holds(actor, "dashboards.publish_guidance"):
            return self
        return self.ever_published()


class PageVersion(Stateful):
    """One wording of a page. A published one never changes."""

    page = models.ForeignKey("dashboards.GuidancePage", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=VersionState.choices, default=VersionState.DRAFT)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=300)
    body = models.TextField(help_text="Markdown.")
    sources = models.TextField(blank=True, default="", help_text="What it rests on, one source a line.")
    reason = models.CharField(max_length=300, help_text="What this version changes, and why.")
    written_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    remark = models.TextField(blank=True, default="", help_text="What the reviewer asked for.")
    published_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="page_version_number", fields=["page", "number"]),
            models.UniqueConstraint(
                name="page_version_one_published",
                fields=["page"],
                condition=Q(state=VersionState.PUBLISHED),
                violation_error_message="One version of a page is published at a time.",
            ),
            models.UniqueConstraint(
                name="page_version_one_in_work",
                fields=["page"],
                condition=Q(state__in=[VersionState.DRAFT, VersionState.IN_REVIEW]),
                violation_error_message="A newer version of this page is being written already.",
            ),
            models.CheckConstraint(
                name="page_version_not_published_by_its_author",
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("written_by")),
                violation_error_message="Nobody publishes what they wrote.",
            ),
            models.CheckConstraint(
                name="page_version_published_has_a_moment",
                condition=Q(state__in=[VersionState.DRAFT, VersionState.IN_REVIEW]) | Q(published_at__isnull=False),
                violation_error_message="What is published has its moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def get_absolute_url(self) -> str:
        """Return the public address of this wording."""
        return reverse("guidance:version", args=[self.page.slug, self.number])


class PageReview(models.Model):
    """A published page is looked at again by a day: changed, or confirmed as it is."""

    page = models.ForeignKey("dashboards.GuidancePage", on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="page_review_one_open", fields=["page"], condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"Review of {self.page} by {self.due_on}"
