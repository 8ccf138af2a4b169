# SPDX-License-Identifier: Apache-2.0
"""From the record of a question to its course."""

from __future__ import annotations

from logs import Pair, object_id

from comity.measures.answer import Asked
from comity.record.asked import asked


def test_check_tells_when_it_was_sent_held_read_answered_and_ended():
    pair = Pair()
    question = pair.notify("XB", "check", "are you there", "check", structure={"answer_by": "2027-03-04T15:00:00Z"})
    held = pair.receipt("XA")
    read = pair.acknowledge("XA", question)
    answer = pair.notify("XA", "answer", "we are", "remark", structure={"about": question.version})
    pair.notify("XB", "aside", "not an answer", "remark", structure={"about": question.version})
    ended = pair.withdraw("XB", question)
    dialogue = pair.dialogue()
    assert asked(dialogue, dialogue.objects[object_id("check")]) == (
        Asked("XA", question.at, "2027-03-04T15:00:00Z", held.at, read.at, answer.at, ended.at),
    )


def test_question_to_some_asks_only_them():
    pair = Pair()
    pair.notify("XB", "request", "please", "request", structure={"to": ["XA", "XC"]})
    dialogue = pair.dialogue()
    (only,) = asked(dialogue, dialogue.objects[object_id("request")])
    assert (only.party, only.held, only.read, only.answered) == ("XA", "", "", "")


def test_what_is_no_question_asks_nobody():
    pair = Pair()
    pair.notify("XB", "paper", "a paper")
    dialogue = pair.dialogue()
    assert asked(dialogue, dialogue.objects[object_id("paper")]) == ()
