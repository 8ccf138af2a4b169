# SPDX-License-Identifier: Apache-2.0
"""A paragraph's history: each wording as it was brought, and what it changed of the one that it answers.

    1  Alba   The Parties reaffirm their commitment.
    2  Boria  The Parties [-reaffirm] [+recall] their commitment.          answers 1
    3  Alba   The Parties recall their [+joint] commitment.                answers 2

Rules:
  1. A wording answers the one that it supersedes; where it supersedes none, the last that was brought before it.
  2. Taking the second words of each change gives the wording itself, to the letter; taking the first, the one answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.text.brackets import Alternative, brackets


@dataclass(frozen=True, slots=True)
class Brought:
    """A wording as it was brought: its version, by whom and when, and the version that it would replace, if any."""

    version: str
    by: tuple[str, ...]
    at: str
    wording: str
    supersedes: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Words that stay (`before` equals `after`), or give way to others."""

    before: str
    after: str

    @property
    def stays(self) -> bool:
        """Whether nothing changes here."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Step:
    """One wording of the history, the version that it answers (none for the first), and its changes."""

    brought: Brought
    answers: str
    changes: tuple[Change, ...]


def steps(history: Sequence[Brought]) -> tuple[Step, ...]:
    """Say what each wording changed, in the order in which they were brought."""
    found: list[Step] = []
    known: dict[str, Brought] = {}
    for number, brought in enumerate(history):
        answered = known.get(brought.supersedes) or (history[number - 1] if number else None)
        before = answered.wording if answered is not None else ""
        found.append(Step(brought, answered.version if answered else "", changes(before, brought.wording)))
        known[brought.version] = brought
    return tuple(found)


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Say word by word what became of one wording in another."""
    spans = brackets([Alternative(("before",), before), Alternative(("after",), after)])
    return tuple(
        Change(*(next(o.wording for o in span.options if n in o.alternatives) for n in (0, 1)))
        if span.bracketed
        else Change(span.words, span.words)
        for span in spans
    )
