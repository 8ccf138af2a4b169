# SPDX-License-Identifier: Apache-2.0
"""The same text in one plain spelling, character for character.

Three rules:
  1. The fold has exactly as many code points as the text, so a span in one is a span in the other.
  2. It forgets only what does not change a word: case, accents, the shape of apostrophes, dashes, quotes and spaces,
     and the two dots of ё. The Russian й is a letter of its own and stays.
  3. A text has few letters and many of each: each letter that is not plain is replaced throughout, and once.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SHAPES = {
    **dict.fromkeys("’‘ʼ`´′", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("«»“”„‟″", '"'),
    **dict.fromkeys("\u00a0\u2007\u202f\u2009\u2002\u2003\u3000\t", " "),
    "й": "й",
    "Й": "й",
    "ё": "е",
    "Ё": "е",
    "ß": "s",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "ı": "i",
    "œ": "o",
    "æ": "a",
}
_PLAIN_BY_CASE = frozenset(map(chr, range(128))) - frozenset("`\t")
_MANY = 200


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _SHAPES:
        return _SHAPES[char]
    base = unicodedata.normalize("NFKD", char)[:1] or char
    lower = base.lower() if len(base.lower()) == 1 else base
    return lower if lower == char else _plain(lower)


def fold(text: str) -> str:
    """Give the text with case, accents and typography levelled, in the same number of code points."""
    others = set(text) - _PLAIN_BY_CASE
    if len(others) > _MANY:
        return "".join(map(_plain, text))
    for char in others:
        if (plain := _plain(char)) != char:
            text = text.replace(char, plain)
    return text.lower()
