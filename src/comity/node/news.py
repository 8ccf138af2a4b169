# SPDX-License-Identifier: Apache-2.0
"""What changed since an officer last looked: acts that came into a dialogue after the sizes that they saw.

A look is kept when the officer opens the dialogue. Receipts and keys are the nodes' own, and are no news.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from comity.acts.kinds import OWN
from comity.node.clock import now
from comity.node.dialogues import Room
from comity.node.national.models import LastLook, Officer
from comity.record.dialogue import Judged

Sizes = Mapping[str, int]


def last_looks(officer: Officer) -> dict[str, tuple[Sizes, datetime]]:
    """Give by dialogue what the officer saw of each log, and when."""
    return {row.dialogue: (row.sizes, row.at) for row in LastLook.objects.filter(officer=officer)}


def look(officer: Officer, room: Room) -> tuple[Sizes, datetime] | None:
    """Remember that the officer sees a dialogue as it is now; gives what they saw the time before."""
    row = LastLook.objects.filter(officer=officer, dialogue=room.id).first()
    sizes = dict(room.dialogue.sizes)
    if row is None or row.sizes != sizes:
        LastLook.objects.update_or_create(officer=officer, dialogue=room.id, defaults={"sizes": sizes, "at": now()})
    return (row.sizes, row.at) if row is not None else None


def since(room: Room, seen: Sizes, *, at_most: int = 3) -> tuple[list[Judged], int]:
    """Give the latest acts that count and came after what was seen, and how many there are; ours are news too."""
    grown = sum(max(0, size - seen.get(party, 0)) for party, size in room.dialogue.sizes.items())
    if not grown:
        return [], 0
    fresh = [judged for judged in _from_behind(room, seen, grown) if judged.act is not None]
    fresh = [judged for judged in fresh if judged.act is not None and judged.act.kind not in OWN]
    return fresh[:at_most], len(fresh)


def _from_behind(room: Room, seen: Sizes, grown: int) -> Iterable[Judged]:
    """Go back along the timeline until every new entry was met; an old act may stand after a new one."""
    timeline = room.dialogue.timeline
    for number in range(len(timeline) - 1, -1, -1):
        judged = timeline[number]
        if judged.id.index >= seen.get(judged.id.party, 0):
            yield judged
            grown -= 1
            if not grown:
                return
