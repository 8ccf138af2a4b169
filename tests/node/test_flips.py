# SPDX-License-Identifier: Apache-2.0
"""Any single flipped bit of a tile, a bundle or a checkpoint is found by the functions that `fsck` applies to a file.

COMITY_FLIPS=every flips every bit of a log of 100 acts, and 100,000 of a log of 1,000 acts, for a soak.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from figures import figure
from pair import Pair

from comity.base.errors import ComityError
from comity.log.audit import check_tile, open_bundle
from comity.log.signature import open_checkpoint
from comity.log.tile import ENTRIES, tile_hashes, tiles_for
from comity.node import ledger, store
from comity.node.fsck import fsck
from comity.node.joint.models import Log, Tile
from comity.node.keyring import ring_of

EVERY = os.environ.get("COMITY_FLIPS") == "every"


@dataclass(frozen=True)
class File:
    """A file of a log, and what fsck does with it: return for what is sound, raise for what is not."""

    name: str
    data: bytes
    check: Callable[[bytes], object]

    def finds(self, bit: int) -> bool:
        """Flip a bit and say whether it is found."""
        flipped = bytearray(self.data)
        flipped[bit >> 3] ^= 1 << (bit & 7)
        try:
            self.check(bytes(flipped))
        except ComityError:
            return True
        return False


def files(log: Log) -> Iterator[File]:
    """Give every file of a log as it is exported."""
    vkeys = ring_of(log).at(log.size).log
    yield File("checkpoint", bytes(log.checkpoint), lambda data: open_checkpoint(data, origin=log.origin, vkeys=vkeys))
    fetch = store.fetcher(log)
    for tile in tiles_for(0, log.size):
        data = fetch(tile.level, tile.index, tile.width)
        if tile.level:
            hashes = tile_hashes(data)
            yield File(tile.path, data, lambda data, tile=tile, hashes=hashes: check_tile(tile, data, hashes))
            continue
        bundle = fetch(ENTRIES, tile.index, tile.width)
        yield File(tile.path, data, lambda data, tile=tile, bundle=bundle: open_bundle(tile, bundle, data))
        name = replace(tile, level=ENTRIES).path
        yield File(name, bundle, lambda bundle, tile=tile, data=data: open_bundle(tile, bundle, data))


def log_of(pair: Pair, size: int) -> Log:
    """Write acts until our log has this size."""
    log = ledger.our_log(pair.dialogue)
    ledger.append_many(pair.dialogue, [ledger.receipt_draft({"XB": 2}) for _ in range(size - log.size)])
    return ledger.our_log(pair.dialogue)


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("size", "flips"), [(100, 0 if EVERY else 1500), (1000, 100_000 if EVERY else 1000)])
def test_any_flipped_bit_of_a_file_is_found(size: int, flips: int, talks: Pair) -> None:
    with talks.at("alba"):
        found = list(files(log_of(talks, size)))
    for file in found:
        file.check(file.data)
    chance = random.Random(size)
    bits = [(file, bit) for file in found for bit in range(8 * len(file.data))]
    if flips:
        bits = chance.sample(bits, flips)
    missed = [(file.name, bit) for file, bit in bits if not file.finds(bit)]
    figure(f"flips_of_{size}_acts", len(bits), "flips")
    figure(f"flips_of_{size}_acts_missed", len(missed), "flips")

    assert missed == []


@pytest.mark.timeout(3000)
def test_any_flipped_bit_of_the_store_is_found_by_fsck(talks: Pair) -> None:
    from django.db import connections

    chance, number = random.Random(412), 1000 if EVERY else 30
    with talks.at("alba"):
        log, missed = log_of(talks, 100), 0
        places = [("joint_entry", "data", row.pk, bytes(row.data)) for row in log.entries.all()]
        places += [("joint_tile", "data", row.pk, bytes(row.data)) for row in Tile.objects.filter(log=log)] * 20
        places += [("joint_log", "checkpoint", log.pk, bytes(log.checkpoint))] * 20
        for _ in range(number):
            table, column, key, data = chance.choice(places)
            flipped, bit = bytearray(data), chance.randrange(8 * len(data))
            flipped[bit >> 3] ^= 1 << (bit & 7)
            with connections["joint"].cursor() as cursor:
                for value in (bytes(flipped), data):
                    cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, key])
                    if value != data:
                        missed += not [f for checked in fsck() for f in checked.findings]
        assert [f for checked in fsck() for f in checked.findings] == []
    figure("flips_by_fsck", number, "flips")
    figure("flips_by_fsck_missed", missed, "flips")
    assert missed == 0
