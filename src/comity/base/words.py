# SPDX-License-Identifier: Apache-2.0
"""A fingerprint as twelve words, to be read aloud in French, English or Russian.

    39f0a4…   ->   crayon vanilla paddle …

Each of the first twelve bytes names a word in a list of 256. The lists stand in `wordlists/`, one word a line, sorted
by code point: the word's line is the byte. They never change, since nodes of different ages must say the same words.

Twelve words are 96 bits: nobody finds a second file that says the words of a file already fixed. A file is fixed for
the party that added the last entry and kept what it wrote. Where a party takes a complete file from others instead, two
files can be made for two readers in about 2^48 trials, so there all 64 digits are compared. See SECURITY.md.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from comity.base.errors import Ours
from comity.base.names import is_name

LANGUAGES = ("en", "fr", "ru")
WORDS = 12


def fingerprint_words(digest_hex: str, language: str) -> tuple[str, ...]:
    """Say the first twelve bytes of a digest as twelve words of a language."""
    if language not in LANGUAGES:
        raise Ours(
            f"there are no fingerprint words in {language!r}", hint=f"both sides choose one of {', '.join(LANGUAGES)}"
        )
    if not is_name("digest", digest_hex):
        raise ValueError(f"expected 64 lower-case hexadecimal digits, found {digest_hex[:80]!r}")
    words = wordlist(language)
    return tuple(words[byte] for byte in bytes.fromhex(digest_hex)[:WORDS])


@cache
def wordlist(language: str) -> tuple[str, ...]:
    """Give the 256 words of a language; a byte is a place in it."""
    file = resources.files("comity.base").joinpath("wordlists", f"{language}.txt")
    return tuple(file.read_text(encoding="utf-8").split())
