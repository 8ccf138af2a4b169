# SPDX-License-Identifier: Apache-2.0
"""The two nodes in one process are what they are taken for."""

from __future__ import annotations

from pair import Pair

from comity.node import dialogues


def test_two_nodes_in_one_process_found_a_dialogue_and_fold_one_record(talks: Pair) -> None:
    records = []
    for key in ("alba", "boria"):
        with talks.at(key):
            room = dialogues.room_of(talks.dialogue)
            assert room.dialogue.founded
            records.append(room.dialogue)

    assert records[0] == records[1]
