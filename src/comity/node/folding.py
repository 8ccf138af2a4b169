# SPDX-License-Identifier: Apache-2.0
"""The entries of a log as acts, decoded once: a log only grows, so what was decoded stays."""

from __future__ import annotations

from threading import Lock

from comity.node import store
from comity.node.joint.models import Log
from comity.record.entry import Entry, decode_entry

_decoded: dict[int, list[Entry]] = {}
_lock = Lock()


def acts(log: Log) -> tuple[Entry, ...]:
    """Give the signed entries of a log, decoded."""
    with _lock:
        known = _decoded.setdefault(log.pk, [])
        if len(known) < log.size:
            known.extend(decode_entry(data) for data in store.entries(log, len(known), log.size))
        return tuple(known[: log.size])
