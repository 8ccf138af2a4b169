# SPDX-License-Identifier: Apache-2.0
"""One paper in several dialogues: the same words to the byte, found again among what this node holds.

Only our own side learns of it. The commitments differ, since each is salted anew, and no dialogue tells of another.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections

from comity.base.digest import SALT_BYTES
from comity.node import store
from comity.node.dialogues import Room, knows, open_dialogue
from comity.node.national.models import Officer
from comity.record.dialogue import Object, Version


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same paper in another dialogue."""

    room: Room
    thing: Object


def elsewhere(officer: Officer | None, room: Room, version: Version) -> tuple[Elsewhere, ...]:
    """Give the things with the very same words in the other dialogues that the officer may know of."""
    data = store.payload(room.id, version.payload.commitment) if version.payload is not None else None
    if data is None:
        return ()
    with connections["joint"].cursor() as cursor:
        cursor.execute(
            "SELECT dialogue_id, commitment FROM joint_payload"
            " WHERE dialogue_id <> %s AND length(salted) = %s AND substr(salted, %s) = %s ORDER BY dialogue_id",
            [room.id, SALT_BYTES + len(data), SALT_BYTES + 1, data],
        )
        rows = [(str(dialogue), str(commitment)) for dialogue, commitment in cursor.fetchall()]
    found = []
    for dialogue, commitment in rows:
        if knows(officer, dialogue):
            other = open_dialogue(officer, dialogue)
            found += [Elsewhere(other, thing) for thing in other.dialogue.of_kind("paper") if _holds(thing, commitment)]
    return tuple(found)


def _holds(thing: Object, commitment: str) -> bool:
    return any(v.payload is not None and v.payload.commitment == commitment for v in thing.versions)
