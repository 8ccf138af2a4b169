# SPDX-License-Identifier: Apache-2.0
"""Small words: what they do is a rule's business, which they are is data (`vocabulary/small.yaml`).

Two rules:
  1. No small word of any language stands in Python.
  2. They are spelt folded, and asked for in all languages at once: no rule needs to know which language it reads.
"""

from __future__ import annotations

import re
from functools import cache

from comity.reading.vocabulary import concept


@cache
def small(*names: str) -> frozenset[str]:
    """Give the words that do one of these things."""
    found: set[str] = set()
    for name in names:
        entry = concept("small", name)
        assert entry is not None, name
        for written in entry.get("words").values():
            found.update(str(written).split())
    return frozenset(found)


@cache
def any_of(*names: str) -> str:
    """Give a pattern for any of these words, to be put into a larger one; longest first."""
    return "(?:" + "|".join(_pattern(word) for word in sorted(small(*names), key=lambda word: (-len(word), word))) + ")"


def _pattern(word: str) -> str:
    ends = r"\w*" if word.endswith("*") else r"\b" if word[-1].isalnum() else ""
    return re.escape(word.rstrip("*")).replace("_", r"\s") + ends
