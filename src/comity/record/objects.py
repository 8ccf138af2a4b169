# SPDX-License-Identifier: Apache-2.0
"""One object of the picture and its versions, in display order, as they stand for a reader of so much of each log.

Rules:
  1. A version is shown where an act with effect brought it; an object, where it has a version.
  2. Once a slot has its joint version, of each party only the words up to its entry in the witness are shown.
  3. Two things of different kind under one id, each brought without knowing of the other, are two objects: the one
     whose kind comes first in the alphabet keeps the id as its key, the other's key is ``id:kind``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.acts.permission import Stance, Standing
from comity.record.causality import Place, Vector
from comity.record.dialogue import EntryId, Judged, Object, PartyStance, Version
from comity.record.matter import Candidate, Matter, Said
from comity.record.witness import Joint, Slot


@dataclass(frozen=True, slots=True)
class Look:
    """Whose eyes: how much of each log is read, and by party number and index each entry's date and display place."""

    parties: tuple[str, ...]
    sizes: Vector
    dates: Sequence[Sequence[str]]
    places: Sequence[Sequence[int]]

    def place(self, said: Said) -> int:
        """Give the place in the order of display."""
        return self.places[said.party][said.index]

    def entry(self, party: int, index: int) -> EntryId:
        """Name an entry."""
        return EntryId(self.parties[party], index)

    def joint(self, slot: Slot | None) -> Joint | None:
        """Give the joint version of a slot, where it is read to be joint."""
        joint = None if slot is None else slot.joint
        return joint if joint is not None and joint.within(self.sizes) else None


def too_late(look: Look, slot: Slot | None, place: Place) -> bool:
    """Say whether an act on a version of this slot was written after its party's own entry in the witness."""
    joint = look.joint(slot)
    return joint is not None and place[1] > joint.entries[place[0]]


def first_shown(look: Look, matter: Matter) -> Said | None:
    """Give the first act that brought what is shown of an object; None where nothing is."""
    found = [said for candidate in tuple(matter.versions.values()) for said in _brought(look, matter, candidate)]
    return min(found, key=look.place, default=None)


def is_open(look: Look, matter: Matter) -> bool:
    """Say whether an object has a version that is shown and open, without making either."""
    return any(
        matter.standing(candidate, look.sizes) is Standing.TABLED and bool(_brought(look, matter, candidate))
        for candidate in tuple(matter.versions.values())
    )


def may_ask(look: Look, matter: Matter, party: str) -> bool:
    """Say no where no version of an object can ask for a word of this party, without making any."""
    return (matter.first.keys() != {party} or _has_chairs(matter)) and any(
        matter.standing(candidate, look.sizes) in {Standing.TABLED, Standing.TOLD}
        and candidate.stance(party, _in_time(look, matter, candidate, party)) is Stance.NONE
        for candidate in tuple(matter.versions.values())
    )


def _has_chairs(matter: Matter) -> bool:
    """Whether a version of it is the co-chairs' text, which asks the party that brought it, too."""
    return any(c.act is not None and c.act.structure.get("chairs") for c in tuple(matter.versions.values()))


def object_of(look: Look, matter: Matter, history: Sequence[Judged]) -> Object | None:
    """Make the object with the acts on it; None where nothing of it is shown."""
    versions = [
        (look.place(brought[0]), _version(look, matter, candidate, brought))
        for candidate in tuple(matter.versions.values())
        if (brought := _brought(look, matter, candidate))
    ]
    versions.sort(key=lambda pair: pair[0])
    return Object(matter.id, matter.kind, tuple(v for _, v in versions), tuple(history)) if versions else None


def _in_time(look: Look, matter: Matter, candidate: Candidate, actor: str) -> Vector:
    """Give how much of each log counts for a party's word on this version."""
    joint = look.joint(matter.slots.get(candidate.supersedes))
    if joint is None or actor not in look.parties:
        return look.sizes
    return tuple(entry + 1 for entry in joint.entries)


def _brought(look: Look, matter: Matter, candidate: Candidate) -> list[Said]:
    """Give the acts that brought a version in time, in display order."""
    found = [said for said in candidate.brought if said.within(_in_time(look, matter, candidate, said.actor))]
    return sorted(found, key=look.place) if len(found) > 1 else found


def _version(look: Look, matter: Matter, candidate: Candidate, brought: Sequence[Said]) -> Version:
    act = candidate.act
    assert act is not None
    own = candidate.owned(look.sizes)
    joint = look.joint(matter.slots.get(candidate.supersedes)) if own else None
    entries = joint.entries if joint is not None and joint.version == candidate.id else ()
    reported = None if own else act.reported
    acknowledged = sorted((said for said in candidate.acknowledged if said.within(look.sizes)), key=look.place)
    return Version(
        id=candidate.id,
        object=matter.id,
        kind=matter.kind,
        structure=act.structure,
        payload=act.payload,
        supersedes=act.supersedes,
        brought_by=tuple(look.entry(said.party, said.index) for said in brought),
        at=look.dates[brought[0].party][brought[0].index],
        standing=matter.standing(candidate, look.sizes),
        stances=_stances(look, matter, candidate),
        joint_by=tuple(look.entry(party, index) for party, index in enumerate(entries)),
        joint_at=max((look.dates[party][index] for party, index in enumerate(entries)), default=""),
        acknowledged=tuple(look.entry(said.party, said.index) for said in acknowledged),
        reported_of=reported.party if reported is not None else "",
        reported_on=reported.on if reported is not None else "",
        reported_means=reported.means if reported is not None else "",
        reported_reference=reported.reference if reported is not None else "",
    )


def _stances(look: Look, matter: Matter, candidate: Candidate) -> tuple[PartyStance, ...]:
    """Give the stance of every party, and of every other whose word on the version was reported."""
    words = dict(candidate.words)
    others = sorted(a for a in words if a not in look.parties and candidate.word(a, look.sizes) is not None)
    stances = []
    for actor in (*look.parties, *others):
        found = candidate.word(actor, _in_time(look, matter, candidate, actor))
        if found is None or found[1].stance is Stance.NONE:
            stances.append(PartyStance(actor, Stance.NONE))
        else:
            party, index = words[actor][0], found[0]
            stances.append(
                PartyStance(
                    actor, found[1].stance, look.entry(party, index), look.dates[party][index], found[1].by_silence
                )
            )
    return tuple(stances)
