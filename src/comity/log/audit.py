# SPDX-License-Identifier: Apache-2.0
"""Reading a whole log back: every entry, every tile, and the root that was signed.

    tile/entries/000  ->  leaf hashes  =  tile/0/000  ->  its root  =  first hash of tile/1/000  ->  ...  =  the root

Rules:
  1. Everything is computed from the entries; tiles are only compared. A flipped bit is found, its file named.
  2. One pass, in bounded memory. Entries are handed on as they are read, so nothing may be believed before the pass
     has come to its end: only there is the root compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.base.errors import BadProof
from comity.log.merkle import Frontier, leaf_hash, root
from comity.log.tile import ENTRIES, TILE_WIDTH, decode_bundle, tile_at, tile_hashes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comity.log.checkpoint import Checkpoint
    from comity.log.tile import Fetch, Tile


def audit(checkpoint: Checkpoint, fetch: Fetch) -> Iterator[list[bytes]]:
    """Give the entries of a log, bundle by bundle, and raise at the first thing that does not agree.

    Raises Malformed for a bundle that is none, BadProof for what does not hash to what stands above it. `fetch` is
    asked for bundles as tiles of level -1.
    """
    size = checkpoint.size
    edge, rows = Frontier(), _Rows(size, fetch)
    for index in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        tile = tile_at(0, index, size)
        hashes = fetch(0, index, tile.width)
        yield open_bundle(tile, fetch(ENTRIES, index, tile.width), hashes)
        leaves = tile_hashes(hashes)
        edge.extend(leaves)
        if tile.width == TILE_WIDTH:
            rows.add(1, root(leaves))
    rows.finish()
    if edge.root() != checkpoint.root:
        raise BadProof(
            f"the {size} entries of {checkpoint.origin} have the root {edge.root().hex()[:16]}…, which it did not sign"
        )


def open_bundle(tile: Tile, bundle: bytes, hashes: bytes) -> list[bytes]:
    """Give the entries of the bundle beside a tile of level 0, which holds these hashes.

    Raises Malformed for a bundle that is none, BadProof where the entries do not hash to the tile.
    """
    entries = decode_bundle(bundle, count=tile.width)
    check_tile(tile, hashes, [leaf_hash(entry) for entry in entries])
    return entries


def check_tile(tile: Tile, data: bytes, hashes: list[bytes]) -> None:
    """Raise BadProof unless a tile is made of the hashes of what is below it."""
    if data != b"".join(hashes):
        below = "the entries" if tile.level == 0 else f"the tiles of level {tile.level - 1}"
        raise BadProof(f"{tile.path} does not hold the hashes of {below}")


class _Rows:
    """For each level above 0 the hashes that no full tile holds yet."""

    __slots__ = ("_done", "_fetch", "_rows", "_size")

    def __init__(self, size: int, fetch: Fetch) -> None:
        self._size = size
        self._fetch = fetch
        self._rows: list[list[bytes]] = []
        self._done: list[int] = []

    def add(self, level: int, hash_: bytes) -> None:
        """Add a hash of one level."""
        if level > len(self._rows):
            self._rows.append([])
            self._done.append(0)
        row = self._rows[level - 1]
        row.append(hash_)
        if len(row) == TILE_WIDTH:
            self._compare(level)
            above = root(row)
            row.clear()
            self.add(level + 1, above)

    def finish(self) -> None:
        """Compare the last tile of each level, which is not full."""
        for level, row in enumerate(self._rows, start=1):
            if row:
                self._compare(level)

    def _compare(self, level: int) -> None:
        tile = tile_at(level, self._done[level - 1], self._size)
        check_tile(tile, self._fetch(tile.level, tile.index, tile.width), self._rows[level - 1])
        self._done[level - 1] += 1
