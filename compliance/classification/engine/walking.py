"""Walks a tree of questions with the answers given, as far as they lead."""

from collections.abc import Mapping
from typing import NamedTuple

from compliance.controls.rows import Branch, Node, Tree

YES_NO = "yes_no"


class Answered(NamedTuple):
    """One question on the way and what was answered. A question that only records a fact has no yes or no."""

    node: Node
    answer: bool | None


class Walk(NamedTuple):
    """Where the answers lead: to an ending, or to a question that is still open."""

    tree: Tree
    path: tuple[Answered, ...]
    ending: Branch | None = None
    pending: Node | None = None

    @property
    def finished(self) -> bool:
        return self.ending is not None


def walk(tree: Tree, answers: Mapping[str, bool], *, stop_at_words: bool = False) -> Walk:
    """
    Follow the tree from its start. Answers to questions that are not on the way change nothing.

    A question that only records a fact in words is passed over, unless somebody is being asked (`stop_at_words`).
    """
    path: list[Answered] = []
    code, seen = tree.start, set[str]()
    while code and code not in seen:
        seen.add(code)
        node = tree.node(code)
        answer = answers.get(code)
        if answer is None and (node.kind == YES_NO or stop_at_words):
            return Walk(tree, tuple(path), pending=node)
        path.append(Answered(node, answer))
        branch = node.if_no if answer is False else node.if_yes
        if branch.outcome:
            return Walk(tree, tuple(path), ending=branch)
        code = branch.to
    return Walk(
        tree, tuple(path), ending=Branch(outcome="not_excluded", reason="The tree leads nowhere.", escalate=True)
    )
