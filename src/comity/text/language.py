# SPDX-License-Identifier: Apache-2.0
"""Languages beside each other, paragraph by paragraph: which paragraph renders which.

    fr  p1           en  q1 (renders p1)      ru  r1 (renders q1)
    fr  p2                                    ru  r2 (renders p2)
    fr               en  q9

    rows:  p1 q1 r1 | p2 – r2 | – q9 –

Rules:
  1. A paragraph that renders another stands in its row; so does one that renders a rendering. A ring of renderings is
     broken at the paragraph that stands first.
  2. Every paragraph stands in one row. The first language, where it renders nothing, keeps its order; what has no
     counterpart there follows the row of the paragraph before it in its own language.
  3. Two renderings of one paragraph in one language stand in one cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendered:
    """A paragraph as far as this file needs it: its id, and the id of the one that it renders, if any."""

    id: str
    renders: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside each other: by language, the paragraphs in its order (mostly one)."""

    cells: Mapping[str, tuple[str, ...]]

    def of(self, language: str) -> tuple[str, ...]:
        """Give the paragraphs of one language; empty where it has none here."""
        return self.cells.get(language, ())


def aligned(languages: Mapping[str, Sequence[Rendered]]) -> tuple[Row, ...]:
    """Set languages side by side, in the order in which they are given."""
    known = {p.id: p for paragraphs in languages.values() for p in paragraphs}
    order = [p.id for paragraphs in languages.values() for p in paragraphs]
    first = {id_: number for number, id_ in enumerate(order)}
    cells: dict[str, dict[str, list[str]]] = {}
    sequence: list[str] = []
    for language, paragraphs in languages.items():
        before = -1
        for paragraph in paragraphs:
            source = _source(paragraph, known, first)
            if source not in cells:
                cells[source] = {}
                sequence.insert(before + 1, source)
            before = sequence.index(source)
            cells[source].setdefault(language, []).append(paragraph.id)
    return tuple(Row({lang: tuple(ids) for lang, ids in cells[source].items()}) for source in sequence)


def _source(paragraph: Rendered, known: Mapping[str, Rendered], first: Mapping[str, int]) -> str:
    """Follow what is rendered to its source; in a ring, the one that stands first."""
    passed = [paragraph.id]
    at = paragraph
    while at.renders in known:
        at = known[at.renders]
        if at.id in passed:
            ring = passed[passed.index(at.id) :]
            return min(ring, key=lambda id_: first[id_])
        passed.append(at.id)
    return at.id
