"""Training as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        """Let training say what waits for whom, and who may read its files."""
        from training import readers, waiting  # noqa: F401  (registering is the point)
