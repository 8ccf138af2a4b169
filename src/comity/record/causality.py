# SPDX-License-Identifier: Apache-2.0
"""What came before what: how much of each log every entry knew, and one order in which causes precede effects.

    an entry knows    its own log up to itself, and of each other log the largest size that its log had seen by then

Rules:
  1. `seen` never goes back: a smaller size says nothing. What is said of one's own log, or of a party that is not in
     the dialogue, says nothing either.
  2. Dates decide nothing but the order of display: causes first, then the date, then the party's code.
  3. An entry whose causes are not here yet waits, and with it all that follows in its log.

Parties are numbered in the order of their codes; a `Vector` holds a size for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.record.dialogue import Waiting
from comity.record.entry import Entry

Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """The logs in causal order. `known[p][i]` is what entry `i` of party `p` knows, itself included.

    `dates[p][i]` is the entry's own date; what cannot be read stands beside the entry before it.
    """

    parties: tuple[str, ...]
    known: tuple[tuple[Vector, ...], ...]
    dates: tuple[tuple[str, ...], ...]
    order: tuple[tuple[int, int], ...]
    sizes: Vector
    waiting: tuple[Waiting, ...]


def arrange(logs: Mapping[str, Sequence[Entry]], dialogue: str) -> Arranged:
    """Arrange as much of the logs as has its causes here."""
    parties = tuple(sorted(logs))
    known = tuple(_known(logs[party], number, parties, dialogue) for number, party in enumerate(parties))
    dates = tuple(_dates(logs[party]) for party in parties)
    done = [0] * len(parties)
    order = []
    while ready := [p for p in range(len(parties)) if done[p] < len(known[p]) and not _lacks(known, p, done)]:
        first = min(ready, key=lambda p: (dates[p][done[p]], p))
        order.append((first, done[first]))
        done[first] += 1
    waiting = tuple(
        Waiting(parties[p], done[p], parties[q], known[p][done[p]][q])
        for p in range(len(parties))
        if done[p] < len(known[p])
        for q in _lacks(known, p, done)
    )
    return Arranged(parties, known, dates, tuple(order), tuple(done), waiting)


def counts_here(entry: Entry, party: str, dialogue: str) -> bool:
    """Say whether what the entry had seen is said by this party in this dialogue."""
    return entry.by == party and entry.dialogue == dialogue


def _known(log: Sequence[Entry], number: int, parties: tuple[str, ...], dialogue: str) -> tuple[Vector, ...]:
    sizes = [0] * len(parties)
    numbers = {party: n for n, party in enumerate(parties) if n != number}
    vectors = []
    for index, entry in enumerate(log):
        if entry.seen and counts_here(entry, parties[number], dialogue):
            for party, seen in entry.seen.items():
                if party in numbers:
                    sizes[numbers[party]] = max(sizes[numbers[party]], seen.size)
        sizes[number] = index + 1
        vectors.append(tuple(sizes))
    return tuple(vectors)


def _lacks(known: tuple[tuple[Vector, ...], ...], party: int, done: list[int]) -> list[int]:
    """Name the logs of which the next entry of `party` knows more than is done."""
    return [q for q, size in enumerate(known[party][done[party]]) if q != party and size > done[q]]


def _dates(log: Sequence[Entry]) -> tuple[str, ...]:
    dates: list[str] = []
    for entry in log:
        dates.append(entry.at or (dates[-1] if dates else ""))
    return tuple(dates)
