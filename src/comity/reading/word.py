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
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress
from typing import NamedTuple, overload

from comity.reading.small import small
from comity.reading.vocabulary import made

_WORD = re.compile(r"([^\W_]+|\n+|\(+|\)+|[,;:\[\]\"&!?•|])")
_MARKS = frozenset(',;:()[]"\n!?•|')
_RUNS = frozenset("\n()")  # any number of them in a row parts no more than one
_NO_ARTICLES = frozenset({"UN"})
_LATIN = "\u0250"  # letters before it, once folded, are Latin
_SHORTEST = 3
_DECLINED, _VOWELS = 7, "aeiouy"  # *nationalen* is *nationale*; *Seiten* is not *seit*, nor *européen* Europe
_SAME = {"&": "and"}
_WRITTEN = _RUNS | frozenset(_SAME)  # a run of line ends or brackets parts no more than one of them


class Word(NamedTuple):
    """A word of the text: where it stands, and its folded form. A clause mark has `mark` set."""

    start: int
    stop: int
    form: str
    mark: bool


class Words(Sequence[Word]):
    """The words of a text, kept as columns: most of them are only looked up, and never seen one by one."""

    __slots__ = ("forms", "starts", "stops")

    def __init__(self, forms: list[str], starts: list[int], stops: list[int]) -> None:
        self.forms, self.starts, self.stops = forms, starts, stops

    def __len__(self) -> int:
        return len(self.forms)

    @overload
    def __getitem__(self, at: int) -> Word: ...

    @overload
    def __getitem__(self, at: slice) -> Words: ...

    def __getitem__(self, at: int | slice) -> Word | Words:
        if isinstance(at, slice):
            return Words(self.forms[at], self.starts[at], self.stops[at])
        return _word(self.starts[at], self.stops[at], self.forms[at])

    def columns(self) -> Iterator[tuple[str, int, int]]:
        """Give form, start and stop of each."""
        return zip(self.forms, self.starts, self.stops, strict=True)

    def __iter__(self) -> Iterator[Word]:
        return map(_word, self.starts, self.stops, self.forms)


def _word(start: int, stop: int, form: str) -> Word:
    return Word(start, stop, form, form in _MARKS)


def words(folded: str, text: str) -> Words:
    """Cut a text, given folded and as written, into the words that carry meaning."""
    parts = _WORD.split(folded)  # what is between, a word, what is between, ...
    ends = list(accumulate(map(len, parts)))
    forms, starts, stops = parts[1::2], ends[0:-1:2], ends[1::2]
    passed_over = small("article")
    kept = [form not in passed_over for form in forms]
    for name in _NO_ARTICLES:
        if name in text:
            low = name.lower()
            for at, form in enumerate(forms):
                if form == low and text[starts[at] : stops[at]] == name:
                    kept[at] = True
    forms, starts, stops = list(compress(forms, kept)), list(compress(starts, kept)), list(compress(stops, kept))
    other = {form: _SAME.get(form[0], form[0]) for form in set(forms) if form[0] in _WRITTEN}
    if other:
        forms = [other.get(form, form) for form in forms]
    return Words(forms, starts, stops)


def stem(form: str) -> str:
    """Take the ending of a folded word away; a word in capitals or short stays as it is."""
    return _latin(form) if form[0] < _LATIN else _declined(form)


@made
def endings() -> tuple[str, ...]:
    """Give the endings that a word may have been written with, the longest first."""
    return ("", "e", "s", "es", "y", *_lost())


@made
def _lost() -> tuple[str, ...]:
    return tuple(sorted(small("ending"), key=lambda ending: (-len(ending), ending)))


def _declined(form: str) -> str:
    for ending in _lost():
        if len(form) - len(ending) >= _SHORTEST and form.endswith(ending):
            return form[: -len(ending)]
    return form


def _latin(form: str) -> str:
    if form.endswith("ies") and len(form) > 4:
        form = form[:-3] + "i"
    while len(form) > 4 and form[-1] in "se" and not form.endswith("ss"):
        form = form[:-1]
    if form.endswith("en") and len(form) > _DECLINED and form[-3] not in _VOWELS:
        form = form[:-2]
    return form[:-1] + "i" if form.endswith("y") and len(form) > 3 else form
