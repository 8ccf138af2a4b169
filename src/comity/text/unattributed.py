# SPDX-License-Identifier: Apache-2.0
"""Minutes under the Chatham House Rule: words from which it cannot be seen who spoke, taken out before they are kept.

    strip("Alba: the line should be tested. A. Head agreed.", ["Alba", "A. Head"])
        words   "The line should be tested. […] agreed."
        taken   ("Alba", "A. Head")

Rules:
  1. A name at the beginning of a paragraph, before a colon or a dash, is a speaker: it goes with its mark.
  2. Any other name of a participant or of an affiliation becomes `[…]`, whole words only, longer names first.
  3. Nothing is guessed: who is not in the list of names is not found. Whoever takes the minutes reads what is left.

Chatham House, "Chatham House Rule": neither the identity nor the affiliation of the speakers, nor that of any other
participant, may be revealed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

GAP = "[…]"
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Stripped:
    """Words that may be kept, and the names that were taken out of them, in the order in which they stood."""

    words: str
    taken: tuple[str, ...]


def strip(words: str, names: Iterable[str]) -> Stripped:
    """Take names out of words; comparing takes no notice of case."""
    known = sorted({" ".join(name.split()) for name in names if len(name.strip()) >= _SHORTEST}, key=len, reverse=True)
    if not known:
        return Stripped(words, ())
    any_name = "|".join(r"\s+".join(map(re.escape, name.split())) for name in known)
    taken: list[str] = []

    def speaker(found: re.Match[str]) -> str:
        taken.append(found["name"])
        rest: str = found["next"]
        return rest.upper()

    def inside(found: re.Match[str]) -> str:
        taken.append(found[0])
        return GAP

    led = re.sub(
        rf"(?im)^[ \t]*(?:\[?(?P<name>{any_name})\]?)[ \t]*(?::|[-–—](?=[ \t]))[ \t]*(?P<next>\w?)", speaker, words
    )
    left = re.sub(rf"(?i)(?<!\w)(?:{any_name})(?!\w)", inside, led)
    return Stripped(left, tuple(taken))
