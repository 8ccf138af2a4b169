# SPDX-License-Identifier: Apache-2.0
"""An entry of a log as the fold takes it: an act, or the reason why it cannot be read as one.

Rules:
  1. Reading never fails. Whatever the gate has let into a log is kept, and says why it is without effect.
  2. An entry of a kind that this program does not know still tells what its writer had seen: causes are read
     even where meaning is not, so that one side may be upgraded before the other.

Reading is the dear part of folding, and an entry never changes: callers may keep what `decode_entry` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.acts.act import FORMAT, Act, Seen, decode
from comity.acts.kinds import KINDS
from comity.base import canonical
from comity.base.errors import Malformed
from comity.base.names import is_name


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that is no act known here: ``unreadable``, or ``unknown-kind`` and then what stands around the kind."""

    reason: str
    detail: str
    by: str = ""
    dialogue: str = ""
    at: str = ""
    seen: Mapping[str, Seen] = field(default_factory=dict)


Entry = Act | Unreadable


def decode_entry(data: bytes) -> Entry:
    """Read one entry of a log."""
    try:
        return decode(data)
    except Malformed as error:
        return _around_unknown_kind(data, str(error)) or Unreadable("unreadable", str(error))


def _around_unknown_kind(data: bytes, detail: str) -> Unreadable | None:
    """Read writer, date and causes of an act that is sound but for its kind."""
    try:
        value: Any = canonical.decode(data)
        if not isinstance(value, dict) or value.get("act") != FORMAT:
            return None
        if not is_name("word", value.get("kind")) or value["kind"] in KINDS:
            return None
        around = {key: value[key] for key in ("act", "at", "by", "dialogue", "seen") if key in value}
        bare = decode(canonical.encode({**around, "kind": "receipt", "structure": {"held": {}}, "verb": "acknowledge"}))
    except Malformed:
        return None
    return Unreadable("unknown-kind", detail, bare.by, bare.dialogue, bare.at, bare.seen)
