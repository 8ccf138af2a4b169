# SPDX-License-Identifier: Apache-2.0
"""The fold as it was first written: everything at once, in the order of display. An oracle for the running fold.

It judges and notes by the same ledger; what it holds the running fold to is order, lateness, and the picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.acts.act import Act
from comity.acts.permission import Stance
from comity.record.causality import Vector, counts_here
from comity.record.dialogue import Dialogue, EntryId, Held, Judged, Object, PartyStance, Procedure, Version, Waiting
from comity.record.entry import Entry, Unreadable
from comity.record.judging import actor_of, reason_against
from comity.record.ledger import Ledger
from comity.record.matter import Candidate, Matter, Said
from comity.record.objects import Look
from comity.record.reasons import DETAILS
from comity.record.silence import procedures

Rank = Mapping[EntryId, int]
Place = tuple[int, int]


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


def fold_acts(logs: Mapping[str, Sequence[Entry]], *, dialogue: str) -> Dialogue:
    """Fold logs whose entries were decoded before, by `decode_entry`."""
    arranged = arrange(logs, dialogue)
    ledger = Ledger(dialogue, arranged.parties)
    reasons = {
        (party, index): _take(ledger, arranged, logs[arranged.parties[party]][index], party, index)
        for party, index in arranged.order
    }
    return picture(logs, arranged, ledger, reasons)


def why_not(logs: Mapping[str, Sequence[Entry]], act: Act, *, dialogue: str) -> str:
    """Say why the act would be without effect as the next entry of its party, who has seen all that is here.

    The empty string where it would count. This is the fold's own judgement: a node asks before it writes.
    """
    arranged = arrange(logs, dialogue)
    if act.by not in arranged.parties:
        return "another-party"
    ledger = Ledger(dialogue, arranged.parties)
    for party, index in arranged.order:
        _take(ledger, arranged, logs[arranged.parties[party]][index], party, index)
    number = arranged.parties.index(act.by)
    said = Said(number, arranged.sizes[number], actor_of(act, act.by))
    return reason_against(ledger, act, said, arranged.sizes)


def _take(ledger: Ledger, arranged: Arranged, entry: Entry, party: int, index: int) -> str:
    """Judge one entry, note it if it counts, and take notice of what it knows; give the reason against it."""
    known = arranged.known[party][index]
    said = Said(party, index, actor_of(entry, arranged.parties[party]))
    reason = reason_against(ledger, entry, said, _before(known, party))
    if not reason and isinstance(entry, Act) and entry.kind not in {"keyset", "receipt"}:
        ledger.note(entry, said)
    at = entry.at if counts_here(entry, arranged.parties[party], ledger.dialogue) else ""
    ledger.hear(said, at, known)
    former: Vector = arranged.known[party][index - 1] if index else (0,) * len(known)
    for other, size in enumerate(known):
        for matter, slot in ledger.spoken(other, former[other], size):
            if slot.attest(party, index, known):
                matter.chain.append(slot)
    return reason


def _before(known: Vector, party: int) -> Vector:
    """Give what the writer knew when writing: everything but the entry itself."""
    return (*known[:party], known[party] - 1, *known[party + 1 :])


def picture(
    logs: Mapping[str, Sequence[Entry]], arranged: Arranged, ledger: Ledger, reasons: Mapping[Place, str]
) -> Dialogue:
    """Make the Dialogue of what was noted."""
    timeline = _timeline(logs, arranged, {**reasons, **_too_late(ledger)})
    objects = objects_of(ledger, arranged, timeline)
    structure = _founding(objects.get(ledger.dialogue))
    return Dialogue(
        id=ledger.dialogue,
        parties=arranged.parties,
        counterparts=tuple(structure.get("counterparts", ())),
        purpose=structure.get("purpose", ""),
        title=structure.get("title", {}),
        continues=structure.get("continues", ""),
        founded=ledger.founded(arranged.sizes),
        sizes=dict(zip(arranged.parties, arranged.sizes, strict=True)),
        objects=objects,
        held=tuple(_held(timeline)),
        timeline=timeline,
        waiting=arranged.waiting,
        silences=_silences(ledger, arranged),
    )


def _silences(ledger: Ledger, arranged: Arranged) -> tuple[Procedure, ...]:
    places: list[list[int]] = [[0] * size for size in arranged.sizes]
    for place, (party, index) in enumerate(arranged.order):
        places[party][index] = place
    return procedures(Look(arranged.parties, arranged.sizes, arranged.dates, places), ledger.silences.all)


def _too_late(ledger: Ledger) -> dict[Place, str]:
    late = {}
    for matter in ledger.matters.values():
        for party, index, supersedes in matter.said:
            joint = matter.slots[supersedes].joint
            if joint is not None and index > joint.entries[party]:
                late[party, index] = "too-late"
    return late


def _timeline(
    logs: Mapping[str, Sequence[Entry]], arranged: Arranged, reasons: Mapping[Place, str]
) -> tuple[Judged, ...]:
    timeline = []
    for number, index in arranged.order:
        party, reason = arranged.parties[number], reasons[number, index]
        entry = logs[party][index]
        if isinstance(entry, Unreadable):
            timeline.append(Judged(EntryId(party, index), None, reason, entry.detail))
        else:
            timeline.append(Judged(EntryId(party, index), entry, reason, DETAILS.get(reason, "")))
    return tuple(timeline)


def _held(timeline: Iterable[Judged]) -> Iterator[Held]:
    """Give each advance of what a party says it holds of another's log."""
    sizes: dict[tuple[str, str], int] = {}
    for judged in timeline:
        if judged.act is None or judged.act.kind != "receipt" or judged.without_effect:
            continue
        holder = judged.id.party
        for of, size in sorted(judged.act.structure["held"].items()):
            if size > sizes.get((holder, of), 0):
                sizes[holder, of] = size
                yield Held(holder, of, size, judged.id, judged.act.at)


def _founding(founding: Object | None) -> Mapping[str, Any]:
    """Give the structure of the founding: the joint one, or while there is none the first on the table."""
    if founding is None or founding.kind != "founding":
        return {}
    return (founding.joint or (*founding.open, *founding.versions)[0]).structure


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
            word = found[1]
            stances.append(PartyStance(actor, word.stance, entry, arranged.dates[party][index], word.by_silence))
    return tuple(stances)


def _entry(arranged: Arranged, party: int, index: int) -> EntryId:
    return EntryId(arranged.parties[party], index)
