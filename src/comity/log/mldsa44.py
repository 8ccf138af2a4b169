# SPDX-License-Identifier: Apache-2.0
"""Whether an ML-DSA-44 signature holds (FIPS 204): the pure scheme, with an empty context.

    public key   1,312 bytes
    signature    2,420 bytes

FIPS 204 leaves no room for two spellings of one signature: hints are packed in one way only, and Algorithm 21 refuses
others. So there is nothing to check before `cryptography` does.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

PUBLIC_BYTES = 1312
SIGNATURE_BYTES = 2420


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature over the message by this public key holds."""
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
