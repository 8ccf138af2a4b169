# SPDX-License-Identifier: Apache-2.0
"""Signed checkpoints: the log's two signatures and the mirror's two, all or nothing.

    alba.example/4c1d0a7be2f94c55
    420
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — alba.example/4c1d0a7be2f94c55 Az3grlgtzPIC…           the log, Ed25519 (type 0x01)
    — alba.example/4c1d0a7be2f94c55 pBq7TAAAAABkGFDL…       the log, ML-DSA-44 (type 0x06), with a time
    — boria.example/91c2…/mirror jWbPPwAAAABkGFDL…          the other party's mirror, Ed25519 (type 0x04), with a time
    — boria.example/91c2…/mirror 1rTT6gAAAABkGFDL…          the other party's mirror, ML-DSA-44 (type 0x06), with a time

Rules:
  1. The log signs under its origin, with both keys. A checkpoint with one of the two is not signed.
  2. A mirror that holds every entry up to the size cosigns with both keys. One of the two is no cosignature.
  3. Lines by unknown keys are passed over, as c2sp.org/signed-note asks. A line by a known key that does not verify
     spoils the whole note, and so does a second line by the same key.
  4. Nobody here decides whether to sign. What is consistent with what was signed before is the caller's to know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from comity.base.errors import BadSignature, Malformed
from comity.log.checkpoint import Checkpoint, format_checkpoint, parse_checkpoint
from comity.log.cosignature import sign_line, verify_line
from comity.log.note import KeyType, Note, VerifierKey, format_note, parse_note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from comity.log.keys import PublicHalves, Signer

LOG_TYPES = (KeyType.ED25519, KeyType.MLDSA44_COSIGNATURE)
MIRROR_TYPES = (KeyType.ED25519_COSIGNATURE, KeyType.MLDSA44_COSIGNATURE)


@dataclass(frozen=True, slots=True)
class LogKey:
    """The key of a log, which signs under the log's origin."""

    origin: str
    signer: Signer

    @property
    def vkeys(self) -> tuple[VerifierKey, VerifierKey]:
        """The two verifier keys, as they stand in a keyset."""
        return log_vkeys(self.origin, self.signer.public)


