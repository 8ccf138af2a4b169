# SPDX-License-Identifier: Apache-2.0
"""When a version is joint: law 4 of DESIGN, in time near linear in what was said.

A *slot* is one place on the table: all versions of one object with one predecessor. They are rivals.
A party holds at most one of them at a time, since accepting a version takes back one's acceptance of its rivals.

    witness     for every party one acceptance, and in every log at or after it the first entry that knows all of
                these very acceptances, none of them taken back in what that entry knows

Why it is enough to take the first witness that is complete, in whatever causal order one looks:
  1. Each log learns of the others' words only forwards, so the sets of acceptances that can be witnessed come one
     after the other, and so do their entries. The first witness of a version is the earliest in every log.
  2. Let two rivals each have a witness. No party holds both at once, so in every log one's witness entry stands before
     the other's acceptance; and in every log it is the same one, or there would be a circle of causes. All entries
     of the later witness know all entries of the earlier. So the earlier is complete first, in every causal order,
     and the later one rests on acceptances that came too late.
Hence joint never reverts, and of rivals at most one is joint. tests/record holds this against the exponential oracle.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.record.causality import Vector
from comity.record.track import Track


@dataclass(frozen=True, slots=True)
class Holding:
    """The version that a party accepts, and the entry since which it does so without a break."""

    version: str
    since: int


@dataclass(frozen=True, slots=True)
class Joint:
    """The joint version of a slot: each party's acceptance, and each party's entry that knows them all."""

    version: str
    acceptances: Vector
    entries: Vector

    def within(self, known: Vector) -> bool:
        """Whether one who knows this much of each log knows that the version is joint."""
        return all(size > entry for size, entry in zip(known, self.entries, strict=True))


class Slot:
    """What every party holds of the rivals in one place, entry by entry, and which of them became joint."""

    __slots__ = ("_attested", "_held", "joint")

    def __init__(self, parties: int) -> None:
        self._held: list[Track[Holding | None]] = [Track() for _ in range(parties)]
        self._attested: dict[tuple[str, Vector], dict[int, int]] = {}
        self.joint: Joint | None = None

    def take(self, party: int, index: int, version: str) -> None:
        """Note that the party accepts the version from this entry on, and none of its rivals."""
        held = self._last(party, index)
        if held is None or held.version != version:
            self._held[party].put(index, Holding(version, index))

    def release(self, party: int, index: int, version: str) -> None:
        """Note that the party takes back its acceptance of the version, if that is the one it holds."""
        held = self._last(party, index)
        if held is not None and held.version == version:
            self._held[party].put(index, None)

    def attest(self, party: int, index: int, known: Vector) -> bool:
        """Take notice of what this entry knows, and say whether a version is joint by that.

        It is when an entry of every party has known the same acceptances.
        """
        if self.joint is not None:
            return False
        holdings = [self._last(p, size) for p, size in enumerate(known)]
        version = holdings[0].version if holdings[0] is not None else ""
        since = tuple(h.since for h in holdings if h is not None and h.version == version)
        if len(since) < len(known):
            return False
        entries = self._attested.setdefault((version, since), {})
        entries.setdefault(party, index)
        if len(entries) == len(known):
            self.joint = Joint(version, since, tuple(entries[p] for p in range(len(known))))
        return self.joint is not None

    def _last(self, party: int, size: int) -> Holding | None:
        found = self._held[party].at(size)
        return None if found is None else found[1]
