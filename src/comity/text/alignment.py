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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import compress, count, islice, pairwise
from operator import ne

from comity.text.token import is_word, words

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
    kept = list(range(len(base)))
    columns: dict[int, list[int]] = {order[0]: kept}  # by wording, where each token that is kept stands in it
    for number in order[1:]:
        found = _matches(base if len(kept) == len(base) else [base[n] for n in kept], wordings[number])
        if len(found) < len(kept):
            chosen = [a for a, _ in found]
            columns = {other: [column[n] for n in chosen] for other, column in columns.items()}
            kept = columns[order[0]]
        columns[number] = [b for _, b in found]
    runs = _readable(_runs([columns[number] for number in range(len(wordings))]), wordings)
    parts = [wordings[0][run.starts[0] : run.starts[0] + run.length] for run in runs]
    if _has_words(parts, -(-min(map(len, wordings)) // LEAST_SHARE)):  # of tokens there are no fewer than of words
        return runs
    shortest = min(words(wording) for wording in wordings)
    return runs if _has_words(parts, -(-shortest // LEAST_SHARE)) else ()


def _has_words(parts: Iterable[Sequence[str]], least: int) -> bool:
    """Whether there are so many words among the tokens; it looks no further than it must."""
    if least <= 0:
        return True
    return (
        next(islice((token for part in parts for token in part if is_word(token)), least - 1, None), None) is not None
    )


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
    return next(compress(count(), map(ne, one, other)), min(len(one), len(other)))


def _between(
    one: Sequence[str], other: Sequence[str], start: tuple[int, int], end: tuple[int, int]
) -> list[tuple[int, int]]:
    """Pair the tokens that two short stretches share."""
    left, right = one[start[0] : end[0]], other[start[1] : end[1]]
    if not left or not right or set(left).isdisjoint(right):
        return []
    if len(left) == 1 or len(right) == 1:
        shared = left[0] if len(left) == 1 else right[0]
        return [(start[0] + left.index(shared), start[1] + right.index(shared))]
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return [(start[0] + a + n, start[1] + b + n) for a, b, size in blocks for n in range(size)]


def _hooks(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Find what stands once in both, and of that the longest chain that is in the same order in both."""
    there = _once(other)
    shared = [(a, there[gram]) for gram, a in _once(one).items() if gram in there]
    order = [b for _, b in shared]
    if order == sorted(order):
        return shared
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
    """Give each group of tokens that stands just once, and where, in the order of the text."""
    groups = list(zip(*(tokens[k:] for k in range(HOOK)), strict=False))
    found = dict(zip(groups, range(len(groups)), strict=True))
    if len(found) < len(groups):
        for gram in {gram for n, gram in enumerate(groups) if found[gram] != n}:
            del found[gram]
    return found


def _runs(columns: Sequence[Sequence[int]]) -> list[Run]:
    """Join neighbours that are neighbours in every wording; a column says where the tokens stand in one."""
    size = len(columns[0])
    breaks = {n for column in columns for n, (x, y) in enumerate(pairwise(column), start=1) if y != x + 1}
    edges = [0, *sorted(breaks), size] if size else []
    return [Run(tuple([column[a] for column in columns]), b - a) for a, b in pairwise(edges)]


def _readable(runs: Sequence[Run], wordings: Sequence[tuple[str, ...]]) -> tuple[Run, ...]:
    """Leave out what is too short to be read as common between two differences; beginning and end may be short."""
    last = len(runs) - 1
    return tuple([
        run
        for n, run in enumerate(runs)
        if (n == 0 and not any(run.starts))
        or (n == last and all(a + run.length == len(w) for a, w in zip(run.starts, wordings, strict=True)))
        or _has_words([wordings[0][run.starts[0] : run.starts[0] + run.length]], LEAST_WORDS)
    ])  # fmt: skip
