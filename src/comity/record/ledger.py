# SPDX-License-Identifier: Apache-2.0
"""All objects of a dialogue while the fold is at work: finding them, and noting what an act with effect does.

What an act does that is permitted:
  table, accept    the party holds this version, and none of its rivals any more; ad referendum it does not count
  reserve          the party holds it no more, and says so
  withdraw         the party takes back its own word, whatever that was; for one who brought it, the version too
  notify           the party's word on its object is this one, and no longer the former
  acknowledge      somebody has read it
"""

from __future__ import annotations

from collections.abc import Iterable

from comity.acts.act import Act, Verb
from comity.acts.permission import Stance, Standing
from comity.record.causality import Vector
from comity.record.matter import Candidate, Matter, Said, Word
from comity.record.silence import Running, Silences, accept
from comity.record.witness import Slot

_ACCEPTS, _AD_REFERENDUM, _RESERVES = Word(Stance.ACCEPTS), Word(Stance.AD_REFERENDUM), Word(Stance.RESERVES)
_ACKNOWLEDGED, _NONE = Word(Stance.ACKNOWLEDGED), Word(Stance.NONE)
_WITHDRAWN, _SUPERSEDED = Word(Stance.NONE, Standing.WITHDRAWN), Word(Stance.NONE, Standing.SUPERSEDED)


class Ledger:
    """The objects of one dialogue, by id and kind, and for every log which slots its entries speak of."""

    __slots__ = (
        "_by_id", "_named", "_silent", "_spoken", "dialogue", "matters", "parties", "rules", "silences",
    )  # fmt: skip

    def __init__(self, dialogue: str, parties: tuple[str, ...]) -> None:
        self.dialogue = dialogue
        self.parties = parties
        self.matters: dict[tuple[str, str], Matter] = {}
        self._by_id: dict[str, list[Matter]] = {}
        self._named: dict[str, Matter] = {}
        self._spoken: list[dict[int, tuple[Matter, Slot]]] = [{} for _ in parties]
        self._silent: list[dict[int, list[tuple[Matter, Slot]]]] = [{} for _ in parties]
        self.rules: list[Matter] = []
        self.silences = Silences(len(parties))

    def find(self, object_: str, kind: str) -> Matter | None:
        """Give the object of this kind, if anybody has spoken of it with effect."""
        return self.matters.get((object_, kind))

    def of_id(self, object_: str) -> Iterable[Matter]:
        """Give the objects with this id: one, but where two parties brought two kinds without knowing of each other."""
        return self._by_id.get(object_, ())

    def of_version(self, version: str) -> Matter | None:
        """Give the object of a version that was brought with effect."""
        return self._named.get(version)

    def founding(self) -> Matter | None:
        """Give the founding, if anybody has spoken of it with effect."""
        return self.find(self.dialogue, "founding")

    def founded(self, known: Vector) -> bool:
        """Whether one who knows this much of each log knows that the founding is joint."""
        founding = self.founding()
        return founding is not None and founding.current(known) != ""

    def spoken(self, party: int, since: int, until: int) -> Iterable[tuple[Matter, Slot]]:
        """Give the slots of which the entries of a log speak with effect, or by silence, from one size to another."""
        slots, silent = self._spoken[party], self._silent[party]
        for index in range(since, until):
            if index in slots:
                yield slots[index]
            if index in silent:
                yield from silent[index]

    def slot_of(self, party: int, index: int) -> Slot | None:
        """Give the slot of which an entry speaks with effect."""
        found = self._spoken[party].get(index)
        return None if found is None else found[1]

    def note(self, act: Act, said: Said) -> None:
        """Note an act that is permitted."""
        matter = self.find(act.object, act.kind)
        if matter is None:
            matter = self.matters[act.object, act.kind] = Matter(act.object, act.kind, len(self.parties), said)
            self._by_id.setdefault(act.object, []).append(matter)
            if act.kind == "silence_rule":
                self.rules.append(matter)
        version = matter.candidate(act.version, act.supersedes)
        if act.brings:
            self._named.setdefault(act.version, matter)
        if matter.told:
            _tell(matter, version, act, said)
            if act.kind == "silence" and act.brings and act.reported is None:
                about = self._named[act.structure["about"]]
                self.silences.start(Running(act, said, matter, about, about.versions[act.structure["about"]]))
            return
        slot = matter.slot(version.supersedes)
        _agree(matter, slot, version, act, said)
        if act.reported is None:
            matter.said.append((said.party, said.index, version.supersedes))
            self._spoken[said.party][said.index] = (matter, slot)

    def hear(self, said: Said, at: str, known: Vector) -> list[Matter]:
        """Take notice of any entry, once it is noted, for the silence procedures; give what it accepts by silence."""
        accepted = []
        for procedure in self.silences.hear(said, at, known, self.slot_of(said.party, said.index)):
            accept(procedure, said)
            self._silent[said.party].setdefault(said.index, []).append((procedure.about, procedure.slot))
            accepted.append(procedure.about)
        return accepted


def _bring(matter: Matter, version: Candidate, act: Act, said: Said) -> None:
    version.act = version.act or act
    if act.reported is None:
        version.own.append(said)
    version.brought.append(said)
    matter.first.setdefault(said.actor, said)


def _agree(matter: Matter, slot: Slot, version: Candidate, act: Act, said: Said) -> None:
    counts = act.reported is None and (bool(version.own) or act.brings or not version.brought)
    holds = matter.holds(version.supersedes, said.actor)
    match act.verb:
        case Verb.ACCEPT if act.ad_referendum:
            holds.add(version.id)
            version.say(said, _AD_REFERENDUM)
        case Verb.TABLE if act.structure.get("chairs"):
            _bring(matter, version, act, said)
            if not _reserved(version, said):
                version.say(said, _NONE)  # the co-chairs' text: whoever brings it has not accepted it by that
        case Verb.TABLE | Verb.ACCEPT:
            if act.brings:
                _bring(matter, version, act, said)
            if counts:
                slot.take(said.party, said.index, version.id)
            for rival in holds - {version.id}:
                matter.versions[rival].say(said, _NONE)
            holds.clear()
            holds.add(version.id)
            version.say(said, _ACCEPTS)
        case Verb.RESERVE | Verb.WITHDRAW:
            slot.release(said.party, said.index, version.id)
            holds.discard(version.id)
            back = act.verb is Verb.WITHDRAW
            version.say(said, _WITHDRAWN if back else _RESERVES)
        case _:
            raise AssertionError(act.verb)


def _reserved(version: Candidate, said: Said) -> bool:
    """Whether the last word of an actor on a version, before this one, is a reservation."""
    found = version.words[said.actor][1].at(said.index) if said.actor in version.words else None
    return found is not None and found[1].stance is Stance.RESERVES


def _tell(matter: Matter, version: Candidate, act: Act, said: Said) -> None:
    match act.verb:
        case Verb.NOTIFY:
            if former := matter.telling.get(said.actor, ""):
                matter.versions[former].say(said, _SUPERSEDED)
            _bring(matter, version, act, said)
            matter.telling[said.actor] = version.id
        case Verb.WITHDRAW:
            version.say(said, _WITHDRAWN)
            if matter.telling[said.actor] == version.id:
                matter.telling[said.actor] = ""
        case Verb.ACKNOWLEDGE:
            version.acknowledged.append(said)
            version.say(said, _ACKNOWLEDGED)
        case _:
            raise AssertionError(act.verb)
