# SPDX-License-Identifier: Apache-2.0
"""SHA-256 with a domain in front, and the salted commitments behind which payloads stand.

    commitment = SHA-256("comity/payload/v1\\n" || 32 random bytes || payload)
    version    = SHA-256("comity/version/v1\\n" || canonical JSON of what was tabled)

The random bytes keep a short text from being guessed from its commitment; they are erased with the payload.
"""

from __future__ import annotations

import hashlib
import hmac

from comity.base.errors import BadProof

SALT_BYTES = 32


def digest(domain: str, *parts: bytes) -> str:
    """Hash `parts` under ``comity/DOMAIN`` and give 64 lower-case hexadecimal digits."""
    state = hashlib.sha256(f"comity/{domain}\n".encode("ascii"))
    for part in parts:
        state.update(part)
    return state.hexdigest()


def commitment(salt: bytes, payload: bytes) -> str:
    """Commit to a payload with 32 random bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return digest("payload/v1", salt, payload)


def open_payload(expected: str, salted: bytes) -> bytes:
    """Give the payload out of salt and payload as they travel, or raise BadProof."""
    salt, payload = salted[:SALT_BYTES], salted[SALT_BYTES:]
    if len(salt) != SALT_BYTES or not hmac.compare_digest(commitment(salt, payload), expected):
        raise BadProof(f"a payload of {len(payload)} bytes does not open the commitment {expected[:16]}…")
    return payload
