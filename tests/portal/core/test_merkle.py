"""The tree follows RFC 9162, whatever the batches."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import merkle


def reference_root(leaves):
    """Section 2.1.1 of the RFC, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + reference_root(leaves[:split]) + reference_root(leaves[split:])).digest()


def hashes(count):
    return [merkle.leaf_hash(str(number).encode()) for number in range(count)]


def test_known_roots_of_the_rfc_family():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("count", range(1, 40))
def test_root_is_that_of_the_rfc(count):
    frontier, size = merkle.grow([], 0, hashes(count))

    assert size == count
    assert merkle.root(frontier) == reference_root(hashes(count))


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
@settings(deadline=None)
def test_batches_do_not_matter(batches):
    leaves = hashes(sum(batches))
    frontier, size = [], 0
    for batch in batches:
        frontier, size = merkle.grow(frontier, size, leaves[size : size + batch])

    assert frontier == merkle.grow([], 0, leaves)[0]


@given(st.integers(0, 60), st.integers(1, 40), st.data())
@settings(deadline=None)
def test_every_path_leads_to_the_root(before, batch, data):
    leaves = hashes(before + batch)
    frontier, _ = merkle.grow([], 0, leaves[:before])
    index = data.draw(st.integers(before, before + batch - 1))

    path = merkle.inclusion_path(index, first=before, frontier=frontier, leaves=leaves[before:])

    assert merkle.root_from_path(leaves[index], index, len(leaves), path) == reference_root(leaves)


def test_a_path_for_another_leaf_leads_elsewhere():
    leaves = hashes(13)
    path = merkle.inclusion_path(7, first=0, frontier=[], leaves=leaves)

    assert merkle.root_from_path(leaves[8], 7, 13, path) != reference_root(leaves)
    with pytest.raises(ValueError, match="fit"):
        merkle.root_from_path(leaves[7], 7, 14, path[:-1])
    with pytest.raises(IndexError):
        merkle.inclusion_path(13, first=0, frontier=[], leaves=leaves)
