# SPDX-License-Identifier: Apache-2.0
"""Reading a flat file by offset: one thing after the other, and never more than there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from comity.base.errors import Malformed

Read = Callable[[int, int], bytes]


@dataclass(slots=True)
class Reader:
    """Reads one thing after the other, and never more than there is."""

    read: Read
    length: int
    at: int = 0

    def take(self, size: int) -> bytes:
        """Read so many bytes, or raise Malformed."""
        require(0 <= size <= self.length - self.at, f"ends at byte {self.length}, where {size} more were announced")
        data = self.read(self.at, size)
        require(len(data) == size, f"{size} bytes were announced at byte {self.at}, and {len(data)} are there")
        self.at += size
        return data

    def counted(self, most: int, what: str) -> bytes:
        """Read what stands after its length in four bytes."""
        size = int.from_bytes(self.take(4), "big")
        require(size <= most, f"a {what} has at most {most} bytes, and this one says {size}")
        return self.take(size)


def u32(data: bytes) -> bytes:
    """Write the length of some bytes in four."""
    return len(data).to_bytes(4, "big")


def require(condition: object, sentence: str) -> None:
    """Go on only if the condition holds; else raise Malformed."""
    if not condition:
        raise Malformed(sentence)
