"""The hash tree of RFC 9162, section 2.1, grown batch by batch from its frontier. Pure functions over bytes."""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def sizes(count: int) -> list[int]:
    """Return the sizes of the perfect subtrees that ``count`` leaves decompose into, largest first."""
    return [1 << bit for bit in reversed(range(count.bit_length())) if count >> bit & 1]


def grow(frontier: Sequence[bytes], count: int, leaves: Iterable[bytes]) -> tuple[list[bytes], int]:
    """Return frontier and size after appending leaves to a tree of ``count`` leaves."""
    roots = list(frontier)
    for leaf in leaves:
        node, carried = leaf, count
        while carried & 1:
            node = node_hash(roots.pop(), node)
            carried >>= 1
        roots.append(node)
        count += 1
    return roots, count


def root(frontier: Sequence[bytes]) -> bytes:
    """Return the tree's root: the frontier folded from the right."""
    if not frontier:
        return EMPTY_ROOT
    head = frontier[-1]
    for left in reversed(frontier[:-1]):
        head = node_hash(left, head)
    return head


def inclusion_path(index: int, *, first: int, frontier: Sequence[bytes], leaves: Sequence[bytes]) -> list[bytes]:
    """
    Return the audit path (RFC 9162, 2.1.3.1) of leaf ``index`` in the tree that ends with this batch.

    ``frontier`` is that of the ``first`` leaves before the batch. Every left
    sibling on the path that lies before the batch is one of its nodes, so the
    work depends on the batch and not on the log.

    :raises IndexError: if the leaf is not in the batch
    """
    if not first <= index < first + len(leaves):
        raise IndexError(index)
    known, start = {}, 0
    for size, node in zip(sizes(first), frontier, strict=True):
        known[start, start + size] = node
        start += size

    def subtree(low: int, high: int) -> bytes:
        if (low, high) in known:
            return known[low, high]
        if high - low == 1:
            return leaves[low - first]
        middle = low + _split(high - low)
        return node_hash(subtree(low, middle), subtree(middle, high))

    path, low, high = [], 0, first + len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return path[::-1]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """
    Return the root that the path leads to (RFC 9162, 2.1.3.2).

    :raises ValueError: if the path has another length than the tree asks for
    """
    steps, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        steps.append(index < middle)
        low, high = (low, middle) if index < middle else (middle, high)
    if len(steps) != len(path):
        raise ValueError("The path does not fit the tree.")
    node = leaf
    for goes_left, sibling in zip(reversed(steps), path, strict=True):
        node = node_hash(node, sibling) if goes_left else node_hash(sibling, node)
    return node


def _split(width: int) -> int:
    """Return the largest power of two below the width."""
    return 1 << (width - 1).bit_length() - 1
