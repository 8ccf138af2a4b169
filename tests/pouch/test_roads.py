# SPDX-License-Identifier: Apache-2.0
"""Two real homes that no road joins: whatever passes between them is a file."""

from __future__ import annotations

from courier import Courier


def test_receipts_and_a_joint_founding_are_reached_by_pouch_alone(apart: Courier) -> None:
    for sender, to in (("alba", "boria"), ("boria", "alba"), ("alba", "boria")):
        opened = apart.carry(sender, to)
        assert opened.state == "opened"

    for key, other in (("alba", "XB"), ("boria", "XA")):
        room = apart.room(key)
        assert room.dialogue.founded
        assert (other, apart.peer(key).receipted > 0) == (other, True)
    assert apart.room("alba").dialogue == apart.room("boria").dialogue
