# SPDX-License-Identifier: Apache-2.0
"""Two fictional parties with fixed keys, and their logs."""

from __future__ import annotations

from comity.log.checkpoint import Checkpoint
from comity.log.keys import SigningKey
from comity.log.merkle import leaf_hash, root
from comity.log.signature import Cosigner, LogKey, mirror_name, sign_checkpoint

ORIGIN = "alba.example/4c1d0a7be2f94c55"
OTHER = "boria.example/91c2a07be2f94c55"
NOW = 1_679_315_147


def key(number: int) -> SigningKey:
    return SigningKey.generate(bytes([number]) * 32, bytes([number + 100]) * 32)


ALBA = LogKey(ORIGIN, key(1))
BORIA = LogKey(OTHER, key(2))
BORIA_MIRROR = Cosigner(mirror_name(OTHER), key(3))
WITNESS = Cosigner("witness.example/w1", key(4))
LEAVES = [leaf_hash(b"act %d" % i) for i in range(40)]


def checkpoint(size: int, leaves=LEAVES) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root(leaves[:size]))


def signed(size: int, leaves=LEAVES, signer: LogKey = ALBA, timestamp: int = NOW) -> bytes:
    return sign_checkpoint(checkpoint(size, leaves), signer, timestamp)
