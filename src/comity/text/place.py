# SPDX-License-Identifier: Apache-2.0
"""The places of paragraphs: strings in an order, with room for another between any two.

    between("a", "b") == "ai"      between("", "b") == "5"      between("c", "") == "o"

Rules:
  1. A place is one to forty of ``0-9a-z`` (base/names.py), and places are ordered as strings.
  2. The place given is strictly between, wherever a string is; it is as short as halving makes it.
  3. Between a place and the same followed by zeros there is no string, and beyond forty there is no room: then None,
     and the paragraphs around must be given other places first.
"""

from __future__ import annotations

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST = 40


def between(before: str, after: str) -> str | None:
    """Give a place after `before` (empty: the beginning) and before `after` (empty: the end); None for no room."""
    if after and before >= after:
        return None
    made = ""
    bound: str | None = after or None
    while len(made) < _LONGEST:
        n = len(made)
        if bound is not None and n >= len(bound):
            return None
        low = _DIGITS.index(before[n]) if n < len(before) else 0
        high = len(_DIGITS) if bound is None else _DIGITS.index(bound[n])
        if high - low > 1:
            return made + _DIGITS[(low + high) // 2]
        if high > low:
            bound = None
        made += _DIGITS[low]
    return None
