"""What a determination keeps of its question and its answer."""

from typing import Any

from compliance.classification import engine
from compliance.classification.engine import canonical
from compliance.classification.engine.outcomes import Status
from portal.core.fields import blind_index

INPUTS, RESULT = "classification.inputs", "classification.result"


def columns(result: engine.Result, facts: engine.Facts) -> dict[str, Any]:
    """The columns of a Determination that follow from the facts and the result."""
    inputs, found = canonical.text(facts), result.text
    relied_on = [each.code for each in result.authorisations if each.status is Status.SATISFIED]
    return {
        "regime": result.regime,
        "outcome": str(result.outcome),
        "review_policy": result.review_policy,
        "entries": " ".join(name.replace(" ", "_") for name in result.entries)[:300],
        "permitted_by": " ".join(relied_on)[:120],
        "as_of": facts.as_of,
        "engine_version": engine.ENGINE_VERSION,
        "inputs": inputs,
        "inputs_index": blind_index(inputs, purpose=INPUTS),
        "result": found,
        "result_index": index(found),
    }


def index(result: str) -> str:
    """A digest that is equal for equal results."""
    return blind_index(result, purpose=RESULT)
