"""What a determination hands back."""

from dataclasses import dataclass
from typing import Any

from compliance.classification.engine.authorising import Authorisation
from compliance.classification.engine.outcomes import LABELS, PERMISSIVE, Outcome
from compliance.classification.engine.rules import Step


@dataclass(frozen=True, slots=True)
class Result:
    """The answer for one transfer under one regime, with everything it rests on."""

    regime: str
    outcome: Outcome
    entries: tuple[str, ...]
    unknown_parameters: tuple[str, ...]
    reasons: tuple[str, ...]
    authorisations: tuple[Authorisation, ...]
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
        return {
            "regime": self.regime,
            "outcome": str(self.outcome),
            "entries": list(self.entries),
            "unknown_parameters": list(self.unknown_parameters),
            "reasons": list(self.reasons),
            "authorisations": [
                {"code": each.code, "status": str(each.status), "missing": list(each.missing)}
                for each in self.authorisations
            ],
            "review_policy": self.review_policy,
            "duties": list(self.duties),
            "trace": [{"rule": each.rule, "citation": each.citation, "outcome": each.outcome} for each in self.trace],
        }

    def whole(self) -> dict[str, Any]:
        """Everything, for keeping and for export: the contract's fields with the words and versions behind them."""
        return {
            **self.contract(),
            "authorisations": [
                {
                    "code": each.code,
                    "name": each.name,
                    "status": str(each.status),
                    "citation": each.citation,
                    "verified": each.verified,
                    "missing": list(each.missing),
                    "conditions": [
                        {"code": c.code, "text": c.text, "status": str(c.status), "source": c.source}
                        for c in each.conditions
                    ],
                }
                for each in self.authorisations
            ],
            "trace": [
                {
                    "rule": each.rule,
                    "citation": each.citation,
                    "outcome": each.outcome,
                    "says": each.says,
                    "uses": list(each.uses),
                    "version": each.version,
                    "verified": each.verified,
                }
                for each in self.trace
            ],
        }
