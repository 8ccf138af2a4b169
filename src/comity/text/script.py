# SPDX-License-Identifier: Apache-2.0
"""Letters that are not what they look like: words of two alphabets, and words of another that pass for one's own.

    "Раrties"    Р and а of Cyrillic, the rest of Latin                   mixed
    "сор"        in an English text: three Cyrillic letters               disguised
    "ﬁne"        a ligature; or fullwidth letters, mathematical letters   variant

Rules:
  1. Nothing is refused here: what may not be signed at all is in base/canonical.py. These words are shown to people,
     who know that a name may be spelled so.
  2. A hyphen separates: in ``USB-накопитель`` stand two words of one alphabet each. An apostrophe does not.
  3. Marks, digits and punctuation belong to no alphabet. Letters that one language writes together (kana and Han,
     hangul and Han) are one alphabet here.
  4. The alphabet of a letter is the first word of its Unicode name. Another version of Unicode may know more letters;
     it decides no standing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
_LOOK_ALIKE = {
    "LATIN": frozenset("aceopxyABCEHKMOPTX"),
    "CYRILLIC": frozenset("асеіорѕхуһјАВСЕНІЈКМОРЅТХ"),
    "GREEK": frozenset("αοικνρυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
}


class Doubt(StrEnum):
    """Why a word is shown."""

    MIXED = "mixed"
    DISGUISED = "disguised"
    VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class Flag:
    """A word to look at: where it stands in the text (code points), and the alphabets of its letters."""

    start: int
    end: int
    word: str
    doubt: Doubt
    scripts: tuple[str, ...]


@lru_cache(maxsize=65536)
def script_of(character: str) -> str:
    """Name the alphabet of a letter, as ``LATIN``; the empty string for what is no letter."""
    if not unicodedata.category(character).startswith("L"):
        return ""
    first = unicodedata.name(character, "UNNAMED").split()[0]
    return "CJK" if first in _EAST_ASIAN else first


def is_variant(character: str) -> bool:
    """Whether a letter stands for other letters: fullwidth, mathematical, a ligature, a modifier."""
    return character.isalpha() and unicodedata.normalize("NFKC", character) != character


def flags(text: str) -> tuple[Flag, ...]:
    """Find the words of a text that are not what they look like, in its order."""
    if text.isascii():
        return ()
    words = [(found.start(), found.group()) for found in _WORD.finditer(text)]
    main = _main_script(text)
    found = ((start, word, _scripts(word), _doubt(word, main)) for start, word in words if not word.isascii() or main)
    return tuple(Flag(start, start + len(word), word, doubt, scripts) for start, word, scripts, doubt in found if doubt)


def _doubt(word: str, main: str) -> Doubt | None:
    if any(is_variant(c) for c in word):
        return Doubt.VARIANT
    scripts = _scripts(word)
    if len(scripts) > 1:
        return Doubt.MIXED
    alike = _LOOK_ALIKE.get(scripts[0], frozenset()) if scripts else frozenset()
    disguised = scripts and main in _LOOK_ALIKE and scripts[0] != main and all(c in alike for c in word if c.isalpha())
    return Doubt.DISGUISED if disguised else None


def _scripts(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(script for c in word if (script := script_of(c))))


def _main_script(text: str) -> str:
    """Name the alphabet in which most letters of the text are; of two with as many, the one that comes first in it."""
    counted = Counter(script for c in text if (script := script_of(c)))
    return counted.most_common(1)[0][0] if counted else ""
