"""What a determination hands back."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from compliance.classification.engine.outcomes import LABELS, PERMISSIVE, Outcome
from compliance.classification.engine.permits import CANONICAL, Authorisations
from compliance.classification.engine.rules import Step


@lru_cache(maxsize=4096)
def _step(step: Step) -> str:
    """A line of the trace as canonical JSON; the same lines come again and again."""
    return CANONICAL.encode(step._asdict())


@dataclass(frozen=True, slots=True)
class Result:
    """The answer for one transfer under one regime, with everything it rests on."""

    regime: str
    outcome: Outcome
    entries: tuple[str, ...]
    unknown_parameters: tuple[str, ...]
    reasons: tuple[str, ...]
    authorisations: Authorisations
    review_policy: str
    duties: tuple[str, ...]
    trace: tuple[Step, ...]

    @property
    def permits(self) -> bool:
        return self.outcome in PERMISSIVE

    @property
    def label(self) -> str:
        return LABELS[self.outcome]

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that spoke, each once."""
        return tuple(dict.fromkeys(step.rule for step in self.trace))

    def contract(self) -> dict[str, Any]:
        """The fields of `manage.py determine`, in their order."""
        authorisations = [
            {"code": each.code, "status": str(each.status), "missing": list(each.missing)}
            for each in self.authorisations
        ]
        trace = [{"rule": each.rule, "citation": each.citation, "outcome": each.outcome} for each in self.trace]
        return self._fields(authorisations, trace)

    def whole(self) -> dict[str, Any]:
        """Everything, for keeping and for export: the contract's fields with the words and versions behind them."""
        return self._fields(self.authorisations.plain, [each._asdict() for each in self.trace])

    @property
    def text(self) -> str:
        """Everything, as canonical JSON: keys sorted, so that equal results are equal texts."""
        rest = self._fields(None, [])
        del rest["authorisations"], rest["trace"]
        written = {name: CANONICAL.encode(value) for name, value in rest.items()}
        written["authorisations"] = self.authorisations.text
        written["trace"] = f"[{','.join(map(_step, self.trace))}]"
        return "{" + ",".join(f'"{name}":{written[name]}' for name in sorted(written)) + "}"

    def _fields(self, authorisations: Any, trace: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "regime": self.regime,
            "outcome": str(self.outcome),
            "entries": list(self.entries),
            "unknown_parameters": list(self.unknown_parameters),
            "reasons": list(self.reasons),
            "authorisations": authorisations,
            "review_policy": self.review_policy,
            "duties": list(self.duties),
            "trace": trace,
        }
