# SPDX-License-Identifier: Apache-2.0
"""What follows from a record alone: worked out once for each state of it, and kept while the record stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from comity.node.dialogues import Room
from comity.node.home import here
from comity.record.dialogue import Dialogue

T = TypeVar("T")


def per_record(function: Callable[[Room], T]) -> Callable[[Room], T]:
    """Keep what a function of a room says, which must ask nothing but the room's dialogue and who we are."""
    kept: dict[tuple[str, str], tuple[Dialogue, T]] = {}

    @wraps(function)
    def asked(room: Room) -> T:
        key = (str(here().path), room.id)
        found = kept.get(key)
        # The fold gives the same Dialogue for as long as no entry is new (node/folding.py).
        if found is None or found[0] is not room.dialogue:
            found = kept[key] = (room.dialogue, function(room))
        return found[1]

    return asked
