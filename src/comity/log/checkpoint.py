# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: how far a log has come, as its key signs it (c2sp.org/tlog-checkpoint).

    alba.example/4c1d0a7be2f94c55
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

The three lines are the origin, the number of entries, and the root over them.

Rules:
  1. There is one spelling of each: ``0420``, ``+420`` and digits of other scripts are refused.
  2. Extension lines are refused: no ML-DSA-44 signature speaks for them (c2sp.org/tlog-cosignature).
  3. A size is below 2^53, so that an act can say it; an origin has at most 255 bytes, so that it can be cosigned.
  4. The empty log has the empty root.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.errors import Malformed
from comity.log.merkle import EMPTY_ROOT, HASH_BYTES
from comity.log.note import b64, has_control, unb64

MAX_SIZE = 2**53 - 1
MAX_ORIGIN = 255


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log of this origin has so many entries, and this is the root over them."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if has_control(self.origin) or "\n" in self.origin or not 1 <= len(self.origin.encode()) <= MAX_ORIGIN:
            raise Malformed(f"an origin has 1 to {MAX_ORIGIN} bytes in one line, found {self.origin[:60]!r}")
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_BYTES:
            raise Malformed(f"a checkpoint has a size from 0 to {MAX_SIZE} and a root of {HASH_BYTES} bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise Malformed("the root of an empty log is the hash of nothing, and this is another")


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint in its only spelling, or raise Malformed.

    ``0420`` is refused though its meaning is plain: two spellings of one checkpoint would be two signed texts.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise Malformed(f"a checkpoint is three lines, origin, size and root, and this text has {len(lines) - 1}")
    origin, size, root = lines[:3]
    # isdigit and int accept digits of every script; ASCII is asked first.
    if not (size.isascii() and size.isdigit()) or len(size) > len(str(MAX_SIZE)):
        raise Malformed(f"line 2: expected the size in decimal digits, found {size[:40]!r}")
    checkpoint = Checkpoint(origin, int(size), unb64(root, "root in line 3"))
    if format_checkpoint(checkpoint) != text:
        raise Malformed(f"line 2: expected the size without leading zeros, found {size!r}")
    return checkpoint


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """Write the text of a checkpoint."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64(checkpoint.root)}\n"
