"""Every workflow, those of training beneath included, for the documentation and the tests that walk them."""

from compliance import collect
from portal.core.workflow import Workflow
from training import workflow as training

WORKFLOWS: list[Workflow] = [
    value
    for module in (training, *collect.modules("workflow"))
    for value in vars(module).values()
    if isinstance(value, Workflow)
]
