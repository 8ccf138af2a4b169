# SPDX-License-Identifier: Apache-2.0
"""What long wordings have in common is found wherever it is, and in the order of all."""

from __future__ import annotations

import random

import pytest

from comity.text.alignment import common_runs
from comity.text.brackets import Alternative, brackets, plain, wording
from comity.text.token import tokens

_WORDS = "the parties reaffirm that measures of confidence reduce the risk , and will test their line .".split()


def _drawn(seed):
    """Draw a long wording and two others made of it, with words changed, sentences moved and left out."""
    rng = random.Random(seed)
    base = rng.choices(_WORDS, k=rng.randint(50, 400))
    others = []
    for _ in range(2):
        other = [rng.choice(_WORDS) if rng.random() < 0.1 else word for word in base]
        cut, end = sorted(rng.sample(range(len(other)), 2))
        moved = other[cut:end]
        del other[cut:end]
        if rng.random() < 0.5:
            at = rng.randrange(len(other) + 1)
            other[at:at] = moved
        others.append(other)
    return [" ".join(words) for words in (base, *others)]


@pytest.mark.parametrize("seed", range(30))
def test_long_wordings_are_read_back_and_their_common_runs_are_common(seed):
    wordings = _drawn(seed)
    parts = [tokens(w) for w in wordings]
    before = (0,) * len(parts)
    for run in common_runs(parts):
        assert run.length > 0
        assert all(start >= least for start, least in zip(run.starts, before, strict=True))
        assert len({part[s : s + run.length] for part, s in zip(parts, run.starts, strict=True)}) == 1
        before = tuple(start + run.length for start in run.starts)
    spans = brackets([Alternative((f"X{n}",), w) for n, w in enumerate(wordings)])
    assert [wording(spans, n) for n in range(len(wordings))] == wordings


def test_word_changed_in_the_midst_of_a_long_wording_is_the_only_bracket():
    words = [f"word{n}" for n in range(500)]
    other = [*words[:250], "another", *words[251:]]
    spans = brackets([Alternative(("XA",), " ".join(words)), Alternative(("XB",), " ".join(other))])
    assert [s.bracketed for s in spans] == [False, True, False]
    assert "[XA: word250] [XB: another]" in plain(spans, str)
