# SPDX-License-Identifier: Apache-2.0
"""A tree in tiles gives the same roots and proofs as the same tree in memory."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import BadProof, Malformed
from comity.log import merkle, tile
from comity.log.merkle import EMPTY_ROOT, Frontier
from comity.log.tile import Tile
from comity.log.tiletree import TileTree

MOST = 70_000
# Any 32 bytes may stand for a leaf hash.
LEAVES = [hashlib.sha256(i.to_bytes(4, "big")).digest() for i in range(MOST)]


@pytest.fixture(scope="module")
def full() -> dict[Tile, bytes]:
    """All tiles of the largest tree; a smaller tree's tiles are beginnings of them."""
    return dict(tile.grow(0, LEAVES, lambda *_: b""))


def tree_of(size: int, full: dict[Tile, bytes], **options) -> TileTree:
    def fetch(level: int, index: int, width: int) -> bytes:
        return full[tile.tile_at(level, index, MOST)][: width * 32]

    return TileTree(size, fetch, **options)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, MOST), st.data())
def test_tiletree_proofs_verify_at_any_size(full, size, data):
    edge = Frontier()
    edge.extend(LEAVES[:size])
    tree = tree_of(size, full)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))

    assert tree.root() == edge.root()
    assert tree.frontier().hashes == edge.hashes
    assert tree.leaf(index) == LEAVES[index]
    merkle.verify_inclusion(LEAVES[index], index, size, tree.inclusion_proof(index), edge.root())
    before = Frontier()
    before.extend(LEAVES[:old])
    merkle.verify_consistency(old, before.root(), size, edge.root(), tree.consistency_proof(old))
    if index < old:
        merkle.verify_inclusion(LEAVES[index], index, old, tree.inclusion_proof(index, old), before.root())
    if 0 < old < size:
        assert merkle.prefix_roots(old, size, tree.prefix_proof(old)) == (before.root(), edge.root())


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 1500), st.data())
def test_tiletree_gives_the_very_proofs_of_the_tree_in_memory(full, size, data):
    tree = tree_of(size, full, keep=1)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))

    assert tree.inclusion_proof(index) == merkle.inclusion_proof(LEAVES, index, size)
    assert tree.consistency_proof(old) == merkle.consistency_proof(LEAVES, old, size)


def test_tiletree_asks_only_for_tiles_of_its_own_size_and_keeps_few(full):
    asked = []

    def fetch(level: int, index: int, width: int) -> bytes:
        asked.append(Tile(level, index, width))
        return full[Tile(level, index, width)]

    tree = TileTree(MOST, fetch, keep=4)
    for index in range(0, MOST, 5000):
        tree.inclusion_proof(index)
        assert len(tree._kept) <= 4
    assert set(asked) <= set(tile.tiles_for(0, MOST))
    assert asked[:4] == [Tile(0, 0), Tile(1, 0), Tile(1, 1, 17), Tile(0, 273, 112)]


def test_empty_tiletree_has_the_empty_root(full):
    assert tree_of(0, full).root() == EMPTY_ROOT
    assert tree_of(0, full).frontier().size == 0


def test_tile_of_another_width_is_refused(full):
    tree = TileTree(300, lambda level, index, _width: full[Tile(level, index)])
    with pytest.raises(Malformed, match=r"tile/0/001\.p/44 must have 44 hashes, and has 256"):
        tree.leaf(299)


def test_flipped_bit_in_any_tile_makes_a_proof_that_is_refused(full):
    true_root = tree_of(700, full).root()

    def flipped(place: Tile, bit: int) -> TileTree:
        def fetch(level: int, index: int, width: int) -> bytes:
            data = bytearray(full[tile.tile_at(level, index, MOST)][: width * 32])
            if (level, index) == (place.level, place.index):
                data[bit // 8] ^= 1 << bit % 8
            return bytes(data)

        return TileTree(700, fetch)

    for place in (Tile(0, 2, 188), Tile(1, 0, 2)):
        for bit in range(0, place.width * 256, 37):
            assert flipped(place, bit).root() != true_root
    with pytest.raises(BadProof):
        merkle.verify_inclusion(LEAVES[600], 600, 700, flipped(Tile(0, 2, 188), 0).inclusion_proof(600), true_root)


@pytest.mark.parametrize(("start", "end"), [(1, 3), (2, 2), (-1, 1), (0, 6)])
def test_leaves_that_are_no_subtree_have_no_hash(full, start, end):
    with pytest.raises(ValueError, match="no subtree"):
        tree_of(5, full).subtree(start, end)


def test_size_beyond_the_tree_is_our_own_mistake(full):
    with pytest.raises(ValueError, match="was asked"):
        tree_of(5, full).inclusion_proof(0, 6)
    with pytest.raises(ValueError, match="no tree"):
        TileTree(-1, lambda *_: b"")
