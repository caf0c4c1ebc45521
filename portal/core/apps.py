"""The ground floor as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = "Ground floor"

    def ready(self) -> None:
        """Register the system checks."""
        from portal.core import checks  # noqa: F401  (registering is the point)
