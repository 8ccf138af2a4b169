# SPDX-License-Identifier: Apache-2.0
"""The objects and versions of the picture, in display order.

Rules:
  1. A version is shown where an act with effect brought it; an object, where it has a version.
  2. Once a slot has its joint version, of each party only the words up to its entry in the witness are shown.
  3. Two things of different kind under one id, each brought without knowing of the other, are two objects: the one
     whose kind comes first in the alphabet keeps the id as its key, the other's key is ``id:kind``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from comity.acts.permission import Stance
from comity.record.causality import Arranged, Vector
from comity.record.dialogue import EntryId, Judged, Object, PartyStance, Version
from comity.record.ledger import Ledger
from comity.record.matter import Candidate, Matter, Said

Rank = Mapping[EntryId, int]


def objects_of(ledger: Ledger, arranged: Arranged, timeline: Sequence[Judged]) -> dict[str, Object]:
    """Make the objects of what was noted, in display order."""
    rank = {judged.id: number for number, judged in enumerate(timeline)}
    acts: dict[str, list[Judged]] = defaultdict(list)
    for judged in timeline:
        if judged.act is not None and judged.act.object:
            acts[judged.act.object].append(judged)
    shown = [pair for id_ in acts for pair in _of_id(ledger, arranged, rank, id_, acts[id_])]
    shown.sort(key=lambda pair: rank[pair[1].versions[0].brought_by[0]])
    return dict(shown)


def _of_id(
    ledger: Ledger, arranged: Arranged, rank: Rank, id_: str, acts: Sequence[Judged]
) -> Iterator[tuple[str, Object]]:
    """Give what stands under one id: nearly always one object, with every act that names it."""
    matters = sorted(ledger.of_id(id_), key=lambda matter: matter.kind)
    kinds = {matter.kind for matter in matters}
    for matter in matters:
        versions = [
            _version(matter, candidate, said, arranged)
            for candidate in matter.versions.values()
            if (said := _brought(matter, candidate, arranged))
        ]
        if versions:
            versions.sort(key=lambda version: rank[version.brought_by[0]])
            others = kinds - {matter.kind}
            history = tuple(judged for judged in acts if judged.act is not None and judged.act.kind not in others)
            key = id_ if matter is matters[0] else f"{id_}:{matter.kind}"
            yield key, Object(id_, matter.kind, tuple(versions), history)


def _in_time(matter: Matter, candidate: Candidate, actor: str, arranged: Arranged) -> Vector:
    """Give how much of each log counts for a party's word on this version."""
    slot = matter.slots.get(candidate.supersedes)
    if slot is None or slot.joint is None or actor not in arranged.parties:
        return arranged.sizes
    return tuple(entry + 1 for entry in slot.joint.entries)


def _brought(matter: Matter, candidate: Candidate, arranged: Arranged) -> tuple[Said, ...]:
    return tuple(said for said in candidate.brought if said.within(_in_time(matter, candidate, said.actor, arranged)))


def _version(matter: Matter, candidate: Candidate, brought: Sequence[Said], arranged: Arranged) -> Version:
    act = candidate.act
    assert act is not None
    slot = matter.slots.get(candidate.supersedes) if candidate.own else None
    joint = slot.joint if slot is not None else None
    entries = joint.entries if joint is not None and joint.version == candidate.id else ()
    reported = None if candidate.own else act.reported
    return Version(
        id=candidate.id,
        object=matter.id,
        kind=matter.kind,
        structure=act.structure,
        payload=act.payload,
        supersedes=act.supersedes,
        brought_by=tuple(_entry(arranged, said.party, said.index) for said in brought),
        at=arranged.dates[brought[0].party][brought[0].index],
        standing=matter.standing(candidate, arranged.sizes),
        stances=_stances(matter, candidate, arranged),
        joint_by=tuple(_entry(arranged, party, index) for party, index in enumerate(entries)),
        joint_at=max((arranged.dates[party][index] for party, index in enumerate(entries)), default=""),
        acknowledged=tuple(_entry(arranged, said.party, said.index) for said in candidate.acknowledged),
        reported_of=reported.party if reported is not None else "",
        reported_on=reported.on if reported is not None else "",
        reported_means=reported.means if reported is not None else "",
    )


def _stances(matter: Matter, candidate: Candidate, arranged: Arranged) -> tuple[PartyStance, ...]:
    """Give the stance of every party, and of every other whose word on the version was reported."""
    others = sorted(set(candidate.words) - set(arranged.parties))
    stances = []
    for actor in (*arranged.parties, *others):
        found = candidate.word(actor, _in_time(matter, candidate, actor, arranged))
        if found is None or found[1].stance is Stance.NONE:
            stances.append(PartyStance(actor, Stance.NONE))
        else:
            party, index = candidate.words[actor][0], found[0]
            entry = _entry(arranged, party, index)
            stances.append(PartyStance(actor, found[1].stance, entry, arranged.dates[party][index]))
    return tuple(stances)


def _entry(arranged: Arranged, party: int, index: int) -> EntryId:
    return EntryId(arranged.parties[party], index)
