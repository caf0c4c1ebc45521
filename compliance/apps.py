"""The compliance app: what its capabilities register at start."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

from compliance import CAPABILITIES


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        """Let each capability register who may read its files and what waits for whom."""
        for capability in CAPABILITIES:
            for module in ("readers", "listeners", "waiting"):
                if find_spec(f"compliance.{capability}") and find_spec(f"compliance.{capability}.{module}"):
                    import_module(f"compliance.{capability}.{module}")
