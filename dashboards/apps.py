"""Dashboards as a Django app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        """Let heads of units find their numbers from the first page."""
        from dashboards import waiting  # noqa: F401  (registering is the point)
