# SPDX-License-Identifier: Apache-2.0
"""What a side has published beside what was agreed, paragraph by paragraph.

    agreed      1 They met.   2 The Parties reaffirm their commitment.   3 They will meet again.
    published   They met. They will meet again. The Parties recall their commitment. Photo: the ministry.
        1 same
        2 changed    [reaffirm] -> [recall]
        3 moved
          added      Photo: the ministry.

Rules:
  1. Words are compared, and white space is no word: whoever publishes divides the paragraphs differently.
  2. Every word of either side stands in one row: the agreed words of the rows, in their order, are the agreed text.
  3. A paragraph that stands whole at another place has moved; nothing of it is left out or added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from comity.text.history import Change, changes


class Verdict(StrEnum):
    """What became of an agreed paragraph, or that words are not agreed."""

    SAME = "same"
    CHANGED = "changed"
    LEFT_OUT = "left_out"
    MOVED = "moved"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Row:
    """An agreed paragraph (by its number from 1) and what became of it; words that are not agreed have the number 0."""

    number: int
    verdict: Verdict
    changes: tuple[Change, ...]

    @property
    def left_out(self) -> int:
        """How many agreed words are not there."""
        return 0 if self.verdict is Verdict.MOVED else sum(len(c.before.split()) for c in self.changes if not c.stays)

    @property
    def added(self) -> int:
        """How many words are there that were not agreed."""
        return 0 if self.verdict is Verdict.MOVED else sum(len(c.after.split()) for c in self.changes if not c.stays)

    @property
    def differences(self) -> tuple[tuple[str, str], ...]:
        """The words that differ, those agreed and those published, without the spaces around them."""
        return tuple((c.before.strip(), c.after.strip()) for c in self.changes if not c.stays)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows in the order of the agreed text; what was added stands where it was."""

    rows: tuple[Row, ...]

    @property
    def left_out(self) -> int:
        """How many agreed words are not there."""
        return sum(row.left_out for row in self.rows)

    @property
    def added(self) -> int:
        """How many words are there that were not agreed."""
        return sum(row.added for row in self.rows)

    @property
    def same(self) -> bool:
        """Whether it is word for word what was agreed, in its order."""
        return all(row.verdict is Verdict.SAME for row in self.rows)


def compare(agreed: Sequence[str], published: str) -> Comparison:
    """Compare what a side published with the agreed paragraphs."""
    paragraphs = [folded for paragraph in agreed if (folded := _folded(paragraph))]
    rows = _rows(paragraphs, changes("".join(f" {p}" for p in paragraphs), f" {_folded(published)}".rstrip()))
    return Comparison(tuple(_moved(paragraphs, rows)))


def _rows(paragraphs: Sequence[str], found: Sequence[Change]) -> list[Row]:
    """Give each paragraph its changes, and what stands between two paragraphs a row of its own."""
    ends = [sum(len(paragraph) + 1 for paragraph in paragraphs[: n + 1]) for n in range(len(paragraphs))]
    inside: list[list[Change]] = [[] for _ in paragraphs]
    between: list[list[Change]] = [[] for _ in range(len(paragraphs) + 1)]
    at = 0
    for change in found:
        pieces = list(_pieces(change.before, at, ends))
        at += len(change.before)
        if not pieces:
            following = next((n for n, end in enumerate(ends) if at < end), len(ends))
            begins = at == (ends[following - 1] if following else 0)
            (between if begins or following == len(ends) else inside)[following].append(change)
        elif change.stays:
            for number, words in pieces:
                inside[number].append(Change(words, words))
        else:
            heir = max(pieces, key=lambda piece: _shared(piece[1], change.after))[0]
            for number, words in pieces:
                inside[number].append(Change(words, change.after if number == heir else ""))
    rows = []
    for number in range(len(paragraphs) + 1):
        rows += [Row(0, Verdict.ADDED, tuple(between[number]))] if between[number] else []
        if number < len(paragraphs):
            rows.append(Row(number + 1, _verdict(inside[number]), tuple(inside[number])))
    return rows


def _pieces(words: str, at: int, ends: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Divide words of the agreed text that begin at a place among its paragraphs."""
    for number, end in enumerate(ends):
        if words and at < end:
            piece, words = words[: end - at], words[end - at :]
            at += len(piece)
            yield number, piece


def _shared(one: str, other: str) -> int:
    return len(set(one.split()) & set(other.split()))


def _verdict(found: Sequence[Change]) -> Verdict:
    if all(change.stays for change in found):
        return Verdict.SAME
    kept = any(change.after.strip() for change in found)
    return Verdict.CHANGED if kept else Verdict.LEFT_OUT


def _moved(paragraphs: Sequence[str], rows: Sequence[Row]) -> Iterator[Row]:
    """See whether what was left out stands elsewhere among what was added."""
    added = {n: "".join(c.after for c in row.changes).strip() for n, row in enumerate(rows) if not row.number}
    moved: set[int] = set()
    for row in rows:
        words = paragraphs[row.number - 1] if row.number else ""
        place = next((n for n, other in added.items() if words and f" {words} " in f" {other} "), None)
        if row.verdict is Verdict.LEFT_OUT and place is not None:
            before, _, after = f" {added[place]} ".partition(f" {words} ")
            added[place] = f"{before} {after}".strip()
            moved.add(row.number)
    for n, row in enumerate(rows):
        if row.number:
            yield replace(row, verdict=Verdict.MOVED) if row.number in moved else row
        elif added[n]:
            yield replace(row, changes=(Change("", added[n]),))


def _folded(text: str) -> str:
    return " ".join(text.split())
