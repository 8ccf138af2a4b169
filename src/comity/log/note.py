# SPDX-License-Identifier: Apache-2.0
"""Signed notes: a text, an empty line, and a line for each signature (c2sp.org/signed-note).

    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

After the dash stand the key's name and the base64 of its 4-byte id and the signature. The key that verifies it is
written as a *vkey*, name+id+base64(type || public key):

    example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k

Rules:
  1. A note is UTF-8 without control characters other than the line feed. The last empty line ends the text.
  2. A note is read, written again, and compared: base64 has one spelling, a line has two spaces.
  3. A note has at most 32 signatures and 256 KiB. The specification asks for 16, and ML-DSA ones are long.
  4. This file verifies nothing (signature.py does). A text whose signature is not verified is no text at all.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from comity.base.errors import Malformed

MAX_NOTE = 256 * 1024
MAX_SIGNATURES = 32
KEY_ID_BYTES = 4
MAX_KEY_NAME = 255
_DASH = "\u2014"
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r"[\s+]")  # also the Unicode spaces, and some control characters


class KeyType(IntEnum):
    """The signature types that Comity uses, with the byte that the specification assigns to each."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04
    MLDSA44_COSIGNATURE = 0x06


PUBLIC_BYTES = {KeyType.ED25519: 32, KeyType.ED25519_COSIGNATURE: 32, KeyType.MLDSA44_COSIGNATURE: 1312}


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who signed by which key, and the bytes, which only the key's type explains."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.key_id) != KEY_ID_BYTES or not self.signature:
            raise Malformed(
                f"a signature by {self.name} must have a key id of {KEY_ID_BYTES} bytes and a signature after it"
            )

    def line(self) -> str:
        """Write the line, with its line feed."""
        return f"{_DASH} {self.name} {b64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a line feed, and its signatures, none of them verified yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or has_control(self.text):
            raise Malformed("the text of a note must end in a line feed and hold no other control character")
        if not 1 <= len(self.signatures) <= MAX_SIGNATURES:
            raise Malformed(f"a note has 1 to {MAX_SIGNATURES} signatures, not {len(self.signatures)}")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name and type under which it signs."""

    name: str
    type: KeyType
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.name.encode()) > MAX_KEY_NAME:
            raise Malformed(f"a key's name has at most {MAX_KEY_NAME} bytes, found {self.name[:60]!r}")
        if len(self.public) != PUBLIC_BYTES[self.type]:
            raise Malformed(
                f"the key of {self.name} must have {PUBLIC_BYTES[self.type]} bytes, and has {len(self.public)}"
            )

    @property
    def id(self) -> bytes:
        """The four bytes by which its signatures are found."""
        return key_id(self.name, self.type, self.public)

    def signed(self, note: Note) -> list[NoteSignature]:
        """Pick the lines of a note that bear this key's name and id, unverified."""
        own = self.id
        return [line for line in note.signatures if line.name == self.name and line.key_id == own]


@lru_cache(maxsize=256)
def key_id(name: str, type_: int, public: bytes) -> bytes:
    r"""Compute a key's id: SHA-256(name || "\n" || type || public key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([type_]) + public).digest()[:KEY_ID_BYTES]


def parse_note(data: bytes) -> Note:
    """Read a note in its only spelling, or raise Malformed. Nothing is verified."""
    if len(data) > MAX_NOTE:
        raise Malformed(f"a note has at most {MAX_NOTE} bytes, and this one has {len(data)}")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"a note must be UTF-8, and is not at byte {error.start}") from None
    above, empty, below = whole.rpartition("\n\n")
    if not empty or not below.endswith("\n"):
        raise Malformed("a note must have a text, an empty line, and signature lines that end in a line feed")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Malformed(f"a note has at most {MAX_SIGNATURES} signatures, and this one has {len(lines)}")
    note = Note(above + "\n", tuple(_parse_line(line) for line in lines))
    if format_note(note) != data:
        raise Malformed("the note is not in its only spelling")
    return note


def format_note(note: Note) -> bytes:
    """Write a note."""
    return (note.text + "\n" + "".join(signature.line() for signature in note.signatures)).encode()


def parse_vkey(text: str) -> VerifierKey:
    """Read a verifier key in its only spelling, or raise Malformed; its id must be the one computed from it."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Malformed(f"a verifier key is name+id+key, found {text[:60]!r}")
    material = unb64(parts[2], "verifier key")
    if not material or material[0] not in PUBLIC_BYTES:
        raise Malformed(f"the key of {parts[0]} has type {material[:1].hex() or 'none'}; known: 01, 04, 06")
    key = VerifierKey(parts[0], KeyType(material[0]), material[1:])
    if format_vkey(key) != text:
        raise Malformed(f"the key of {parts[0]} has the id {key.id.hex()}, and {parts[1]!r} stands there")
    return key


def format_vkey(key: VerifierKey) -> str:
    """Write a verifier key: ``example.com/foo+530d903a+AekyeRrm…``."""
    return f"{key.name}+{key.id.hex()}+{b64(bytes([key.type]) + key.public)}"


def has_control(text: str) -> bool:
    """Say whether a text holds what no note may: a control character below U+0020 but the line feed, or half a pair."""
    return _CONTROL.search(text) is not None


def b64(data: bytes) -> str:
    """Write base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: str, what: str) -> bytes:
    """Read base64 in its only spelling, or raise Malformed saying of what."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed(f"the {what} is not base64: {text[:60]!r}") from None
    # The last digit may carry bits that nobody reads; only zeros are one spelling.
    if b64(data) != text:
        raise Malformed(f"the {what} is base64 in another spelling than the usual one: {text[:60]!r}")
    return data


def _parse_line(line: str) -> NoteSignature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != _DASH:
        raise Malformed(f"a signature line is a dash, a name and base64 with one space between, found {line[:60]!r}")
    material = unb64(parts[2], f"signature by {parts[1][:60]}")
    return NoteSignature(parts[1], material[:KEY_ID_BYTES], material[KEY_ID_BYTES:])


def _check_name(name: str) -> None:
    if not name or has_control(name) or _NOT_IN_NAMES.search(name):
        raise Malformed(f"a key's name must be there and hold no space, plus or control character, found {name[:60]!r}")
