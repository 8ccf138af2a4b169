# SPDX-License-Identifier: Apache-2.0
"""Words, as negotiators count them: each with the spacing before it, so that a text is the sum of its tokens.

    "Les Parties réaffirment : l'État"   ->   "Les", " Parties", " réaffirment", " :", " l'État"

An apostrophe or a hyphen inside a word belongs to it: nobody negotiates half a word.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\s*(?:\w+(?:[-'’‑]\w+)*|[^\w\s])|\s+$")
_LETTER = re.compile(r"[^\W_]").search


def tokens(wording: str) -> tuple[str, ...]:
    """Split a wording into tokens; joined again they are the wording, whatever it holds."""
    return tuple(_TOKEN.findall(wording))


def is_word(token: str) -> bool:
    """Whether a token is a word, and not punctuation or space."""
    return _LETTER(token) is not None


def words(part: tuple[str, ...] | list[str]) -> int:
    """Count the words among tokens."""
    return sum(1 for token in part if _LETTER(token))
