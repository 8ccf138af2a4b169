# SPDX-License-Identifier: Apache-2.0
"""Words, and what is left of a word when its ending is taken away.

Three rules:
  1. A word is a run of letters or digits; hyphens, apostrophes and single full stops only part words.
     Marks that part clauses (comma, semicolon, colon, brackets, quotes, line end) count as words, so that no name reaches over them.
  2. Articles and the words for *of* are passed over: *ministère de la Défense* and *Ministry of Defence* are two words each.
  3. Taking endings away is coarse and the same for text and vocabulary. It need not be grammar, only equal on both sides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+|[,;:()\[\]\"\n&!?•|]")
_MARKS = frozenset(',;:()[]"\n!?•|')
_PASSED_OVER = frozenset(
    # en, fr, es, de: articles, and prepositions that only say "of"
    "the a an of le la les l de du des d un une el los las del der die das dem den ein eine einen einem einer eines".split()
)
_NO_ARTICLES = frozenset({"UN"})
_RUSSIAN = tuple(
    sorted(
        "иями ием ями ами ого его ому ему ыми ими иях иям ией иею ая яя ое ее ые ие ый ий ой ей ую юю ых их ым им ом ем ам ям ах ях "
        "ов ев ия ии ию ью ья а я о е ы и у ю ь й".split(),
        key=len,
        reverse=True,
    )
)
ENDINGS = ("", "e", "s", "es", "y", *_RUSSIAN)
_SHORTEST = 3
_SAME = {"&": "and"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: where it stands, and its folded form. A clause mark has `mark` set."""

    start: int
    stop: int
    form: str
    mark: bool


def words(folded: str, text: str) -> tuple[Word, ...]:
    """Cut a text, given folded and as written, into the words that carry meaning."""
    found = []
    for match in _WORD.finditer(folded):
        form = match.group()
        if form in _PASSED_OVER and text[match.start() : match.end()] not in _NO_ARTICLES:
            continue
        found.append(Word(match.start(), match.end(), _SAME.get(form, form), form in _MARKS))
    return tuple(found)


def stem(form: str) -> str:
    """Take the ending of a folded word away; a word in capitals or short stays as it is."""
    if "а" <= form[0] <= "я":
        return _russian(form)
    return _latin(form)


def _russian(form: str) -> str:
    for ending in _RUSSIAN:
        if len(form) - len(ending) >= _SHORTEST and form.endswith(ending):
            return form[: -len(ending)]
    return form


def _latin(form: str) -> str:
    if form.endswith("ies") and len(form) > 4:
        form = form[:-3] + "i"
    while len(form) > 4 and form[-1] in "se" and not form.endswith("ss"):
        form = form[:-1]
    return form[:-1] + "i" if form.endswith("y") and len(form) > 3 else form
