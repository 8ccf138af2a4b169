# SPDX-License-Identifier: Apache-2.0
"""What separates us, counted: paragraphs by their state, brackets, and in how many of them each party has a word.

It is a count and no score: it says how much is open, and not who is in the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.text.brackets import separations
from comity.text.paragraph import Paragraph, ParagraphState

_OPEN = frozenset({ParagraphState.BRACKETED, ParagraphState.REOPENED})


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a text in one language. `words` are those in brackets, each option for itself."""

    states: Mapping[ParagraphState, int]
    brackets: int
    words: int
    owners: Mapping[str, int]

    @property
    def open(self) -> int:
        """How many paragraphs are not agreed."""
        return sum(count for state, count in self.states.items() if state in _OPEN)

    @property
    def clean(self) -> bool:
        """Whether nothing is open."""
        return self.open == 0


def tally(paragraphs: Iterable[Paragraph]) -> Tally:
    """Count what separates the parties in these paragraphs."""
    states: Counter[ParagraphState] = Counter()
    owners: Counter[str] = Counter()
    brackets = words = 0
    for paragraph in paragraphs:
        states[paragraph.state] += 1
        owners.update(paragraph.owners)
        brackets += separations(paragraph.spans)
        words += sum(len(o.wording.split()) for span in paragraph.spans for o in span.options)
    return Tally(dict(states), brackets, words, dict(sorted(owners.items())))
