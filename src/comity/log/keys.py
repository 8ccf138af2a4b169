# SPDX-License-Identifier: Apache-2.0
"""A key of two halves, Ed25519 and ML-DSA-44, which always sign together.

    seed         32 bytes for Ed25519 || 32 bytes for ML-DSA-44       all that need be kept, and kept secret
    public key   32 bytes             || 1,312 bytes
    signature    64 bytes             || 2,420 bytes

This record must convince in thirty years, when one of the two may be broken; what only one half signed is not signed.

Rules:
  1. The random bytes of a seed come in as an argument. The same seed is the same key.
  2. Ed25519 signs the same bytes the same way each time; ML-DSA-44 adds fresh randomness of its own to each signature
     (FIPS 204 section 3.4), against faults and leaks, so two signatures of one message differ and both hold.
  3. A document outside the log is signed under a domain, ``comity/DOMAIN`` and a line feed before its bytes, so that
     no signature can be carried from one use to another. Checkpoints have the prefixes of their own specifications.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from comity.base.errors import BadSignature
from comity.log import ed25519, mldsa44

SEED_BYTES = 32

_DOMAIN = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*", re.ASCII)


class PublicHalves(Protocol):
    """Anything that knows both public halves of a key."""

    @property
    def ed25519(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""

    @property
    def mldsa44(self) -> bytes:
        """The ML-DSA-44 public key, 1,312 bytes."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public halves."""

    ed25519: bytes
    mldsa44: bytes


@dataclass(frozen=True, slots=True)
class DoubleSignature:
    """One signature by each half over the same message."""

    ed25519: bytes
    mldsa44: bytes


class Signer(Protocol):
    """Whatever signs with both halves: a key in memory, a device, a double in a simulation."""

    @property
    def public(self) -> PublicKey:
        """The public halves."""

    def sign_ed25519(self, message: bytes, /) -> bytes:
        """Sign with the Ed25519 half: 64 bytes."""

    def sign_mldsa44(self, message: bytes, /) -> bytes:
        """Sign with the ML-DSA-44 half: 2,420 bytes."""


class SigningKey:
    """A key in memory."""

    __slots__ = ("_ed25519", "_mldsa44", "public")

    def __init__(self, ed25519_key: Ed25519PrivateKey, mldsa44_key: MLDSA44PrivateKey) -> None:
        self._ed25519 = ed25519_key
        self._mldsa44 = mldsa44_key
        self.public = PublicKey(
            ed25519_key.public_key().public_bytes_raw(),
            mldsa44_key.public_key().public_bytes_raw(),
        )

    @classmethod
    def generate(cls, ed25519_seed: bytes, mldsa44_seed: bytes) -> SigningKey:
        """Make the key of two seeds of 32 random bytes, which must have nothing to do with each other."""
        if len(ed25519_seed) != SEED_BYTES or len(mldsa44_seed) != SEED_BYTES:
            raise ValueError(f"each half of a key needs {SEED_BYTES} random bytes")
        return cls(
            Ed25519PrivateKey.from_private_bytes(ed25519_seed),
            MLDSA44PrivateKey.from_seed_bytes(mldsa44_seed),
        )

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """Make the key of both seeds, as `to_seed` gives them."""
        return cls.generate(seed[:SEED_BYTES], seed[SEED_BYTES:])

    def to_seed(self) -> bytes:
        """Give both seeds, 64 secret bytes, from which the key can be made again."""
        return self._ed25519.private_bytes_raw() + self._mldsa44.private_bytes_raw()

    def sign_ed25519(self, message: bytes, /) -> bytes:
        """Sign with the Ed25519 half."""
        return self._ed25519.sign(message)

    def sign_mldsa44(self, message: bytes, /) -> bytes:
        """Sign with the ML-DSA-44 half."""
        return self._mldsa44.sign(message)


def sign_message(key: Signer, domain: str, message: bytes) -> DoubleSignature:
    r"""Sign a document outside the log with both halves: ``b"comity/keyset/v1\n"`` and its bytes."""
    whole = _under(domain, message)
    return DoubleSignature(key.sign_ed25519(whole), key.sign_mldsa44(whole))


def verify_message(public: PublicHalves, domain: str, message: bytes, signature: PublicHalves) -> None:
    """Check that both halves of a key signed a document under this domain, or raise BadSignature naming the one."""
    whole = _under(domain, message)
    if not ed25519.verify(public.ed25519, whole, signature.ed25519):
        raise BadSignature(f"the Ed25519 signature under {domain} does not hold")
    if not mldsa44.verify(public.mldsa44, whole, signature.mldsa44):
        raise BadSignature(f"the ML-DSA-44 signature under {domain} does not hold")


def _under(domain: str, message: bytes) -> bytes:
    if _DOMAIN.fullmatch(domain) is None:
        raise ValueError(f"a domain is lower-case words with strokes between, not {domain!r}")
    return f"comity/{domain}\n".encode("ascii") + message
