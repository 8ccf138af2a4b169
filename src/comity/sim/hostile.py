# SPDX-License-Identifier: Apache-2.0
"""A hostile peer's log in memory, which its owner may bend as it likes: entries of any bytes, notes of any size.

It holds the peer's real keys, so that all it signs is truly signed. `serve` puts it before the road of a node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from comity.acts.act import FORMAT, Act, encode
from comity.base import canonical
from comity.log.checkpoint import Checkpoint
from comity.log.keys import SigningKey
from comity.log.merkle import leaf_hash, root
from comity.log.signature import Cosigner, LogKey, mirror_name, sign_checkpoint
from comity.log.tile import ENTRIES, TILE_WIDTH, Tile, encode_bundle, grow, parse_tile_path
from comity.sim.wire import Answer, Tamper

AT = "2027-03-04T13:02:11Z"


def key_of(number: int) -> SigningKey:
    """Make a key of a number."""
    return SigningKey.generate(bytes([number]) * 32, bytes([number + 1]) * 32)


@dataclass
class PeerLog:
    """Entries under an origin, and the key that signs them."""

    code: str
    dialogue: str
    key: LogKey
    entries: list[bytes] = field(default_factory=list)

    @classmethod
    def here(cls, dialogue: str) -> PeerLog:
        """Copy the log of the node at which this process is, with the key that signs it."""
        from comity.node import keyring, ledger, store  # noqa: PLC0415  # Django is set up by now

        log = ledger.our_log(dialogue)
        return cls(log.party, dialogue, keyring.our_keys(log).log, store.entries(log, 0, log.size))

    def fork(self, size: int) -> PeerLog:
        """Begin another history with the first entries of this one."""
        return replace(self, entries=self.entries[:size])

    def add(self, entry: bytes | Act) -> PeerLog:
        """Add an entry."""
        self.entries.append(encode(entry) if isinstance(entry, Act) else entry)
        return self

    def say(self, **fields: Any) -> PeerLog:
        """Add an act spelled canonically, permitted or not: `fields` over those that every act has."""
        whole = {"act": FORMAT, "at": AT, "by": self.code, "dialogue": self.dialogue, **fields}
        return self.add(canonical.encode({key: value for key, value in whole.items() if value is not None}))

    def receipt(self, held: Mapping[str, int], seen: Mapping[str, tuple[int, str]] | None = None) -> PeerLog:
        """Add a receipt with what it says to have seen: size and root."""
        told = {party: {"root": root_, "size": size} for party, (size, root_) in (seen or {}).items()}
        return self.say(kind="receipt", verb="acknowledge", structure={"held": dict(held)}, seen=told or None)

    def root(self, size: int | None = None) -> bytes:
        """Give the root over the first entries, or all."""
        return root([leaf_hash(entry) for entry in self.entries[:size]])

    def note(self, size: int | None = None, *, key: LogKey | None = None) -> bytes:
        """Sign a checkpoint."""
        at = len(self.entries) if size is None else size
        signer = key or self.key
        return sign_checkpoint(Checkpoint(signer.origin, at, self.root(at)), signer, 1_804_000_000)

    def tile(self, tile: Tile) -> bytes:
        """Give a tile or bundle."""
        start = tile.index * TILE_WIDTH
        if tile.level == ENTRIES:
            return encode_bundle(self.entries[start : start + tile.width])
        leaves = [leaf_hash(entry) for entry in self.entries]
        found = {(t.level, t.index): data for t, data in grow(0, leaves, _nothing)}
        return found[(tile.level, tile.index)][: tile.width * 32]

    def serve(self, note: bytes | None = None, bend: Callable[[bytes], bytes] | None = None) -> Tamper:
        """Answer on the road in place of the node: checkpoint and tiles of this log; `bend` changes bundles."""
        shown = note if note is not None else self.note()

        def tamper(answer: Answer) -> Answer | None:
            path = re.fullmatch(r"/road/[0-9a-z-]+/(checkpoint|tile/.+)", answer.path)
            if path is None:
                return None
            if path[1] == "checkpoint":
                return replace(answer, status=200, data=shown)
            tile = parse_tile_path(path[1])
            data = self.tile(tile)
            return replace(answer, status=200, data=bend(data) if bend is not None and tile.level == ENTRIES else data)

        return tamper


def other_signer(origin: str) -> LogKey:
    """Give a key that nobody introduced, under the right name."""
    return LogKey(origin, key_of(60))


def other_mirror(origin: str) -> Cosigner:
    """Give a mirror's key that nobody introduced, under the right name."""
    return Cosigner(mirror_name(origin), key_of(70))


def _nothing(level: int, index: int, width: int, /) -> bytes:
    raise AssertionError((level, index, width))
