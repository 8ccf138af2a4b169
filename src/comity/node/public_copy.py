# SPDX-License-Identifier: Apache-2.0
"""A copy of a log as a monitor read it: what the public can hand back to a ministry that lost its own.

    COPY/card.json, COPY/checkpoint, COPY/tile/..., COPY/payloads/COMMITMENT

Rules:
  1. Only what verified is kept: the copy grows after a look that went well, and its checkpoint is written last.
  2. It is a folder like that of `comity export --public`: `comity-verify-public` checks it, `comity recover`
     reads it.
  3. What is no longer served (words that were taken back) stays in the copy; whoever keeps it decides.
"""

from __future__ import annotations

from pathlib import Path

from comity.acts.act import Act
from comity.base.digest import open_payload
from comity.base.errors import Carrier
from comity.exchange.card import Card, encode_card
from comity.exchange.gate import size_of
from comity.log.tile import TILE_WIDTH, decode_bundle, entries_path
from comity.node.home import write_private
from comity.node.monitor import Get, Subject
from comity.record.entry import decode_entry


class Copy:
    """Reads a log for a look, and keeps what was read once the look went well."""

    def __init__(self, get: Get, folder: Path) -> None:
        self._get, self._folder = get, folder
        self._read: dict[str, bytes] = {}

    def get(self, name: str) -> bytes:
        """Read one part of the log, and remember it until `keep`."""
        data = self._get(name)
        self._read[name] = data
        return data

    def keep(self, subject: Subject) -> int:
        """Write down what a look that went well has read; gives how many payloads are in the copy."""
        if isinstance(subject.names, Card):
            self._write("card.json", encode_card(subject.names) + b"\n")
        checkpoint = self._read.pop("checkpoint")
        for name, data in self._read.items():
            self._write(name, data)
        count = self._payloads(size_of(checkpoint))
        self._write("checkpoint", checkpoint)
        self._read.clear()
        return count

    def _payloads(self, size: int) -> int:
        count = 0
        for first in range(0, size, TILE_WIDTH):
            width = min(size - first, TILE_WIDTH)
            for entry in decode_bundle(self._read[entries_path(first // TILE_WIDTH, width)], count=width):
                act = decode_entry(entry)
                if not isinstance(act, Act) or act.payload is None:
                    continue
                count += self._payload(act.payload.commitment)
        return count

    def _payload(self, commitment: str) -> bool:
        if (self._folder / "payloads" / commitment).exists():
            return True
        try:
            salted = self._get(f"payload/{commitment}")
        except Carrier:  # erased by agreement, or not delivered
            return False
        open_payload(commitment, salted)
        self._write(f"payloads/{commitment}", salted)
        return True

    def _write(self, name: str, data: bytes) -> None:
        path = self._folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_private(path, data)
