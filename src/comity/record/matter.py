# SPDX-License-Identifier: Apache-2.0
"""One object while the fold is at work on it: what was said of each of its versions, and how that stood for whom.

Rules:
  1. Words are only added. Every question is asked for one who knows so much of each log (`known`), so the same
     notes answer how things stood for the writer of any act, and how they stand for the reader of all logs.
  2. `party` numbers the log in which a word stands, `actor` is whose word it is: the same party, but for a reported act
     in a file of our own, which is the word of the party reported of.
  3. A version that was only reported takes no part in law 4: it is neither joint nor set aside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.acts.act import Act
from comity.acts.kinds import TOLD
from comity.acts.permission import Stance, Standing
from comity.record.causality import Vector
from comity.record.track import Track
from comity.record.witness import Slot


@dataclass(frozen=True, slots=True)
class Said:
    """Where a word stands, and whose it is."""

    party: int
    index: int
    actor: str

    def within(self, known: Vector) -> bool:
        """Whether one who knows this much of each log knows the word."""
        return self.index < known[self.party]


@dataclass(frozen=True, slots=True)
class Word:
    """What a party holds of a version; `gone` says how its own bringing of it ended, if it did."""

    stance: Stance
    gone: Standing | None = None
    by_silence: bool = False


@dataclass(slots=True)
class Candidate:
    """A version while the fold is at work; `act` is the first that brought it (None while only accepted).

    `own` are the bringings that were not only reported of another.
    """

    id: str
    supersedes: str = ""
    act: Act | None = None
    brought: list[Said] = field(default_factory=list)
    acknowledged: list[Said] = field(default_factory=list)
    words: dict[str, tuple[int, Track[Word]]] = field(default_factory=dict)
    own: list[Said] = field(default_factory=list)

    def say(self, said: Said, word: Word) -> None:
        """Note a party's word on this version."""
        self.words.setdefault(said.actor, (said.party, Track()))[1].put(said.index, word)

    def word(self, actor: str, known: Vector) -> tuple[int, Word] | None:
        """Give a party's last word on this version, and the entry where it stands."""
        if actor not in self.words:
            return None
        party, track = self.words[actor]
        return track.at(known[party])

    def stance(self, actor: str, known: Vector) -> Stance:
        """Say what a party holds of this version."""
        word = self.word(actor, known)
        return Stance.NONE if word is None else word[1].stance

    def owned(self, known: Vector) -> bool:
        """Whether one who knows this much knows that it was more than reported."""
        return any(said.within(known) for said in self.own)

    def bringers(self, known: Vector) -> frozenset[str]:
        """Name the parties that brought it."""
        return frozenset(said.actor for said in self.brought if said.within(known))

    def gone(self, known: Vector) -> Standing | None:
        """Say how it left the table, if every party that brought it took it back or replaced it."""
        ends = set()
        for actor in self.bringers(known):
            word = self.word(actor, known)
            ends.add(None if word is None else word[1].gone)
        if None in ends:
            return None
        return Standing.WITHDRAWN if ends == {Standing.WITHDRAWN} else Standing.SUPERSEDED


class Matter:
    """One object of one kind: its versions, and the slots in which they are rivals."""

    __slots__ = (
        "_holds", "_parties", "born", "chain", "first", "id", "kind", "said", "slots", "telling", "told", "versions",
    )  # fmt: skip

    def __init__(self, id_: str, kind: str, parties: int, born: Said) -> None:
        self.id = id_
        self.kind = kind
        self.born = born  # the first word on it that was noted
        self.told = kind in TOLD
        self.versions: dict[str, Candidate] = {}
        self.slots: dict[str, Slot] = {}
        self.said: list[tuple[int, int, str]] = []  # entries with effect on agreed versions: party, index, predecessor
        self.first: dict[str, Said] = {}  # by which entry each party first brought a version
        self.telling: dict[str, str] = {}  # the told version by which each party stands, after its last entry here
        self.chain: list[Slot] = []  # the slots that have a joint version, in the order of succession
        self._holds: dict[tuple[str, str], set[str]] = {}  # what each party accepts in a slot, ad referendum or not
        self._parties = parties

    def slot(self, supersedes: str) -> Slot:
        """Give the slot of the versions with this predecessor."""
        if supersedes not in self.slots:
            self.slots[supersedes] = Slot(self._parties)
        return self.slots[supersedes]

    def candidate(self, version: str, supersedes: str = "") -> Candidate:
        """Give the notes on a version, new ones if there are none."""
        if version not in self.versions:
            self.versions[version] = Candidate(version, supersedes)
        return self.versions[version]

    def within(self, known: Vector) -> bool:
        """Whether one who knows this much knows that anybody brought a version of it."""
        return any(said.within(known) for said in self.first.values())

    def owners(self, known: Vector) -> frozenset[str]:
        """Name the parties that brought a version of it."""
        return frozenset(actor for actor, said in self.first.items() if said.within(known))

    def current(self, known: Vector) -> str:
        """Name the joint version, or give the empty string. Who knows of a joint version knows its predecessor's."""
        for slot in reversed(self.chain):
            if slot.joint is not None and slot.joint.within(known):
                return slot.joint.version
        return ""

    def holds(self, supersedes: str, actor: str) -> set[str]:
        """Give, to be changed, the set of rivals of which a party's last word is some acceptance."""
        return self._holds.setdefault((supersedes, actor), set())

    def standing(self, version: Candidate, known: Vector) -> Standing:
        """Say how the parties stand on a version, for one who knows this much of each log."""
        if not version.bringers(known):
            return Standing.ABSENT
        gone = version.gone(known)
        if self.told:
            return gone or Standing.TOLD
        slot = self.slots.get(version.supersedes) if version.owned(known) else None
        joint = None if slot is None else slot.joint
        if joint is None or not joint.within(known):
            return gone or Standing.TABLED
        if joint.version != version.id:
            return Standing.SET_ASIDE
        after = self.slots.get(version.id)
        superseded = after is not None and after.joint is not None and after.joint.within(known)
        return Standing.SUPERSEDED if superseded else Standing.JOINT
