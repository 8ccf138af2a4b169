# SPDX-License-Identifier: Apache-2.0
"""What several wordings have in common, word for word and in the same order.

    ("the", "Parties", "reaffirm", "that"), ("the", "Parties", "recall", "that")
        -> runs ((0, 0), 2 tokens), ((3, 3), 1 token)

Rules:
  1. The wordings are compared in an order of their own (the alphabet), so that nobody's place at the table decides
     which words count as common.
  2. A run of common words between two differences is kept only if it is long enough to be read as common.
  3. Wordings that share too little share nothing: people read two sentences better than ten fragments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from comity.text.token import words

LEAST_WORDS = 3  # of a common run between two differences
LEAST_SHARE = 4  # one word in so many of the shortest wording must be common


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
        matcher = SequenceMatcher(None, [base[n] for n in kept], wordings[number], autojunk=False)
        pairs = {kept[a + n]: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}
        places[number] = pairs
        kept = [n for n in kept if n in pairs]
    runs = _readable(_runs(kept, places), wordings)
    common = sum(words(wordings[0][run.starts[0] : run.starts[0] + run.length]) for run in runs)
    shortest = min(words(wording) for wording in wordings)
    return runs if common * LEAST_SHARE >= shortest else ()


def _runs(kept: Sequence[int], places: Sequence[dict[int, int]]) -> list[Run]:
    """Join neighbours that are neighbours in every wording."""
    runs: list[Run] = []
    for n in kept:
        starts = tuple(place[n] for place in places)
        last = runs[-1] if runs else None
        if last is not None and all(s == begin + last.length for s, begin in zip(starts, last.starts, strict=True)):
            runs[-1] = Run(last.starts, last.length + 1)
        else:
            runs.append(Run(starts, 1))
    return runs


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
