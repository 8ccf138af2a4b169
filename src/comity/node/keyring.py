# SPDX-License-Identifier: Apache-2.0
"""The keysets of a log as we hold it, read once: a log only grows, so what was read stays."""

from __future__ import annotations

from threading import Lock

from comity.exchange.gate import Keyring, read_keyring
from comity.exchange.introduction import Introduction, decode
from comity.node import store
from comity.node.joint.models import Log

_STEP = 4096
_read: dict[str, tuple[int, Keyring]] = {}
_lock = Lock()


def ring_of(log: Log, introduction: Introduction | None = None) -> Keyring:
    """Give the keys of a party's log by index; empty while we hold nothing of it."""
    with _lock:
        size, ring = _read.get(log.origin, (0, Keyring()))
        if size > log.size:  # another, older copy of the store
            size, ring = 0, Keyring()
        if size < log.size:
            introduction = introduction or decode(bytes(log.dialogue.introduction))
            for start in range(size, log.size, _STEP):
                entries = store.entries(log, start, min(start + _STEP, log.size))
                ring = read_keyring(ring, start, entries, introduction, log.party)
            _read[log.origin] = (log.size, ring)
        return ring
