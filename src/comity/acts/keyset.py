# SPDX-License-Identifier: Apache-2.0
"""The keyset: which keys speak for a party in one dialogue, said by its offline root.

Entry 0 of every log is one. The root signs ``keyset_message``, so a keyset holds only for the party, the dialogue,
the origin and the serial number that it names. Validity goes by index in the log, never by time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base import canonical

DOMAIN = "keyset/v1"


def keyset_message(by: str, dialogue: str, structure: Mapping[str, Any]) -> bytes:
    """Give the bytes that the root signs (under the domain ``keyset/v1``): everything but the signature itself."""
    unsigned = {key: value for key, value in structure.items() if key != "signature"}
    return canonical.encode({"by": by, "dialogue": dialogue, "structure": unsigned})
