"""Rows about information that a regime leaves out, and the questions that find out."""

from dataclasses import dataclass
from decimal import Decimal

from compliance.controls.rows.base import VERIFIED, Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion(Row):
    """A body of information that a regime leaves out. Never a physical thing."""

    regime: str
    section: str
    covers: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()
    tree: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """Where an answer leads: to another node, or to an outcome."""

    to: str = ""
    outcome: str = ""
    reason: str = ""
    next_tree: str = ""
    escalate: bool = False
    policy: str = ""
    duties: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One question of a tree, in plain words, with the rule behind it. Kind `text` asks for a fact."""

    code: str
    question: str
    source: str
    if_yes: Branch
    if_no: Branch
    law: str = ""  # what the rule says, in our words; the disclosure shows it beside the citation
    kind: str = "yes_no"
    entries: tuple[str, ...] = ()
    voids: str = ""  # the voider that this question asks about
    confidence: str = VERIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree(Row):
    """A tree of questions, each with one way on for yes and one for no."""

    regime: str
    start: str
    nodes: tuple[Node, ...]
    purpose: str = "exclusion"  # exclusion | deemed_export
    aliases: tuple[str, ...] = ()

    def node(self, code: str) -> Node:
        return next(each for each in self.nodes if each.code == code)


@dataclass(frozen=True, kw_only=True, slots=True)
class Voider(Row):
    """A clause or a habit and what it does to an exclusion."""

    clause: str
    effect: str  # void | void_until_satisfied | likely_void | input_not_covered | becomes_subject | not_void
    trees: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DeMinimis(Row):
    percent: Decimal | None = None
    destinations_not: tuple[str, ...] = ()
    text: str = ""
