# SPDX-License-Identifier: Apache-2.0
"""The notes of a fold at work: takes entries as they come, and judges each once, by what its writer had seen.

Rules:
  1. What an entry does is decided by what its writer had seen. So entries may be judged in any order in which causes
     come first, and what the notes say is the same, whatever came when.
  2. Notes are only added. Every question about them can be asked for a reader of so much of each log, also while
     others are being added (picture.py).
  3. Nothing is judged before somebody asks: who only keeps a peer's log need not read its meaning.
  4. By rule 2, what was answered to one who asked before writing an act holds for the act once it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comity.acts.act import Act
from comity.record.causality import Place, Vector, counts_here
from comity.record.course import Course
from comity.record.dialogue import EntryId, Held
from comity.record.entry import Entry, Unreadable
from comity.record.judging import actor_of, reason_against
from comity.record.ledger import Ledger
from comity.record.matter import Matter, Said
from comity.record.witness import Slot


class Notes:
    """What was taken in of each log, and what was found.

    `reasons` are those against each entry, by party number; `spoken` the indexes of what is not a receipt; `of_object`
    the entries that name an object;
    `held` each advance of what a party says it holds of another's log, by both; `without_effect` counts entries;
    `touched` are the objects on which something was found since a picture was taken.
    """

    __slots__ = (
        "_answered", "_known", "_waiting", "course", "held", "ledger", "of_object", "reasons", "spoken", "touched",
        "without_effect",
    )  # fmt: skip

    def __init__(self, dialogue: str, parties: tuple[str, ...]) -> None:
        self.course = Course(dialogue, parties)
        self.ledger = Ledger(dialogue, parties)
        self.reasons: list[list[str]] = [[] for _ in parties]
        self.spoken: list[list[int]] = [[] for _ in parties]
        self.of_object: dict[str, list[Place]] = {}
        self.held: dict[tuple[str, str], list[Held]] = {}
        self.without_effect = 0
        self.touched: set[str] = set()
        self._known: list[Vector] = [(0,) * len(parties) for _ in parties]
        self._waiting: list[Place] = []
        self._answered: tuple[Act, Said, Vector, str] | None = None

    def take(self, party: int, new: Iterable[Entry]) -> None:
        """Take entries in at the end of a log."""
        self.course.take(party, new)
        self._waiting += self.course.ready()

    def judge(self) -> None:
        """Judge what was taken in and has its causes here."""
        waiting, self._waiting = self._waiting, []
        for place in waiting:
            self._judge(place)

    def why_not(self, act: Act, heard: Mapping[str, int] | None = None) -> str:
        """Say why the act would be without effect as the next entry of its party; see fold.py."""
        parties, sizes = self.course.parties, tuple(self.course.sizes)
        if act.by not in parties:
            return "another-party"
        if act.kind != "receipt":  # which rests on sizes alone
            self.judge()
        number = parties.index(act.by)
        known = sizes
        if heard is not None:
            known = tuple(min(size, heard.get(party, size)) for party, size in zip(parties, sizes, strict=True))
        said = Said(number, sizes[number], actor_of(act, act.by))
        reason = reason_against(self.ledger, act, said, known)
        self._answered = act, said, known, reason
        return reason

    def _judge(self, place: Place) -> None:
        """Judge one entry, note it if it counts, and take notice of what it knows."""
        party, index = place
        entry, known = self.course.entries[party][index], self.course.known(party, index)
        said = Said(party, index, actor_of(entry, self.course.parties[party]))
        before, answered = (*known[:party], index, *known[party + 1 :]), self._answered
        if answered is not None and answered[0] is entry and answered[1:3] == (said, before):
            reason = answered[3]
        else:
            reason = reason_against(self.ledger, entry, said, before)
        if isinstance(entry, Unreadable) or entry.kind != "receipt":
            self.spoken[party].append(index)
        if not isinstance(entry, Unreadable):
            if entry.object:
                self.touched.add(entry.object)
                self.of_object.setdefault(entry.object, []).append(place)
            if not reason:
                self._note(entry, said)
        self.reasons[party].append(reason)
        self.without_effect += bool(reason)
        at = entry.at if counts_here(entry, self.course.parties[party], self.ledger.dialogue) else ""
        self.touched.update(matter.id for matter in self.ledger.hear(said, at, known))
        for other, size in enumerate(known):
            for matter, slot in self.ledger.spoken(other, self._known[party][other], size):
                if slot.attest(party, index, known):
                    matter.chain.append(slot)
                    self._count_late(matter, slot)
        self._known[party] = known

    def _note(self, act: Act, said: Said) -> None:
        if act.kind == "receipt":
            self._hold(act, said)
        elif act.kind != "keyset":
            self.ledger.note(act, said)
            slot = self.ledger.slot_of(said.party, said.index)
            if slot is not None and slot.joint is not None and said.index > slot.joint.entries[said.party]:
                self.without_effect += 1

    def _hold(self, act: Act, said: Said) -> None:
        """Note each advance of what the writer of a receipt says it holds."""
        holder = self.course.parties[said.party]
        for of, size in act.structure["held"].items():
            before = self.held.get((holder, of))
            if size > (before[-1].size if before else 0):
                found = Held(holder, of, size, EntryId(holder, said.index), act.at)
                self.held.setdefault((holder, of), []).append(found)

    def _count_late(self, matter: Matter, slot: Slot) -> None:
        """Count what was said of a slot before anybody could know that it came too late."""
        joint = slot.joint
        assert joint is not None
        self.touched.add(matter.id)
        self.without_effect += sum(
            index > joint.entries[party] for party, index, before in matter.said if matter.slots[before] is slot
        )
