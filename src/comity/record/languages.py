# SPDX-License-Identifier: Apache-2.0
"""Which renderings of a text are stale: made before the words that they render.

Rules:
  1. A rendering is stale while the entry that brought it does not know the one that brought what now stands in its
     source. Knowledge is what logs had seen; no clock decides.
  2. What stands is the joint version, and while there is none, the first on the table.
  3. A stale rendering is still what it is, authentic or courtesy: stale says that people must look at it.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.record.dialogue import Dialogue, EntryId, Object, Version


class Knowledge:
    """What each entry knew of the other logs: the largest sizes that its own log had seen by then."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._seen: dict[str, list[Mapping[str, int]]] = {party: [] for party in dialogue.parties}
        for judged in sorted(dialogue.timeline, key=lambda j: j.id):
            log = self._seen[judged.id.party]
            known = dict(log[-1]) if log else {}
            for party, seen in (judged.act.seen if judged.act is not None else {}).items():
                known[party] = max(known.get(party, 0), seen.size)
            log.append(known)

    def knows(self, entry: EntryId, other: EntryId) -> bool:
        """Whether the writer of an entry knew another; its own log it knows up to there."""
        if entry.party == other.party:
            return other.index <= entry.index
        return self._seen[entry.party][entry.index].get(other.party, 0) > other.index


def stale(dialogue: Dialogue, source: Object, rendering: Object, knowledge: Knowledge | None = None) -> bool:
    """Say whether a rendering was made before the words that now stand in its source."""
    of, by = _stands(source), _stands(rendering)
    if of is None or by is None:
        return False
    known = knowledge or Knowledge(dialogue)
    return not any(known.knows(entry, brought) for entry in by.brought_by for brought in of.brought_by)


def stale_renderings(dialogue: Dialogue, text: str) -> frozenset[str]:
    """Name the paragraphs of a text that are stale renderings of another."""
    knowledge = Knowledge(dialogue)
    found = set()
    for thing in dialogue.of_kind("paragraph"):
        stands = _stands(thing)
        if stands is None or stands.structure["text"] != text:
            continue
        source = dialogue.objects.get(str(stands.structure.get("renders", "")))
        if source is not None and source.kind == "paragraph" and stale(dialogue, source, thing, knowledge):
            found.add(thing.id)
    return frozenset(found)


def _stands(thing: Object) -> Version | None:
    return thing.joint or next(iter(thing.open), None)
