# SPDX-License-Identifier: Apache-2.0
"""Small words: what they do is a rule's business, which they are is data (`vocabulary/small.yaml`).

Three rules:
  1. No small word of any language stands in Python.
  2. They are spelt folded, and asked for in all languages at once: no rule needs to know which language it reads.
  3. An operator may add to them: a pattern is put together for the vocabularies of the reading, not for the program.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

from comity.reading.vocabulary import concept, current


def small(*names: str) -> frozenset[str]:
    """Give the words that do one of these things."""
    kept, key = current().made, ("small", names)
    if key not in kept:
        kept[key] = _small(names)
    known: frozenset[str] = kept[key]
    return known


def _small(names: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        entry = concept("small", name)
        assert entry is not None, name
        for written in entry.get("words").values():
            found.update(str(written).split())
    return frozenset(found)


def any_of(*names: str) -> str:
    """Give a pattern for any of these words, to be put into a larger one; longest first."""
    return "(?:" + "|".join(_pattern(word) for word in sorted(small(*names), key=lambda word: (-len(word), word))) + ")"


def _pattern(word: str) -> str:
    ends = r"\w*" if word.endswith("*") else r"\b" if word[-1].isalnum() else ""
    return re.escape(word.rstrip("*")).replace("_", r"\s") + ends


class Pattern:
    """A pattern with small words in it, put together once for each set of vocabularies."""

    __slots__ = ("_written",)

    def __init__(self, written: Callable[[], str]) -> None:
        self._written = written

    def now(self) -> re.Pattern[str]:
        """Give the pattern for the vocabularies of this reading."""
        kept = current().made
        found: re.Pattern[str] | None = kept.get(self)
        if found is None:
            kept[self] = found = re.compile(self._written())
        return found

    def search(self, text: str, start: int = 0, stop: int = sys.maxsize) -> re.Match[str] | None:
        """Find it in a stretch of the text."""
        return self.now().search(text, start, stop)

    def match(self, text: str, start: int = 0, stop: int = sys.maxsize) -> re.Match[str] | None:
        """Find it where the stretch begins."""
        return self.now().match(text, start, stop)

    def finditer(self, text: str, start: int = 0, stop: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Find each of them in a stretch of the text."""
        return self.now().finditer(text, start, stop)

    def sub(self, other: str, text: str) -> str:
        """Put something else in its place."""
        return self.now().sub(other, text)
