"""What a determination hands back."""

import json
from dataclasses import dataclass
from typing import Any

from compliance.classification.engine.outcomes import LABELS, PERMISSIVE, Outcome
from compliance.classification.engine.permits import Authorisations
from compliance.classification.engine.rules import Step


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
            "authorisations": self.authorisations.plain,
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

    @property
    def text(self) -> str:
        """Everything, as canonical JSON: keys sorted, so that equal results are equal texts."""
        rest = {name: value for name, value in self.whole().items() if name != "authorisations"}
        written = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return f'{{"authorisations":{self.authorisations.text},{written[1:]}'
