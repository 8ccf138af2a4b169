# SPDX-License-Identifier: Apache-2.0
"""Proof files: an entry is in a log, in one file that needs no server (c2sp.org/tlog-proof).

    c2sp.org/tlog-proof@v1
    extra eyJhY3QiOjEs…
    index 12
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=

    alba.example/public-91c2
    14
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — alba.example/public-91c2 …

Rules:
  1. `extra` may hold bytes of the one who made the file; here it is the entry itself, which hashes to the leaf.
  2. The hashes are the inclusion proof of RFC 6962, from the leaf up. After an empty line stands the signed checkpoint.
  3. There is one spelling: what is read is written again and compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.base.errors import Malformed
from comity.log.checkpoint import MAX_SIZE, Checkpoint, parse_checkpoint
from comity.log.merkle import leaf_hash, verify_inclusion
from comity.log.note import b64, parse_note, unb64

HEAD = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """What a proof file holds; `note` is the signed checkpoint, none of its signatures verified."""

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes = b""

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint below the proof."""
        return parse_checkpoint(parse_note(self.note).text)

    def require(self, entry: bytes) -> None:
        """Raise BadProof unless this entry stands at the index of the checkpoint's tree."""
        at = self.checkpoint
        verify_inclusion(leaf_hash(entry), self.index, at.size, self.hashes, at.root)


def format_proof(proof: TlogProof) -> bytes:
    """Write a proof file."""
    lines = [HEAD, *([f"extra {b64(proof.extra)}"] if proof.extra else []), f"index {proof.index}"]
    return "\n".join([*lines, *map(b64, proof.hashes), "", ""]).encode() + proof.note


def parse_proof(data: bytes) -> TlogProof:
    """Read a proof file in its only spelling, or raise Malformed."""
    above, empty, note = data.partition(b"\n\n")
    try:
        lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError:
        lines = []
    if not empty or not lines or lines.pop(0) != HEAD:
        raise Malformed(f"not a proof file: expected {HEAD!r} and an empty line before the checkpoint")
    extra = unb64(lines.pop(0)[6:], "extra data") if lines and lines[0].startswith("extra ") else b""
    number = lines.pop(0).removeprefix("index ") if lines and lines[0].startswith("index ") else ""
    if not number.isdigit() or len(number) > len(str(MAX_SIZE)) or len(lines) > MAX_HASHES:
        raise Malformed("a proof file names its index in decimal digits, and at most 63 hashes after it")
    proof = TlogProof(int(number), tuple(unb64(line, "hash") for line in lines), note, extra)
    if any(len(node) != 32 for node in proof.hashes) or format_proof(proof) != data:
        raise Malformed("the proof file is not in its only spelling")
    if proof.index >= proof.checkpoint.size:
        raise Malformed(f"entry {proof.index} is not among the {proof.checkpoint.size} of the checkpoint")
    return proof
