# SPDX-License-Identifier: Apache-2.0
"""The logs as they come in: what has its causes here, and where it stands in the order of display.

    take      entries of any log, in any order of logs
    ready     those whose causes are here now, causes first: the order in which they are judged
    display   causes first, then the date, then the party's code, then the index

Rules:
  1. What entries bring is known once and never changes. Where new entries go before old ones, the order is made anew
     from the first place that differs, and the old list is left to who looks at it: nothing here is taken back.
  2. Where nothing is written with an old date, new entries stand at the end, and that costs as much as they are many.

What *knows* and *waits* mean stands in causality.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from comity.record.causality import Place, Vector, counts_here
from comity.record.dialogue import Waiting
from comity.record.entry import Entry


class Course:
    """The entries of every log of one dialogue, by the number of their party."""

    __slots__ = ("_dialogue", "_order", "_placed", "_places", "_seen", "dates", "entries", "parties", "sizes")

    def __init__(self, dialogue: str, parties: tuple[str, ...]) -> None:
        self.parties = parties
        self.entries: list[list[Entry]] = [[] for _ in parties]
        self.dates: list[list[str]] = [[] for _ in parties]
        self.sizes = [0] * len(parties)
        self._dialogue = dialogue
        self._seen: list[list[Vector]] = [[] for _ in parties]  # of the other logs, by then; nothing of its own
        self._order: list[Place] = []
        self._places: list[list[int]] = [[] for _ in parties]
        self._placed = [0] * len(parties)

    def take(self, party: int, new: Iterable[Entry]) -> None:
        """Add entries at the end of a log."""
        entries, dates, vectors = self.entries[party], self.dates[party], self._seen[party]
        date = dates[-1] if dates else ""
        seen = vectors[-1] if vectors else (0,) * len(self.parties)
        for entry in new:
            date = entry.at or date
            if entry.seen and counts_here(entry, self.parties[party], self._dialogue):
                said = {other: checkpoint.size for other, checkpoint in entry.seen.items()}
                said[self.parties[party]] = 0
                seen = tuple(max(size, said.get(other, 0)) for other, size in zip(self.parties, seen, strict=True))
            entries.append(entry)
            dates.append(date)
            vectors.append(seen)

    def known(self, party: int, index: int) -> Vector:
        """Say what an entry knows, itself included."""
        seen = self._seen[party][index]
        return (*seen[:party], index + 1, *seen[party + 1 :])

    def ready(self) -> Iterator[Place]:
        """Count in, and give one by one, the entries whose causes are here now."""
        sizes, more = self.sizes, True
        while more:
            more = False
            for party, vectors in enumerate(self._seen):
                size, sound = sizes[party], None
                while size < len(vectors) and (vectors[size] is sound or self._here(vectors[size])):
                    sound, more = vectors[size], True
                    sizes[party] = size + 1
                    yield party, size
                    size += 1

    def waiting(self) -> tuple[Waiting, ...]:
        """Name the logs whose next entries wait, and for what."""
        return tuple(
            Waiting(self.parties[party], size, self.parties[other], needed)
            for party, size in enumerate(self.sizes)
            if size < len(self._seen[party])
            for other, needed in enumerate(self._seen[party][size])
            if needed > self.sizes[other]
        )

    def display(self) -> tuple[list[Place], list[list[int]]]:
        """Give the order of display, and for every log the place of each entry; to be read up to their lengths."""
        if self._placed != self.sizes:
            self._place()
        return self._order, self._places

    def _here(self, seen: Vector) -> bool:
        return all(size <= here for size, here in zip(seen, self.sizes, strict=True))

    def _place(self) -> None:
        """Put into the order what has come in since."""
        parties = range(len(self.parties))
        at = min(self._first_place(p) for p in parties if self._placed[p] < self.sizes[p])
        done = [bisect_left(places, at) for places in self._places]
        if at < len(self._order):
            self._order = self._order[:at]
            self._places = [places[:end] for places, end in zip(self._places, done, strict=True)]
        order, places, dates, seen, sizes = self._order, self._places, self.dates, self._seen, self.sizes
        while True:
            first, date = -1, ""
            for p in parties:
                index = done[p]
                if index < sizes[p] and (first < 0 or dates[p][index] < date):
                    needed = seen[p][index]
                    if all(needed[q] <= done[q] for q in parties):
                        first, date = p, dates[p][index]
            if first < 0:
                break
            places[first].append(len(order))
            order.append((first, done[first]))
            done[first] += 1
        self._placed = done

    def _first_place(self, party: int) -> int:
        """Say before which place of the order nothing new of this log can stand."""
        order, index = self._order, self._placed[party]
        at = self._places[party][index - 1] + 1 if index else 0
        for other, size in enumerate(self._seen[party][index]):
            if size > self._placed[other]:
                return len(order)
            if size:
                at = max(at, self._places[other][size - 1] + 1)
        mine = (self.dates[party][index], party)
        while at < len(order) and (self.dates[order[at][0]][order[at][1]], order[at][0]) < mine:
            at += 1
        return at
