# SPDX-License-Identifier: Apache-2.0
r"""What exactly is signed when a key signs a checkpoint, for each of the three types (c2sp.org/tlog-cosignature).

Type 0x01, the log's Ed25519 key (c2sp.org/signed-note): the text of the note.

    alba.example/4c1d0a7be2f94c55
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

Type 0x04, a cosigner's Ed25519 key: two lines and then the text.

    cosignature/v1
    time 1679315147
    alba.example/4c1d0a7be2f94c55
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

Type 0x06, an ML-DSA-44 key of the log or of a cosigner: a structure, with the names behind their length in one byte.

    subtree/v1\n\0 | name | u64 timestamp | origin | u64 start = 0 | u64 end = size | 32 bytes root

In types 0x04 and 0x06 a note line carries the u64 timestamp and then the signature proper. A timestamp is in seconds
since 1970; 0 would say nothing of when, and is neither written nor accepted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.log import ed25519, mldsa44
from comity.log.checkpoint import format_checkpoint
from comity.log.note import KeyType, NoteSignature, VerifierKey

if TYPE_CHECKING:
    from comity.log.checkpoint import Checkpoint
    from comity.log.keys import Signer

MAX_TIMESTAMP = 2**63 - 1
TIMESTAMP_BYTES = 8


def signed_bytes(key: VerifierKey, checkpoint: Checkpoint, timestamp: int) -> bytes:
    """Give the bytes that this key signs for this checkpoint at this time."""
    if key.type is KeyType.MLDSA44_COSIGNATURE:
        return b"".join(
            [
                b"subtree/v1\n\0",
                _opaque(key.name),
                timestamp.to_bytes(8, "big"),
                _opaque(checkpoint.origin),
                (0).to_bytes(8, "big"),
                checkpoint.size.to_bytes(8, "big"),
                checkpoint.root,
            ]
        )
    text = format_checkpoint(checkpoint).encode()
    if key.type is KeyType.ED25519:
        return text
    return f"cosignature/v1\ntime {timestamp}\n".encode("ascii") + text


def sign_line(signer: Signer, key: VerifierKey, checkpoint: Checkpoint, timestamp: int) -> NoteSignature:
    """Sign a checkpoint with the half of the signer that the key's type asks for."""
    if not 0 < timestamp <= MAX_TIMESTAMP:
        raise ValueError(f"a time is in seconds since 1970, more than none, not {timestamp}")
    message = signed_bytes(key, checkpoint, timestamp)
    stamp = timestamp.to_bytes(TIMESTAMP_BYTES, "big")
    match key.type:
        case KeyType.ED25519:
            signature = signer.sign_ed25519(message)
        case KeyType.ED25519_COSIGNATURE:
            signature = stamp + signer.sign_ed25519(message)
        case KeyType.MLDSA44_COSIGNATURE:
            signature = stamp + signer.sign_mldsa44(message)
    return NoteSignature(key.name, key.id, signature)


def verify_line(key: VerifierKey, checkpoint: Checkpoint, line: NoteSignature) -> int | None:
    """Give the time at which the key signed the checkpoint (0 for a type without one), or None if it did not."""
    if key.type is KeyType.ED25519:
        return 0 if ed25519.verify(key.public, signed_bytes(key, checkpoint, 0), line.signature) else None
    timestamp = int.from_bytes(line.signature[:TIMESTAMP_BYTES], "big")
    if not 0 < timestamp <= MAX_TIMESTAMP:
        return None
    verify = mldsa44.verify if key.type is KeyType.MLDSA44_COSIGNATURE else ed25519.verify
    holds = verify(key.public, signed_bytes(key, checkpoint, timestamp), line.signature[TIMESTAMP_BYTES:])
    return timestamp if holds else None


def _opaque(name: str) -> bytes:
    data = name.encode()
    return bytes([len(data)]) + data
