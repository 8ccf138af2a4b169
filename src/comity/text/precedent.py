# SPDX-License-Identifier: Apache-2.0
"""Precedent: where the same was said before, found by the words that stand together in both.

    "The Parties reaffirm that confidence measures reduce the risk."
    earlier   "The sides reaffirm that confidence measures are useful."   common: reaffirm that confidence measures

Rules:
  1. Only words that stand together are evidence of a formula: three or more, the same letters but for case and accents.
  2. The longest common run decides, then how many groups of words are shared, then the order in which texts are given.
  3. What is found is a wording of its time. Nothing here says that it was meant, or that it binds anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

GROUP = 3  # words that stand together
_WORD = re.compile(r"\w+(?:[-'’‑]\w+)*")

Index = Mapping[tuple[str, ...], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two wordings share: the longest run, as characters [start, stop) of the earlier one, and all the groups."""

    number: int
    start: int
    stop: int
    run: int
    groups: int


def index(wordings: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Say of every group of words in which of the wordings it stands."""
    found: dict[tuple[str, ...], list[int]] = {}
    for number, wording in enumerate(wordings):
        for group in set(_groups(_words(wording))):
            found.setdefault(group, []).append(number)
    return found


def like(wording: str, wordings: Sequence[str], known: Index, most: int = 10) -> list[Likeness]:
    """Find the wordings that share a formula with this one, the nearest first."""
    words = _words(wording)
    counted: Counter[int] = Counter()
    for group in set(_groups(words)):
        counted.update(known.get(group, ()))
    best = sorted(counted, key=lambda number: (-counted[number], number))[: most * 4]
    found = [_likeness(words, wordings[number], number, counted[number]) for number in best]
    return sorted(found, key=lambda one: (-one.run, -one.groups, one.number))[:most]


def _likeness(words: Sequence[str], other: str, number: int, groups: int) -> Likeness:
    spans = [(found.start(), found.end()) for found in _WORD.finditer(other)]
    theirs = [_fold(other[start:stop]) for start, stop in spans]
    run = SequenceMatcher(None, words, theirs, autojunk=False).find_longest_match()
    return Likeness(number, spans[run.b][0], spans[run.b + run.size - 1][1], run.size, groups)


def _words(wording: str) -> list[str]:
    return [_fold(found) for found in _WORD.findall(wording)]


def _groups(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[n:] for n in range(GROUP)), strict=False))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
