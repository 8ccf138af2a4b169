# SPDX-License-Identifier: Apache-2.0
"""Silence that counts as acceptance: law 6, proved by two entries of the silent party's own log.

    Alba 9    silence on 41c0…   to be seen by 5 March 12:00, runs out 8 March 12:00
    Boria 7   dated 4 March      the first entry that has seen it, in time: Boria was there
    Boria 8   dated 8 March 12:01, the first dated at or after the end: with no other word up to it, it accepts 41c0…

Rules:
  1. A procedure counts under a joint *silence rule* that names the kind and the least number of hours between the two
     instants, on a version that is on the table and that its starter accepts (`reason_against`).
  2. Whose first entry that has seen it is dated later was away: no silence. Nor is there any of one who reserves,
     withdraws, or stands by another version, at the first entry or at any up to the second, that one included.
  3. The second entry counts by what it knows: where it has seen the procedure taken back or put off, or the version
     off the table, there is none. Of rivals that fall due by one entry, none is accepted. An entry that itself speaks
     of these versions says what it says; then the next one is the second.
  4. Some kinds are never agreed by silence, whatever a rule names: what founds, publishes, erases, and the rule itself.
  5. Only entries decide, by their own dates; whose clocks they are is for people to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from comity.acts.act import Act
from comity.acts.kinds import AGREED
from comity.acts.permission import Stance, Standing
from comity.base.names import moment
from comity.record.causality import Vector
from comity.record.dialogue import EntryId, Procedure, Silent, SilentState
from comity.record.matter import Candidate, Matter, Said, Word
from comity.record.witness import Slot

if TYPE_CHECKING:
    from comity.record.ledger import Ledger
    from comity.record.objects import Look

NEVER_BY_SILENCE = frozenset({"founding", "release", "erasure", "silence_rule"})
BY_SILENCE = AGREED - NEVER_BY_SILENCE


@dataclass(slots=True)
class Running:
    """A procedure while the fold is at work: what it is about, and what came of it in each other log.

    `seen` and `ended` are by party number: the first entry that has seen it, and the entry that ended it and how.
    """

    act: Act
    said: Said
    told: Matter
    about: Matter
    version: Candidate
    seen: dict[int, int] = field(default_factory=dict)
    ended: dict[int, tuple[int, SilentState]] = field(default_factory=dict)

    @property
    def slot(self) -> Slot:
        """The rivals of the version."""
        return self.about.slot(self.version.supersedes)


class Silences:
    """All procedures of a dialogue, and those that still run for each party."""

    __slots__ = ("_running", "all")

    def __init__(self, parties: int) -> None:
        self.all: list[Running] = []
        self._running: list[list[Running]] = [[] for _ in range(parties)]

    def start(self, procedure: Running) -> None:
        """Note a procedure that counts."""
        self.all.append(procedure)
        for party, running in enumerate(self._running):
            if party != procedure.said.party:
                running.append(procedure)

    def hear(self, said: Said, at: str, known: Vector, speaks: Slot | None) -> Iterator[Running]:
        """Take notice of the next entry of a log, and give the procedures whose version it accepts by silence.

        `at` is its date, empty where it has none of its own; `speaks` is the slot of which it speaks.
        """
        running = self._running[said.party]
        if not running:
            return
        due = []
        for procedure in tuple(running):
            if not procedure.said.within(known):
                continue
            state = _heard(procedure, said, at, known, speaks)
            if state is SilentState.ACCEPTS:
                due.append(procedure)
            elif state is not SilentState.SEEN:
                self._end(procedure, said, state)
        for number, procedure in enumerate(due):
            rivals = any(other.slot is procedure.slot and other.version is not procedure.version for other in due)
            self._end(procedure, said, SilentState.MOOT if rivals else SilentState.ACCEPTS)
            if not rivals and all(other.version is not procedure.version for other in due[:number]):
                yield procedure

    def _end(self, procedure: Running, said: Said, state: SilentState) -> None:
        procedure.ended[said.party] = (said.index, state)
        self._running[said.party].remove(procedure)


def reason_against(ledger: Ledger, act: Act, known: Vector) -> str:
    """Say why a procedure would not count: ``no-rule``, ``not-open`` or ``too-short``; else the empty string."""
    matter = ledger.of_version(act.structure["about"])
    version = None if matter is None else matter.versions[act.structure["about"]]
    if matter is None or version is None or not version.bringers(known) or matter.told:
        return "not-open"
    hours = [rule["hours"] for rule in _rules(ledger, known) if matter.kind in rule["kinds"]]
    if not hours or matter.kind not in BY_SILENCE:
        return "no-rule"
    if not _open(matter, version, act.by, known):
        return "not-open"
    first, expiry = moment(act.structure["first_instant"]), moment(act.structure["expiry"])
    if act.at > act.structure["first_instant"] or expiry - first < timedelta(hours=min(hours)):
        return "too-short"
    return ""


def accept(procedure: Running, said: Said) -> None:
    """Note that an entry accepts by silence."""
    procedure.slot.take(said.party, said.index, procedure.version.id)
    procedure.about.holds(procedure.version.supersedes, said.actor).add(procedure.version.id)
    procedure.version.say(said, Word(Stance.ACCEPTS, by_silence=True))


def procedures(look: Look, silences: Iterable[Running]) -> tuple[Procedure, ...]:
    """Give the procedures that are read, in display order."""
    found = sorted((p for p in silences if p.said.within(look.sizes)), key=lambda p: look.place(p.said))
    return tuple(_procedure(look, running) for running in found)


def _rules(ledger: Ledger, known: Vector) -> Iterator[Mapping[str, Any]]:
    for rule in ledger.rules:
        if current := rule.current(known):
            act = rule.versions[current].act
            assert act is not None
            yield act.structure


def _open(matter: Matter, version: Candidate, starter: str, known: Vector) -> bool:
    return matter.standing(version, known) is Standing.TABLED and version.stance(starter, known) is Stance.ACCEPTS


def _heard(procedure: Running, said: Said, at: str, known: Vector, speaks: Slot | None) -> SilentState:
    """Say what an entry that knows the procedure makes of it."""
    structure = procedure.act.structure
    if said.party not in procedure.seen:
        procedure.seen[said.party] = said.index
        if not at or at > structure["first_instant"]:
            return SilentState.AWAY
    index, word = procedure.version.word(said.actor, known) or (-1, Word(Stance.NONE))
    if word.stance is Stance.ACCEPTS:
        return SilentState.SPOKEN
    took_back = word.gone is Standing.WITHDRAWN and index >= procedure.seen[said.party]
    holds = procedure.about.holds(procedure.version.supersedes, said.actor)
    if word.stance is Stance.RESERVES or took_back or holds - {procedure.version.id}:
        return SilentState.BROKEN
    if speaks is procedure.slot or not at or at < structure["expiry"]:
        return SilentState.SEEN
    told = procedure.told.standing(procedure.told.versions[procedure.act.version], known)
    stands = told is Standing.TOLD and _open(procedure.about, procedure.version, procedure.said.actor, known)
    return SilentState.ACCEPTS if stands else SilentState.MOOT


def _procedure(look: Look, running: Running) -> Procedure:
    structure = running.act.structure
    answers = []
    for party, code in enumerate(look.parties):
        if party == running.said.party:
            continue
        index, state = running.ended.get(party, (look.sizes[party], SilentState.UNSEEN))
        if index >= look.sizes[party]:
            index = running.seen.get(party, look.sizes[party])
            state = SilentState.SEEN if index < look.sizes[party] else SilentState.UNSEEN
        entry: EntryId | None = None if state is SilentState.UNSEEN else look.entry(party, index)
        at = "" if state is SilentState.UNSEEN else look.dates[party][index]
        answers.append(Silent(code, state, entry, at))
    return Procedure(
        object=running.told.id,
        version=running.act.version,
        about=str(structure["about"]),
        starter=look.parties[running.said.party],
        first_instant=str(structure["first_instant"]),
        expiry=str(structure["expiry"]),
        standing=running.told.standing(running.told.versions[running.act.version], look.sizes),
        entry=look.entry(running.said.party, running.said.index),
        at=running.act.at,
        answers=tuple(answers),
    )
