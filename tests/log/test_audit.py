# SPDX-License-Identifier: Apache-2.0
"""A whole log read back: what agrees is handed on, and no flipped bit is overlooked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from log_keys import ORIGIN

from comity.base.errors import BadProof, Malformed
from comity.log import tile
from comity.log.audit import audit
from comity.log.checkpoint import Checkpoint
from comity.log.merkle import leaf_hash, root
from comity.log.tile import ENTRIES, Tile


def made(size: int) -> tuple[Checkpoint, dict[Tile, bytes], list[bytes]]:
    entries = [b'{"n":%d}' % i for i in range(size)]
    leaves = [leaf_hash(entry) for entry in entries]
    store = dict(tile.grow(0, leaves, lambda *_: b""))
    for name in [name for name in store if name.level == 0]:
        some = entries[name.index * 256 : name.index * 256 + name.width]
        store[replace(name, level=ENTRIES)] = tile.encode_bundle(some)
    return Checkpoint(ORIGIN, size, root(leaves)), store, entries


def read(checkpoint: Checkpoint, store: dict[Tile, bytes]) -> list[bytes]:
    return [entry for bundle in audit(checkpoint, lambda *at: store[Tile(*at)]) for entry in bundle]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700, 65536, 65793])
def test_log_reads_back_whole_at_any_size(size):
    checkpoint, store, entries = made(size)
    assert read(checkpoint, store) == entries


def test_flipped_bit_in_any_file_of_a_log_is_found():
    checkpoint, store, _ = made(20)
    for name, data in store.items():
        for bit in range(len(data) * 8):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            with pytest.raises((BadProof, Malformed)):
                read(checkpoint, {**store, name: bytes(flipped)})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (Tile(0, 0), "tile/0/000 does not hold the hashes of the entries"),
        (Tile(0, 2, 188), r"tile/0/002\.p/188 does not hold the hashes of the entries"),
        (Tile(1, 0, 2), r"tile/1/000\.p/2 does not hold the hashes of the tiles of level 0"),
        (Tile(ENTRIES, 1), "tile/0/001 does not hold the hashes of the entries"),
    ],
)
def test_file_that_does_not_agree_is_named(name, reason):
    checkpoint, store, _ = made(700)
    data = bytearray(store[name])
    data[-1] ^= 1
    with pytest.raises(BadProof, match=reason):
        read(checkpoint, {**store, name: bytes(data)})


def test_log_with_another_root_than_the_signed_one_is_refused():
    checkpoint, store, _ = made(20)
    with pytest.raises(BadProof, match="which it did not sign"):
        read(replace(checkpoint, root=bytes(32)), store)


def test_entries_and_tile_changed_together_are_found_by_the_root():
    checkpoint, _, _ = made(20)
    entries = [b"other"] * 20
    leaves = [leaf_hash(entry) for entry in entries]
    store = {Tile(0, 0, 20): b"".join(leaves), Tile(ENTRIES, 0, 20): tile.encode_bundle(entries)}
    with pytest.raises(BadProof, match="which it did not sign"):
        read(checkpoint, store)
