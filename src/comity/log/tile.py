# SPDX-License-Identifier: Apache-2.0
"""Tiles and entry bundles: how a log lies on disk and on the road (c2sp.org/tlog-tiles).

    tile/0/000                 the first 256 leaf hashes, 8,192 bytes
    tile/0/x001/x234/067       the leaf hashes from 1234067 * 256 on
    tile/0/273.p/112           a tile that is not yet full, with 112 hashes
    tile/1/000                 the roots of the first 256 full tiles of level 0
    tile/entries/000           the first 256 entries, each after its length in two bytes

Rules:
  1. A tile holds 1 to 256 hashes, one after the other. A tile that is not full is never hashed into the level above.
  2. A path has one spelling: it is read, written again, and compared.
  3. A bundle holds as many entries as the tile of level 0 beside it holds hashes, and not a byte more.
  4. An entry has at most 60,000 bytes (a rule of Comity; the format would carry 65,535).

In the code a bundle is a tile of level -1 (`ENTRIES`). This file knows no disk: tiles come from a `Fetch`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from comity.base.errors import Malformed, Ours
from comity.log.merkle import HASH_BYTES, root

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TILE_WIDTH = 256
TILE_HEIGHT = 8
ENTRIES = -1
MAX_LEVEL = 63
MAX_ENTRY = 60_000

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The name of a tile: its level (-1 for a bundle), its index in the level, how many hashes or entries it has."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path under which the tile lies."""
        return tile_path(self.level, self.index, self.width)


class Fetch(Protocol):
    """Whatever gives the bytes of a tile: a table, a folder, a peer, a dictionary in a test."""

    def __call__(self, level: int, index: int, width: int, /) -> bytes:
        """Give the bytes of the tile with exactly this width."""


# --- names -------------------------------------------------------------------------------------------------------


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Spell the path of a tile: ``tile/0/x001/x234/067.p/112``."""
    if not ENTRIES <= level <= MAX_LEVEL or not 0 <= index < 1000**7 or not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"no tile has level {level}, index {index} and width {width}")
    name, rest = f"{index % 1000:03d}", index // 1000
    while rest:
        name, rest = f"x{rest % 1000:03d}/{name}", rest // 1000
    part = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{'entries' if level == ENTRIES else level}/{name}{part}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """Spell the path of a bundle: ``tile/entries/x001/x234/067.p/112``."""
    return tile_path(ENTRIES, index, width)


def parse_tile_path(path: str) -> Tile:
    """Read the path of a tile or bundle in its only spelling, or raise Malformed."""
    match = _PATH.fullmatch(path)
    if match is not None:
        level = ENTRIES if match[1] == "entries" else int(match[1])
        index = int(match[2].replace("x", "").replace("/", ""))
        width = TILE_WIDTH if match[3] is None else int(match[3])
        # 256 is spelled by leaving it out; what we would write must be what we read.
        if level <= MAX_LEVEL and 1 <= width <= TILE_WIDTH and tile_path(level, index, width) == path:
            return Tile(level, index, width)
    raise Malformed(f"not the path of a tile: {path[:80]!r}")


def tile_at(level: int, index: int, size: int) -> Tile:
    """Name the tile at this place in a tree of `size`, as wide as the tree makes it."""
    row = size >> TILE_HEIGHT * max(level, 0)
    width = min(row - index * TILE_WIDTH, TILE_WIDTH)
    if index < 0 or width < 1:
        raise ValueError(f"a tree of size {size} has no tile {index} at level {level}")
    return Tile(level, index, width)


def tiles_for(old_size: int, new_size: int) -> list[Tile]:
    """Name the tiles that come into being when a tree grows, level by level; each of level 0 has a bundle beside it.

    From nothing, they are all the tiles of the tree.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a log does not go from size {old_size} to {new_size}")
    tiles, level = [], 0
    while new_size > old_size:
        first, last = old_size // TILE_WIDTH, (new_size - 1) // TILE_WIDTH
        tiles += [
            Tile(level, index, min(new_size - index * TILE_WIDTH, TILE_WIDTH)) for index in range(first, last + 1)
        ]
        level, old_size, new_size = level + 1, old_size // TILE_WIDTH, new_size // TILE_WIDTH
    return tiles


# --- contents ----------------------------------------------------------------------------------------------------


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Put entries into a bundle, each after its length: ``00 05 h e l l o``."""
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise ValueError(f"a bundle has 1 to {TILE_WIDTH} entries, not {len(entries)}")
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise Ours(
                f"an entry has at most {MAX_ENTRY} bytes, and this one has {len(entry)}", code="log.entry-too-long"
            )
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(data: bytes, *, count: int) -> list[bytes]:
    """Take exactly `count` entries out of a bundle, or raise Malformed."""
    if not 1 <= count <= TILE_WIDTH:
        raise ValueError(f"a bundle has 1 to {TILE_WIDTH} entries, not {count}")
    entries, at, end = [], 0, len(data)
    for number in range(count):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > end or at > end:
            raise Malformed(f"the bundle ends within entry {number} of {count}")
        if at - start > MAX_ENTRY:
            raise Malformed(f"entry {number} of the bundle has {at - start} bytes, and {MAX_ENTRY} is the most")
        entries.append(data[start:at])
    if at != end:
        raise Malformed(f"the bundle goes on for {end - at} bytes after its {count} entries")
    return entries


def tile_hashes(data: bytes) -> list[bytes]:
    """Take the hashes out of a tile, or raise Malformed."""
    width, odd = divmod(len(data), HASH_BYTES)
    if odd or not 1 <= width <= TILE_WIDTH:
        raise Malformed(
            f"a tile has 1 to {TILE_WIDTH} hashes of {HASH_BYTES} bytes, and this one has {len(data)} bytes"
        )
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def fetch_hashes(fetch: Fetch, tile: Tile) -> list[bytes]:
    """Fetch a tile and take out its hashes; Malformed if it has not its width."""
    hashes = tile_hashes(fetch(tile.level, tile.index, tile.width))
    if len(hashes) != tile.width:
        raise Malformed(f"{tile.path} must have {tile.width} hashes, and has {len(hashes)}")
    return hashes


def grow(old_size: int, leaves: Iterable[bytes], fetch: Fetch) -> list[tuple[Tile, bytes]]:
    """Make the tiles that come into being when leaf hashes are added to a tree of `old_size`.

    They are those that `tiles_for` names. `fetch` is asked for the last tile of a level, if it is not full.
    """
    made: list[tuple[Tile, bytes]] = []
    level, count, new = 0, old_size, list(leaves)
    while new:
        index, width = divmod(count, TILE_WIDTH)
        row = (fetch_hashes(fetch, Tile(level, index, width)) if width else []) + new
        above = []
        for at in range(0, len(row), TILE_WIDTH):
            hashes = row[at : at + TILE_WIDTH]
            made.append((Tile(level, index + at // TILE_WIDTH, len(hashes)), b"".join(hashes)))
            if len(hashes) == TILE_WIDTH:
                above.append(root(hashes))
        level, count, new = level + 1, count // TILE_WIDTH, above
    return made
