"""How a case was routed, and the log its clock is computed from."""

from django.conf import settings
from django.db import models

from compliance.licensing.states import ClockSide, Tier
from portal.core.models import WrittenOnce


class RoutingEffect(models.Model):
    """What one routing rule said about one case, with the facts it read."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="routing_effects")
    run = models.PositiveSmallIntegerField(help_text="Which routing of the case this belongs to.")
    rule = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    reason = models.TextField()
    citation = models.CharField(max_length=200)
    facts = models.JSONField(default=dict, help_text="Names and values that the rule read, for people to check.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="routing_effect_once", fields=["case", "run", "rule"])]

    def __str__(self) -> str:
        return f"{self.rule} → tier {self.tier}"


class ClockEntry(WrittenOnce):
    """From this moment on the case is with us, with the applicant, or its clock has stopped for good."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="clock_entries")
    side = models.CharField(max_length=20, choices=ClockSide.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="clock_entry_order")]

    def __str__(self) -> str:
        return f"{self.get_side_display()} from {self.at:%Y-%m-%d %H:%M}"


class ReviewSetting(WrittenOnce):
    """A threshold or target of the institution, from a day on. The newest that has begun counts."""

    code = models.CharField(max_length=60)
    value = models.PositiveIntegerField()
    valid_from = models.DateField()
    reason = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "valid_from"], name="review_setting_lookup")]

    def __str__(self) -> str:
        return f"{self.code} = {self.value} from {self.valid_from}"
