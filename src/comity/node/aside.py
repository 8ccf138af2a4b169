# SPDX-License-Identifier: Apache-2.0
"""What lies aside: entries that came and are not judged yet, in memory; where they are many, in a file without a name.

So a peer's log of any length is taken in with the same little memory. Nothing of it can be found by another process,
and it is gone with this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Self

from comity.log.tile import decode_bundle, encode_bundle
from comity.node.disk import disk

IN_MEMORY = 8_000_000  # bytes


class Aside:
    """Entries in the order in which they came, in the parts in which they came: at most a bundle each."""

    def __init__(self, folder: Path) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder))  # noqa: SIM115  # closed by __exit__
        self._parts: list[tuple[int, int]] = []  # how many entries, and bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, entries: Sequence[bytes]) -> None:
        """Lay a part aside."""
        data = encode_bundle(entries)
        with disk("what came could not be laid aside", hint="nothing was kept; see to the disk"):
            self._file.write(data)
        self._parts.append((len(entries), len(data)))

    def __iter__(self) -> Iterator[list[bytes]]:
        """Give the parts back."""
        self._file.seek(0)
        for count, length in self._parts:
            with disk("what was laid aside could not be read back", hint="nothing was kept; see to the disk"):
                data = self._file.read(length)
            yield decode_bundle(data, count=count)
