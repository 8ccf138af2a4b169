# SPDX-License-Identifier: Apache-2.0
"""The edge of a tree in tiles: it grows to the same tiles and the same root, in whatever steps."""

import random

import pytest

from comity.log.edge import Edge
from comity.log.merkle import leaf_hash, root
from comity.log.tile import Tile, grow

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]


def _nothing(*_: int) -> bytes:
    raise AssertionError("an empty tree has no tile to begin with")


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_535, 65_536, 70_000])
def test_edge_read_from_tiles_is_that_of_the_tree(size: int) -> None:
    tiles = {(tile.level, tile.index): data for tile, data in grow(0, LEAVES[:size], _nothing)}

    edge = Edge.of(size, lambda level, index, width: tiles[level, index][: width * 32])

    assert (edge.size, edge.root()) == (size, root(LEAVES[:size]))
    tiles |= {(tile.level, tile.index): data for tile, data in edge.grown(LEAVES[size:])[1]}
    assert tiles == {(tile.level, tile.index): data for tile, data in grow(0, LEAVES, _nothing)}


def test_edge_grows_in_any_steps_to_the_same_tiles_and_changes_nothing_before() -> None:
    chance, edge, tiles, at = random.Random(3), Edge.of(0, _nothing), dict[tuple[int, int], tuple[Tile, bytes]](), 0
    while at < len(LEAVES):
        some = LEAVES[at : at + chance.choice((1, 2, 255, 256, 257, 5_000))]
        before, root_before = edge, edge.root()
        edge, made = edge.grown(some)
        assert (before.size, before.root()) == (at, root_before)
        tiles |= {(tile.level, tile.index): (tile, data) for tile, data in made}
        at += len(some)

    assert sorted(tiles.values()) == sorted(grow(0, LEAVES, _nothing))
    assert edge.root() == root(LEAVES)
