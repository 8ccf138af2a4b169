# SPDX-License-Identifier: Apache-2.0
"""What several wordings have in common, word for word and in the same order.

    ("the", "Parties", "reaffirm", "that"), ("the", "Parties", "recall", "that")
        -> runs ((0, 0), 2 tokens), ((3, 3), 1 token)

Rules:
  1. The wordings are compared in an order of their own (the alphabet), so that nobody's place at the table decides
     which words count as common.
  2. A run of common words between two differences is kept only if it is long enough to be read as common.
  3. Wordings that share too little share nothing: people read two sentences better than ten fragments.
  4. Long wordings are first hung up on what stands once in both, four tokens together, and compared between these.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from comity.text.token import words

LEAST_WORDS = 3  # of a common run between two differences
LEAST_SHARE = 4  # one word in so many of the shortest wording must be common
HOOK = 4  # tokens that stand together once in each of two wordings


@dataclass(frozen=True, slots=True)
class Run:
    """Common tokens: where they begin in each wording, and how many they are."""

    starts: tuple[int, ...]
    length: int


def common_runs(wordings: Sequence[tuple[str, ...]]) -> tuple[Run, ...]:
    """Find what all the wordings have in common, in the order of the text."""
    order = sorted(range(len(wordings)), key=lambda n: wordings[n])
    base = wordings[order[0]]
    places: list[dict[int, int]] = [{} for _ in wordings]
    kept = list(range(len(base)))
    places[order[0]] = {n: n for n in kept}
    for number in order[1:]:
        found = _matches([base[n] for n in kept], wordings[number])
        pairs = {kept[a]: b for a, b in found}
        places[number] = pairs
        kept = [n for n in kept if n in pairs]
    runs = _readable(_runs(kept, places), wordings)
    common = sum(words(wordings[0][run.starts[0] : run.starts[0] + run.length]) for run in runs)
    if common * LEAST_SHARE >= min(map(len, wordings)):  # of tokens there are no fewer than of words
        return runs
    shortest = min(words(wording) for wording in wordings)
    return runs if common * LEAST_SHARE >= shortest else ()


def _matches(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the tokens that two wordings share, in the order of both."""
    size = _alike(one, other)
    found = [(n, n) for n in range(size)]
    at = (size, size)
    for hook in (*_hooks(one[size:], other[size:]), (len(one) - size, len(other) - size)):
        a, b = hook[0] + size, hook[1] + size
        if a < at[0] or b < at[1]:
            continue  # within what the last hook took along
        while a > at[0] and b > at[1] and one[a - 1] == other[b - 1]:
            a, b = a - 1, b - 1
        found += _between(one, other, at, (a, b))
        taken = _alike(one[a:], other[b:])
        found += zip(range(a, a + taken), range(b, b + taken), strict=True)
        at = a + taken, b + taken
    return found


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Say how many tokens are the same at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (x, y) in pairs if x != y), min(len(one), len(other)))


def _between(
    one: Sequence[str], other: Sequence[str], start: tuple[int, int], end: tuple[int, int]
) -> list[tuple[int, int]]:
    left, right = one[start[0] : end[0]], other[start[1] : end[1]]
    if not left or not right:
        return []
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return [(start[0] + a + n, start[1] + b + n) for a, b, size in blocks for n in range(size)]


def _hooks(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Find what stands once in both, and of that the longest chain that is in the same order in both."""
    there = _once(other)
    shared = sorted((a, there[gram]) for gram, a in _once(one).items() if gram in there)
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, b) in enumerate(shared):
        place = bisect_left(tails, b)
        tails[place : place + 1] = [b]
        ends[place : place + 1] = [number]
        before.append(ends[place - 1] if place else -1)
    chain, number = [], ends[-1] if ends else -1
    while number >= 0:
        chain.append(shared[number])
        number = before[number]
    return chain[::-1]


def _once(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Give each group of tokens that stands just once, and where."""
    found: dict[tuple[str, ...], int] = {}
    for n, gram in enumerate(zip(*(tokens[k:] for k in range(HOOK)), strict=False)):
        found[gram] = -1 if gram in found else n
    return {gram: n for gram, n in found.items() if n >= 0}


def _runs(kept: Sequence[int], places: Sequence[dict[int, int]]) -> list[Run]:
    """Join neighbours that are neighbours in every wording."""
    runs: list[Run] = []
    starts: tuple[int, ...] = ()
    length, before, shift = 0, -2, ()  # type: tuple[int, int, tuple[int, ...]]
    for n in kept:
        here = tuple([place[n] - n for place in places])
        if n == before + 1 and here == shift:
            length += 1
        else:
            if length:
                runs.append(Run(starts, length))
            starts, length, shift = tuple([place[n] for place in places]), 1, here
        before = n
    return [*runs, Run(starts, length)] if length else runs


def _readable(runs: Sequence[Run], wordings: Sequence[tuple[str, ...]]) -> tuple[Run, ...]:
    """Leave out what is too short to be read as common between two differences; beginning and end may be short."""
    kept = []
    for run in runs:
        begins = all(start == 0 for start in run.starts)
        ends = all(start + run.length == len(wording) for start, wording in zip(run.starts, wordings, strict=True))
        start = run.starts[0]
        if begins or ends or words(wordings[0][start : start + run.length]) >= LEAST_WORDS:
            kept.append(run)
    return tuple(kept)
