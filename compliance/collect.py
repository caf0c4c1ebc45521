"""Gather one module of every capability, for the places where Django expects it at the top of the app."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from compliance import CAPABILITIES


def modules(name: str) -> list[ModuleType]:
    """Return the module of that name from each capability that has one, from the ground up."""
    return [
        import_module(f"compliance.{capability}.{name}")
        for capability in reversed(CAPABILITIES)
        if find_spec(f"compliance.{capability}") and find_spec(f"compliance.{capability}.{name}")
    ]
