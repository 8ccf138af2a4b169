# SPDX-License-Identifier: Apache-2.0
"""The right edge of a tree that lies in tiles: all that is needed to let it grow, so that nothing is read for it.

For 70,000 leaves these are the frontier, the roots of the complete subtrees, largest first (merkle.py); and of each
level the tile that is not full yet:

    tile/0/273.p/112, tile/1/001.p/17, tile/2/000.p/1
"""

from __future__ import annotations

from itertools import count, takewhile
from typing import TYPE_CHECKING

from comity.log.merkle import Frontier
from comity.log.tile import TILE_HEIGHT, TILE_WIDTH, Tile, grow
from comity.log.tiletree import TileTree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from comity.log.tile import Fetch


class Edge:
    """The edge of a tree of one size, without more that of an empty one; it never changes."""

    __slots__ = ("_tiles", "frontier")

    def __init__(self, frontier: Frontier | None = None, tiles: Mapping[int, bytes] | None = None) -> None:
        self.frontier = frontier or Frontier()
        self._tiles = tiles or {}

    @classmethod
    def of(cls, size: int, fetch: Fetch) -> Edge:
        """Read the edge of a tree of this size from its tiles, which are not believed: see `root`."""
        rows = takewhile(bool, (size >> TILE_HEIGHT * level for level in count()))
        ends = [(level, *divmod(row, TILE_WIDTH)) for level, row in enumerate(rows)]
        tiles = {level: fetch(level, index, width) for level, index, width in ends if width}
        return cls(TileTree(size, fetch).frontier(), tiles)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self.frontier.size

    def root(self) -> bytes:
        """Give the root of the tree."""
        return self.frontier.root()

    def grown(self, leaves: Sequence[bytes]) -> tuple[Edge, list[tuple[Tile, bytes]]]:
        """Add leaf hashes; gives the edge of the tree with them, and the tiles that come into being."""
        made = grow(self.size, leaves, lambda level, _index, _width: self._tiles[level])
        frontier = self.frontier.copy()
        frontier.extend(leaves)
        # Of each level the last one made stands. One that is full is nobody's beginning, and is not asked for.
        return Edge(frontier, {**self._tiles, **{tile.level: data for tile, data in made}}), made
