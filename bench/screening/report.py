"""The figures of one measurement: what the issue asked for, what was reached, and the file that officers read."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import measure
from bench.screening.protocol import SHARES, Answers, Interval
from compliance.screening import engine

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "compliance" / "screening" / "reference" / "figures.json"

# What is asked of recall: set, kind, share of negatives that may alert (None: only the first ten), at least.
ASKED = (
    ("real aliases", "", 0.02, 0.64),
    ("real aliases", "academic", 0.02, 0.45),
    ("perturbations", "", 0.01, 0.94),
    ("Arabic and Cyrillic originals", "", None, 0.85),
    ("Arabic and Cyrillic originals", "", 0.02, 0.45),
)


@dataclass
class Report:
    """Rows of figure and target, and the tables behind them."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    engines: list[dict[str, Any]] = field(default_factory=list)
    kinds: list[dict[str, Any]] = field(default_factory=list)
    thresholds: list[float] = field(default_factory=list)

    @property
    def missed(self) -> list[str]:
        """The figures that miss their target."""
        return [row["what"] for row in self.rows if not row["met"]]

    def add(self, what: str, value: float, *, unit: str, most: float | None = None, least: float | None = None) -> None:
        """Add a figure with its target, the most or the least that it may be."""
        met = (most is None or value <= most) and (least is None or value >= least)
        target = f"≤ {most:g}" if most is not None else f"≥ {least:g}"
        self.rows.append({"what": what, "value": round(value, 3), "unit": unit, "target": target, "met": met})

    def add_interval(self, what: str, found: Interval, least: float) -> None:
        """Add a figure with its interval."""
        self.add(what, found.value, least=least, unit="")
        self.rows[-1]["interval"] = found.as_json()[1:]

    def add_recall(self, answers: list[Answers]) -> None:
        """Add what the engines found; ours is the first."""
        ours = answers[0]
        self.thresholds = [round(ours.threshold(share), 3) for share in SHARES]
        for name, kind, share, least in ASKED:
            where = f"at {share:.0%} alerts" if share else "in the first ten"
            self.add_interval(f"{name}{f', {kind}' if kind else ''}, {where}", ours.recall(name, share, kind), least)
        for each in answers:
            for name in each.right:
                self.engines.append({"engine": each.engine, "set": name, **_figures(each, name, "")})
        for name, kinds in ours.kinds.items():
            self.kinds.extend({"set": name, "kind": kind, **_figures(ours, name, kind)} for kind in sorted(set(kinds)))

    def add_pairs(self, found: dict[str, tuple[Interval, Interval]]) -> None:
        """Add how well labelled pairs are told apart."""
        area, best = found["Fairlead"]
        self.add_interval("labelled pairs, area under the curve", area, 0.87)
        self.add_interval("labelled pairs, best F1", best, 0.83)

    def show(self) -> None:
        """Print figures and targets."""
        print("\n### What was asked for\n")
        rows = []
        for row in self.rows:
            low, high = row.get("interval", (None, None))
            value = f"{row['value']:g}" + (f" [{low:.3f}, {high:.3f}]" if low is not None else "")
            rows.append((row["what"], f"{value} {row['unit']}".strip(), row["target"], "yes" if row["met"] else "NO"))
        measure.table(("figure", "measured", "target", "met"), rows)

    def keep(self, *, measured_on: str, machine: str) -> None:
        """
        Write the figures to the file that the portal shows.

        Parts that were not run keep what they had, unless another engine had it.
        """
        before = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
        if (before.get("engine"), before.get("normaliser")) != (engine.ENGINE_VERSION, engine.NORMALISER_VERSION):
            before = {}
        fresh = {row["what"] for row in self.rows}
        rows = [row for row in before.get("rows", []) if row["what"] not in fresh] + self.rows
        told = {
            "measured_on": measured_on,
            "machine": machine,
            "engine": engine.ENGINE_VERSION,
            "normaliser": engine.NORMALISER_VERSION,
            "rows": rows,
            "engines": self.engines or before.get("engines", []),
            "kinds": self.kinds or before.get("kinds", []),
            "thresholds": self.thresholds or before.get("thresholds", []),
        }
        FIGURES.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def _figures(answers: Answers, name: str, kind: str) -> dict[str, Any]:
    cases = len(answers.right[name]) if not kind else int((answers.kinds[name] == kind).sum())
    first, *shares = (answers.recall(name, share, kind).as_json() for share in (None, *SHARES))
    return {"cases": cases, "first_ten": first, "at": shares}
