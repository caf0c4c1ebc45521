"""Completions as a plain table for the back office: preview first, all or none."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from import_export import fields
from import_export.widgets import ForeignKeyWidget

from portal.accounts.models import User
from portal.core.backoffice import ActionResource
from portal.core.words import as_day
from training import actions
from training.models import Completion, Course


class CompletionResource(ActionResource):
    """Completions by person, course and day; the same one again changes nothing."""

    person = fields.Field("person", "person", ForeignKeyWidget(User, "username"))
    course = fields.Field("course", "course", ForeignKeyWidget(Course, "code"))

    class Meta(ActionResource.Meta):
        model = Completion
        import_id_fields = ["person", "course", "completed_on"]
        fields = ["person", "course", "completed_on", "expires_on", "score"]

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Leave what is on record as it is."""
        return original.pk is not None

    def take(self, row: Any, instance: Completion, is_new: bool) -> Completion:
        """Record the completion."""
        noon = datetime.combine(instance.completed_on, time(12), tzinfo=timezone.get_default_timezone())
        return actions.record_outside_completion(
            instance.person,
            course=instance.course,
            completed_at=min(noon, self.at) if as_day(noon) == as_day(self.at) else noon,
            expires_on=instance.expires_on,
            score=instance.score,
            key=f"table.{instance.person_id}.{instance.course_id}.{instance.completed_on}",
            actor=self.actor,
            at=self.at,
        )