@dataclass(frozen=True, slots=True)
class Cosigner:
    """The key of a mirror, which signs under its own name."""

    name: str
    signer: Signer

    @property
    def vkeys(self) -> tuple[VerifierKey, VerifierKey]:
        """The two verifier keys, as they stand in a keyset."""
        return mirror_vkeys(self.name, self.signer.public)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose two signatures by the log were verified; `timestamp` is when the log says it signed."""

    checkpoint: Checkpoint
    note: Note
    timestamp: int


@dataclass(frozen=True, slots=True)
class Cosignature:
    """Both keys of a mirror signed; `timestamp` is the later of their times, from which on both stood."""

    name: str
    timestamp: int


def mirror_name(origin: str) -> str:
    """Name the mirror of the party whose own log has this origin."""
    return f"{origin}/mirror"


@lru_cache(maxsize=256)
def log_vkeys(origin: str, public: PublicHalves) -> tuple[VerifierKey, VerifierKey]:
    """Give the two verifier keys of a log."""
    return VerifierKey(origin, LOG_TYPES[0], public.ed25519), VerifierKey(origin, LOG_TYPES[1], public.mldsa44)


@lru_cache(maxsize=256)
def mirror_vkeys(name: str, public: PublicHalves) -> tuple[VerifierKey, VerifierKey]:
    """Give the two verifier keys of a mirror."""
    return VerifierKey(name, MIRROR_TYPES[0], public.ed25519), VerifierKey(name, MIRROR_TYPES[1], public.mldsa44)


def check_vkeys(name: str, types: Sequence[KeyType], vkeys: Sequence[VerifierKey]) -> None:
    """Raise Malformed unless the keys are one of each of these types under this name, as those of one signer are."""
    if sorted(key.type for key in vkeys) != sorted(types) or any(key.name != name for key in vkeys):
        wanted = " and one of ".join(f"type {type_:02x}" for type_ in types)
        found = ", ".join(f"{key.type:02x} of {key.name}" for key in vkeys) or "none"
        raise Malformed(f"expected for {name} one key of {wanted}, found {found}")


def sign_checkpoint(
    checkpoint: Checkpoint, key: LogKey, timestamp: int, *, between: Callable[[], None] | None = None
) -> bytes:
    """Sign a checkpoint as its log, with both keys. The timestamp is in seconds since 1970.

    `between` is called after the first of the two signatures, which takes the most time and by rule 1 is none by
    itself; if it raises, nothing is signed.
    """
    if checkpoint.origin != key.origin:
        raise ValueError(f"the key of {key.origin} does not sign checkpoints of {checkpoint.origin}")
    ed25519, mldsa44 = key.vkeys
    second = sign_line(key.signer, mldsa44, checkpoint, timestamp)
    if between is not None:
        between()
    first = sign_line(key.signer, ed25519, checkpoint, timestamp)
    return format_note(Note(format_checkpoint(checkpoint), (first, second)))


def cosign(note: bytes, mirror: Cosigner, timestamp: int) -> bytes:
    """Add the mirror's two signatures to a checkpoint, in place of earlier ones of its own.

    The mirror says by it that it durably holds every entry up to this size, and that this is the largest tree of this
    log that it has seen (c2sp.org/tlog-mirror). Call it only after `open_checkpoint`.
    """
    before = parse_note(note)
    checkpoint = parse_checkpoint(before.text)
    own = {(vkey.name, vkey.id) for vkey in mirror.vkeys}
    others = tuple(line for line in before.signatures if (line.name, line.key_id) not in own)
    lines = tuple(sign_line(mirror.signer, vkey, checkpoint, timestamp) for vkey in mirror.vkeys)
    return format_note(replace(before, signatures=(*others, *lines)))


def open_checkpoint(note: bytes, *, origin: str, vkeys: Sequence[VerifierKey]) -> SignedCheckpoint:
    """Read a checkpoint that both keys of the log signed, or raise Malformed or BadSignature."""
    check_vkeys(origin, LOG_TYPES, vkeys)
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    if checkpoint.origin != origin:
        raise Malformed(f"expected a checkpoint of {origin}, found one of {checkpoint.origin[:100]}")
    times = [_time(parsed, checkpoint, key) for key in vkeys]
    for key, time in zip(vkeys, times, strict=True):
        if time is None:
            raise BadSignature(
                f"the checkpoint of {origin} at size {checkpoint.size} lacks its signature of type {key.type:02x}"
            )
    return SignedCheckpoint(checkpoint, parsed, max(time for time in times if time is not None))


def cosignatures(note: bytes, vkeys: Sequence[VerifierKey]) -> tuple[Cosignature, ...]:
    """Say which of these mirrors cosigned a checkpoint, in the order of their keys; both keys or not at all.

    The log's own signatures are not looked at: see `open_checkpoint`.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    found = []
    for name in dict.fromkeys(key.name for key in vkeys):
        own = [key for key in vkeys if key.name == name]
        check_vkeys(name, MIRROR_TYPES, own)
        times = [time for key in own if (time := _time(parsed, checkpoint, key)) is not None]
        if len(times) == len(own):
            found.append(Cosignature(name, max(times)))
    return tuple(found)


def _time(note: Note, checkpoint: Checkpoint, key: VerifierKey) -> int | None:
    """Give the time of this key's line, or None where it has none; raise if its line does not verify."""
    lines = key.signed(note)
    if not lines:
        return None
    if len(lines) > 1:
        raise Malformed(f"the checkpoint of {checkpoint.origin} has {len(lines)} signatures by one key of {key.name}")
    time = verify_line(key, checkpoint, lines[0])
    if time is None:
        where = f"{checkpoint.origin} at size {checkpoint.size}"
        raise BadSignature(f"the signature of type {key.type:02x} by {key.name} on {where} does not hold")
    return time
