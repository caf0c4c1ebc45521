"""Assessments of items that somebody has kept."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from portal.core.policy import holds


class ItemAssessmentQuerySet(models.QuerySet["ItemAssessment"]):
    """Assessments by who may see them."""

    def visible_to(self, actor: Any) -> "ItemAssessmentQuerySet":
        """Return every assessment for those who see every determination, else the actor's own."""
        if holds(actor, "compliance.view_every_determination"):
            return self
        return self.filter(assessed_by=actor) if actor is not None else self.none()


class ItemAssessment(models.Model):
    """An item as somebody described it, and how it stood to every list on a day. Nothing personal is in it."""

    reference = models.CharField(max_length=20, unique=True)
    label = models.CharField(max_length=200, help_text="What its owner calls it.")
    kind = models.CharField(max_length=20)
    basket = models.CharField(max_length=60)
    item = models.JSONField(help_text="The item as its form gives it.")
    as_of = models.DateField()
    reference_version = models.PositiveBigIntegerField()
    met = models.TextField(blank=True, help_text="Entries met, by their codes, apart by spaces.")
    open = models.TextField(blank=True, help_text="Entries that are unknown.")
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ItemAssessmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["assessed_by", "-assessed_at"], name="assessment_by_person")]

    def __str__(self) -> str:
        return f"{self.reference} {self.label}"

    def get_absolute_url(self) -> str:
        """Return the page of this assessment."""
        return reverse("classification:assessment", args=[self.reference])
