"""A tree of questions can be walked from its start to an outcome, by every answer, without going in circles."""

from collections.abc import Iterator

from compliance.controls.checks.placed import Placed, of_kind
from compliance.controls.reading import Problem
from compliance.controls.rows import Node, Tree


def are_whole(placed: list[Placed]) -> Iterator[Problem]:
    """Every branch leads somewhere, every question can be reached, and no way comes back to where it was."""
    for place, tree in of_kind(placed, Tree):
        nodes = {node.code: node for node in tree.nodes}
        if len(nodes) != len(tree.nodes):
            yield place.problem("nodes", "a question's code is given twice.")
        elif tree.start not in nodes:
            yield place.problem("start", f'there is no question "{tree.start}".')
        elif dangling := list(_dangling(place, nodes)):
            yield from dangling
        else:
            yield from _walk(place, tree, nodes)


def _dangling(place: Placed, nodes: dict[str, Node]) -> Iterator[Problem]:
    for node in nodes.values():
        for answer, branch in (("if_yes", node.if_yes), ("if_no", node.if_no)):
            at = f"nodes {node.code}.{answer}"
            if bool(branch.to) == bool(branch.outcome):
                yield place.problem(at, "an answer leads to another question or to an outcome, to exactly one of them.")
            elif branch.to and branch.to not in nodes:
                yield place.problem(at, f'there is no question "{branch.to}".')


def _walk(place: Placed, tree: Tree, nodes: dict[str, Node]) -> Iterator[Problem]:
    done: set[str] = set()
    circle = _circle(tree.start, nodes, (), done)
    if circle:
        yield place.problem("nodes", f"the questions go in a circle: {' → '.join(circle)}.")
        return
    for code in nodes.keys() - done:
        yield place.problem(f"nodes {code}", "no answer leads to this question.")


def _circle(code: str, nodes: dict[str, Node], way: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
    if code in way:
        return (*way[way.index(code) :], code)
    if code in done:
        return ()
    for branch in (nodes[code].if_yes, nodes[code].if_no):
        if branch.to and (found := _circle(branch.to, nodes, (*way, code), done)):
            return found
    done.add(code)
    return ()
