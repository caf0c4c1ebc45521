"""The state of one question while the rules are asked: what has been found so far, and the trace."""

from dataclasses import dataclass

from compliance.classification.engine.assessing import Assessment
from compliance.classification.engine.facts import Facts, Item, Recipient, Transfer
from compliance.classification.engine.judging import unique
from compliance.classification.engine.permits import Authorisations
from compliance.classification.engine.rules import Effect, Finding, Rule, Step, version_of
from compliance.controls.book import Book, Place
from compliance.controls.rows import Regime


@dataclass(frozen=True, slots=True)
class Target:
    """Where the transfer counts as going: a destination, or the country of the person to whom it is released."""

    place: Place
    deemed: bool = False

    @property
    def spoken(self) -> str:
        return f"a national or permanent resident of {self.place.name}" if self.deemed else self.place.name


class Ask:
    """One transfer under one regime. Rules read it; only `note` writes to it."""

    def __init__(self, facts: Facts, book: Book, regime: Regime, assessment: Assessment):
        self.facts = facts
        self.book = book
        self.regime = regime
        self.assessment = assessment
        self.steps: list[Step] = []
        self.findings: dict[Effect, list[Finding]] = {}
        self.targets: tuple[Target, ...] = ()
        self.authorisations = Authorisations()

    @property
    def item(self) -> Item:
        return self.facts.item

    @property
    def transfer(self) -> Transfer:
        return self.facts.transfer

    @property
    def recipient(self) -> Recipient:
        return self.facts.transfer.recipient

    def note(self, rule: Rule, finding: Finding) -> None:
        """Write what a rule found into the trace."""
        citation = finding.source or rule.citation
        verified = not finding.recalled and (finding.row is None or finding.row.verified)
        self.steps.append(
            Step(
                rule.code, citation, str(finding.effect), finding.says, finding.uses, version_of(finding.row), verified
            )
        )
        self.findings.setdefault(finding.effect, []).append(finding)

    def found(self, *effects: Effect) -> list[Finding]:
        """Everything found with one of these effects, in the order in which it was found."""
        return [finding for effect in effects for finding in self.findings.get(effect, ())]

    def has(self, *effects: Effect) -> bool:
        return any(effect in self.findings for effect in effects)

    def settles(self, *effects: Effect) -> tuple[str, ...]:
        """What somebody has to say before these findings are certain."""
        return unique(name for finding in self.found(*effects) for name in finding.settles)

    def place(self, code: str) -> Place | None:
        return self.book.place(code)
