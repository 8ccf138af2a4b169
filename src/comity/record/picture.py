# SPDX-License-Identifier: Apache-2.0
"""The picture for readers: what the fold has noted, made into a Dialogue.

What a party did to a joint version or to its rivals after its own entry in the witness comes too late: it stands in
the timeline with that reason, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from comity.record.causality import Arranged
from comity.record.dialogue import Dialogue, EntryId, Held, Judged, Object
from comity.record.entry import Entry, Unreadable
from comity.record.ledger import Ledger
from comity.record.objects import objects_of
from comity.record.reasons import DETAILS

Place = tuple[int, int]


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
    )


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
