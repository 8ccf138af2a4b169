# SPDX-License-Identifier: Apache-2.0
"""A value that changes along one log, so that one can ask how it stood for a reader who knew only so much of it."""

from __future__ import annotations

from bisect import bisect_left
from typing import Generic, TypeVar

T = TypeVar("T")


class Track(Generic[T]):
    """Values in the order of the entries that set them."""

    __slots__ = ("_indexes", "_values")

    def __init__(self) -> None:
        self._indexes: list[int] = []
        self._values: list[T] = []

    def put(self, index: int, value: T) -> None:
        """Set the value from this entry on."""
        assert not self._indexes or self._indexes[-1] < index
        self._indexes.append(index)
        self._values.append(value)

    def at(self, size: int) -> tuple[int, T] | None:
        """Give the last value set within the first `size` entries, with the entry that set it."""
        place = bisect_left(self._indexes, size) - 1
        return None if place < 0 else (self._indexes[place], self._values[place])
