# SPDX-License-Identifier: Apache-2.0
"""A pouch as a file on a disk: looked at from outside, and decrypted. It needs no node, only the introduction.

Until the outer signature holds, a file is nobody's: what is wrong with it is the carrier's matter, and nothing is kept.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage

from comity.base.errors import Carrier, Ours, Theirs
from comity.exchange.gate import Keys
from comity.exchange.introduction import Introduction
from comity.exchange.pouch import MAX_POUCH, Outside, read_outside, verify_outside
from comity.node.means import means

_CHUNK = 1 << 20

Source = Path | bytes  # a file, or the bytes of one that was kept


@dataclass(frozen=True, slots=True)
class Look:
    """A pouch whose outer signature holds: who sent it, with which keys, and where it lies."""

    source: Source
    outside: Outside
    party: str
    keys: Keys

    def ciphertext(self) -> bytes:
        """Read what is encrypted."""
        with _open(self.source) as file:
            file.seek(self.outside.body)
            return file.read(self.outside.header.size)

    def whole(self) -> bytes:
        """Read the whole file."""
        with _open(self.source) as file:
            return file.read(MAX_POUCH)


def outside_of(path: Source) -> Outside:
    """Read the outside of a pouch, unverified; raises Carrier for what is no whole pouch."""
    with _open(path) as file:
        return _outside(path, file)


def look(path: Source, introduction: Introduction) -> Look:
    """Check a pouch from outside, from the introduction alone, or raise Carrier."""
    with _open(path) as file:
        outside = _outside(path, file)
        state = hashlib.sha256()
        file.seek(outside.body)
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    try:
        party, keys = verify_outside(outside, introduction, state.hexdigest())
    except Theirs as error:
        raise _not_whole(path, error) from error
    return Look(path, outside, party.code, keys)


def decrypt(look: Look, identities: Sequence[str]) -> tuple[bytes, str]:
    """Decrypt with the first identity that opens it, and say which; raises Carrier where none does."""
    ciphertext = look.ciphertext()
    if hashlib.sha256(ciphertext).hexdigest() != look.outside.header.sha256:
        raise Carrier(
            f"{_name(look.source)} changed while it was read", hint="nothing was imported; copy it and try again"
        )
    for identity in identities:
        try:
            key = pyrage.x25519.Identity.from_str(identity)
            return pyrage.decrypt(ciphertext, [key]), identity
        except (pyrage.DecryptError, pyrage.IdentityError):
            continue
    raise Carrier(
        f"{_name(look.source)} is encrypted for none of the keys that are here",
        hint=f"nothing was imported; ask {look.party} to pack it again, with `--static` if your keys were lost",
        code="carrier.another-recipient",
    )


def encrypt(plaintext: bytes, recipients: Sequence[str]) -> bytes | None:
    """Encrypt for these recipients, or give None where one of them is no recipient at all."""
    try:
        found: bytes = means().encrypt(plaintext, recipients)
    except pyrage.RecipientError:
        return None
    return found


def _name(source: Source) -> str:
    return "a pouch that waited" if isinstance(source, bytes) else str(source)


def _open(path: Source) -> BinaryIO:
    if isinstance(path, bytes):
        return io.BytesIO(path)
    try:
        return path.open("rb")
    except OSError as error:
        raise Ours(f"{path} cannot be read: {error.strerror}") from error


def _outside(path: Source, file: BinaryIO) -> Outside:
    def read(at: int, size: int) -> bytes:
        file.seek(at)
        return file.read(size)

    try:
        return read_outside(read, file.seek(0, os.SEEK_END))
    except Theirs as error:
        raise _not_whole(path, error) from error


def _not_whole(path: Source, error: Theirs) -> Carrier:
    return Carrier(
        f"{_name(path)} is not a pouch as it was packed: {error}",
        hint=f"nothing was imported; ask for it again (a pouch has at most {MAX_POUCH // 1_000_000} MB)",
        code="carrier.pouch",
    )
