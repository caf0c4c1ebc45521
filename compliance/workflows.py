"""Every workflow of the app, for the documentation and the tests that walk them."""

from compliance import collect
from portal.core.workflow import Workflow

WORKFLOWS: list[Workflow] = [
    value for module in collect.modules("workflow") for value in vars(module).values() if isinstance(value, Workflow)
]
