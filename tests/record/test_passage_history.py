# SPDX-License-Identifier: Apache-2.0
"""A paragraph's history: it stays one object when it moves, and knows where its words came from and went."""

from __future__ import annotations

import pytest
from logs import STRUCTURES, Pair, object_id

from comity.record.passage_history import kin, stages
from comity.text.history import Change

STRUCTURE = STRUCTURES["paragraph"]


@pytest.fixture
def pair():
    return Pair()


def _words(*acts):
    return {act.payload.commitment: said for act, said in acts}


def test_each_wording_says_what_it_changed_of_which_and_whether_it_moved(pair):
    first = pair.table("XA", words="one")
    pair.exchange()
    second = pair.table("XB", words="two", structure={**STRUCTURE, "place": "k"})
    pair.accept("XB", first)
    pair.exchange()
    third = pair.table("XA", words="three", supersedes=first.version, structure={**STRUCTURE, "deleted": True})
    words = _words((first, "The Parties reaffirm this."), (second, "The Parties recall this."))
    made = stages(pair.dialogue().objects[object_id("point")], words)
    assert [(s.version.id, s.number, s.answers) for s in made] == [
        (first.version, 1, 0), (second.version, 2, 1), (third.version, 3, 1),
    ]  # fmt: skip
    assert [(s.moved, s.deleted) for s in made] == [(False, False), (True, False), (True, True)]
    assert [c for c in made[1].changes if not c.stays] == [Change("reaffirm", "recall")]
    assert "".join(c.after for c in made[2].changes) == ""


def test_words_that_are_not_here_have_no_changes_and_the_version_is_named_all_the_same(pair):
    act = pair.table("XA", words="one")
    (stage,) = stages(pair.dialogue().objects[object_id("point")], {})
    assert (stage.version.id, stage.changes, stage.answers, stage.concept) == (act.version, None, 0, False)


def test_split_and_merged_paragraphs_keep_their_identity_and_name_each_other(pair):
    pair.table("XA", "first", "one")
    pair.table("XA", "second", "two")
    merged = {**STRUCTURE, "split_from": [object_id("first"), object_id("second"), object_id("nowhere")]}
    pair.table("XB", "both", "one two", structure=merged)
    pair.exchange()
    dialogue = pair.dialogue()
    both, first = dialogue.objects[object_id("both")], dialogue.objects[object_id("first")]
    assert [o.id for o in kin(dialogue, both).sources] == [object_id("first"), object_id("second")]
    assert [o.id for o in kin(dialogue, first).heirs] == [both.id]
    assert (kin(dialogue, both).heirs, kin(dialogue, first).sources) == ((), ())
