# SPDX-License-Identifier: Apache-2.0
"""Precedent wording for an officer: how the same was said in earlier rounds, and in the register's accounts.

Rules:
  1. It looks into the dialogues that this officer may read, and into nothing else: what is found is never shown wider.
  2. The paragraph itself is no precedent of itself, nor is what renders it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.node import policy
from comity.node.dialogues import Room, list_dialogues
from comity.node.kept import per_record
from comity.node.national.models import Officer
from comity.node.search import Line, lines_of
from comity.text.precedent import Index, Likeness, index, like

MOST = 8


@dataclass(frozen=True, slots=True)
class Precedent:
    """Words that were said before: where, of which year, and the run that they share with ours."""

    room: Room
    line: Line
    likeness: Likeness

    @property
    def before(self) -> str:
        """The words before what is shared."""
        return self.line.words[: self.likeness.start]

    @property
    def shared(self) -> str:
        """What is shared, as it was said then."""
        return self.line.words[self.likeness.start : self.likeness.stop]

    @property
    def after(self) -> str:
        """The words after what is shared."""
        return self.line.words[self.likeness.stop :]


def precedents(officer: Officer | None, words: str, without: str = "", most: int = MOST) -> list[Precedent]:
    """Find where the same was said before, the nearest first; `without` is the object whose words they are."""
    reader = policy.require(officer, "read")
    found = []
    for room in list_dialogues(reader):
        lines, known = _indexed(room)
        likely = like(words, [line.words for line in lines], known, most * 3)
        found += [Precedent(room, lines[one.number], one) for one in likely if lines[one.number].object != without]
    found.sort(key=lambda one: (-one.likeness.run, -one.likeness.groups, -one.line.year, one.room.id))
    kept: dict[tuple[str, str], Precedent] = {}
    for one in found:  # the same words in several versions are one precedent
        kept.setdefault((one.line.object, one.line.words), one)
    return list(kept.values())[:most]


@per_record
def _indexed(room: Room) -> tuple[Sequence[Line], Index]:
    lines = lines_of(room)
    return lines, index([line.words for line in lines])
