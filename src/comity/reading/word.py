# SPDX-License-Identifier: Apache-2.0
"""Words, and what is left of a word when its ending is taken away.

Three rules:
  1. A word is a run of letters or digits; hyphens, apostrophes and single full stops only part words. Marks that part
     clauses (comma, semicolon, colon, brackets, quotes, line end) count as words: no name reaches over them.
  2. Articles and the words for *of* are passed over: *ministère de la Défense* and *Ministry of Defence* are two words
     each. *UN* in capitals is a name.
  3. Taking endings away is coarse and the same for text and vocabulary: no grammar, only equal on both sides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from comity.reading.small import small

_WORD = re.compile(r"[^\W_]+|\n+|\(+|\)+|[,;:\[\]\"&!?•|]")
_MARKS = frozenset(',;:()[]"\n!?•|')
_RUNS = frozenset("\n()")  # any number of them in a row parts no more than one
_NO_ARTICLES = frozenset({"UN"})
_ENDINGS = tuple(sorted(small("ending"), key=lambda ending: (-len(ending), ending)))
ENDINGS = ("", "e", "s", "es", "y", *_ENDINGS)
_PASSED_OVER = small("article")
_SHORTEST = 3
_SAME = {"&": "and"}


class Word(NamedTuple):
    """A word of the text: where it stands, and its folded form. A clause mark has `mark` set."""

    start: int
    stop: int
    form: str
    mark: bool


def words(folded: str, text: str) -> tuple[Word, ...]:
    """Cut a text, given folded and as written, into the words that carry meaning."""
    found: list[Word] = []
    make, put = tuple.__new__, found.append  # half the cost of Word(...), and a text has a million of them
    for match in _WORD.finditer(folded):
        form = match.group()
        if form in _PASSED_OVER and text[match.start() : match.end()] not in _NO_ARTICLES:
            continue
        start, stop = match.span()
        if form[0] in _RUNS:
            form = form[0]
        put(make(Word, (start, stop, _SAME.get(form, form), form in _MARKS)))
    return tuple(found)


def stem(form: str) -> str:
    """Take the ending of a folded word away; a word in capitals or short stays as it is."""
    if "а" <= form[0] <= "я":
        return _cyrillic(form)
    return _latin(form)


def _cyrillic(form: str) -> str:
    for ending in _ENDINGS:
        if len(form) - len(ending) >= _SHORTEST and form.endswith(ending):
            return form[: -len(ending)]
    return form


def _latin(form: str) -> str:
    if form.endswith("ies") and len(form) > 4:
        form = form[:-3] + "i"
    while len(form) > 4 and form[-1] in "se" and not form.endswith("ss"):
        form = form[:-1]
    return form[:-1] + "i" if form.endswith("y") and len(form) > 3 else form
