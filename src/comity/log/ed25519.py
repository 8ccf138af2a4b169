# SPDX-License-Identifier: Apache-2.0
"""Whether an Ed25519 signature holds, by one written rule.

    public key   A, a point, 32 bytes
    signature    R, a point, 32 bytes, then S, a number, 32 bytes, little-endian

Libraries agree on honest signatures and disagree on crafted ones, and two governments must never disagree on whether
one of them signed. So the rule is written here, and is the same in the stand-alone verifier. A signature holds if

  1. A has 32 bytes and the signature 64;
  2. S < L, the order of the base point: else one signature has several spellings (RFC 8032 section 5.1.7);
  3. A and R are spelled canonically: y < p, with p = 2^255 - 19;
  4. A and R are not of small order: the eight such points have y in SMALL_ORDER. Under a key of small order one
     signature holds for many messages;
  5. S*B = R + SHA-512(R || A || M)*A, without the cofactor, which `cryptography` checks.

Where x is 0 the sign bit has no meaning, and y is then 1 or -1, so that 4 refuses both spellings.
tests/log/test_ed25519.py states the verdict on the twelve published cases on which libraries disagree.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
# Four points of order 8 share this y and its negative. A test finds all eight points of small order by arithmetic.
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER = frozenset({0, 1, P - 1, _ORDER_8, P - _ORDER_8})


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature over the message by this public key holds."""
    if len(public) != 32 or len(signature) != 64:
        return False
    if int.from_bytes(signature[32:], "little") >= L:
        return False
    if not (_sound(public) and _sound(signature[:32])):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _sound(point: bytes) -> bool:
    """Say whether a point is spelled canonically and is not of small order."""
    y = int.from_bytes(point, "little") & (1 << 255) - 1
    return y < P and y not in SMALL_ORDER
