# SPDX-License-Identifier: Apache-2.0
"""A tree that lies in tiles: its root and every proof, from a handful of tiles (c2sp.org/tlog-tiles).

    the inclusion proof of leaf 69,999 in a tree of 70,000 needs   tile/0/273.p/112
                                                                   tile/1/000, tile/1/001.p/17
                                                                   tile/2/000.p/1

Rules:
  1. Nothing here is believed: a wrong tile gives a wrong root or a proof that does not verify.
  2. A bounded number of tiles is kept, those last used, so that memory does not grow with the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_ranges,
    inclusion_ranges,
    next_row,
    node_hash,
    prefix_ranges,
)
from comity.log.tile import TILE_HEIGHT, TILE_WIDTH, Fetch, fetch_hashes, tile_at

if TYPE_CHECKING:
    from collections.abc import Iterable

_Rows = list[list[bytes]]


class TileTree:
    """The tree of `size` leaves whose tiles `fetch` gives."""

    __slots__ = ("_fetch", "_keep", "_kept", "size")

    def __init__(self, size: int, fetch: Fetch, *, keep: int = 64) -> None:
        if size < 0 or keep < 1:
            raise ValueError(f"no tree has size {size}, and at least one tile is kept, not {keep}")
        self.size = size
        self._fetch = fetch
        self._keep = keep
        self._kept: dict[tuple[int, int], _Rows] = {}

    def root(self) -> bytes:
        """Give the root of the whole tree."""
        return self.subtree(0, self.size) if self.size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """Give the leaf hash at `index`."""
        return self.subtree(index, index + 1)

    def frontier(self) -> Frontier:
        """Give the right edge of the tree, from which it grows on."""
        return Frontier.of(self.size, self.subtree)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Prove leaf `index` in the tree, or in the tree as it was at `size`."""
        return self._hashes(inclusion_ranges(index, self._at(size)))

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Prove that the tree of size `old` is the beginning of this one, or of this one as it was at `new`."""
        return self._hashes(consistency_ranges(old, self._at(new)))

    def prefix_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Give the hashes from which `merkle.prefix_roots` computes both roots."""
        return self._hashes(prefix_ranges(old, self._at(new)))

    def subtree(self, start: int, end: int) -> bytes:
        """Give the hash of a subtree, complete or at the right edge of a tree of size `end`."""
        if not 0 <= start < end <= self.size:
            raise ValueError(f"no subtree goes from leaf {start} to {end} in a tree of size {self.size}")
        # From left to right the complete subtrees get smaller; from right to left they are hashed together.
        complete = []
        while start < end:
            height = (end - start).bit_length() - 1
            complete.append(self._complete(start, height))
            start += 1 << height
        found = complete.pop()
        while complete:
            found = node_hash(complete.pop(), found)
        return found

    def _complete(self, start: int, height: int) -> bytes:
        if start & (1 << height) - 1:
            raise ValueError(f"no subtree of height {height} begins at leaf {start}")
        level, inside = divmod(height, TILE_HEIGHT)
        index, place = divmod(start >> level * TILE_HEIGHT, TILE_WIDTH)
        return self._rows(level, index)[inside][place >> inside]

    def _rows(self, level: int, index: int) -> _Rows:
        rows = self._kept.pop((level, index), None)
        if rows is None:
            rows = [fetch_hashes(self._fetch, tile_at(level, index, self.size))]
            while len(rows) < TILE_HEIGHT:
                rows.append(next_row(rows[-1][: len(rows[-1]) & ~1]))
            if len(self._kept) >= self._keep:
                del self._kept[next(iter(self._kept))]
        # What was used last stands last, so the first is the one to forget.
        self._kept[level, index] = rows
        return rows

    def _hashes(self, ranges: Iterable[tuple[int, int]]) -> list[bytes]:
        return [self.subtree(start, end) for start, end in ranges]

    def _at(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has size {self.size}, and {size} was asked")
        return size
