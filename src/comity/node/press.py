# SPDX-License-Identifier: Apache-2.0
"""Lines for our spokesperson on a joint text: what we will say of it, and what we answer if asked.

Rules:
  1. They are ours alone: they stand in the national file, by text and language, and no outgoing byte depends on them.
  2. A line is never edited: a better one is written, and the former dropped. What is dropped stays in the file.
  3. A line is marked, and nothing above what the node may hold is written down.
"""

from __future__ import annotations

from comity.base.errors import Ours
from comity.base.names import is_name
from comity.node import policy, trail
from comity.node.clock import now
from comity.node.dialogues import NotHere, Room, open_dialogue, text_in
from comity.node.marking import require_held
from comity.node.national.models import Officer, SpokespersonLine
from comity.record.dialogue import Object


def add(
    officer: Officer | None, dialogue: str, text: str, words: str, *, language: str, asked: str = "", marking: str = ""
) -> SpokespersonLine:
    """Write a line down; `asked` is the question that it answers."""
    writer = policy.require(officer, "propose")
    room = open_dialogue(writer, dialogue)
    thing = text_in(room, text)
    words, asked = (" ".join(part.split()) for part in (words, asked))
    if not words or not is_name("language", language):
        raise Ours("a line has words and a language", hint="nothing was written down", code="form.empty")
    row = SpokespersonLine.objects.create(
        dialogue=room.id, text=thing.id, language=language, asked=asked, words=words,
        marking=str(require_held(marking)), by=writer,
    )  # fmt: skip
    trail.did(writer, "write spokesperson line", dialogue=room.id, thing=row.pk)
    return row


def drop(officer: Officer | None, dialogue: str, number: int) -> None:
    """Say that a line is not to be used any more."""
    writer = policy.require(officer, "propose")
    room = open_dialogue(writer, dialogue)
    if not SpokespersonLine.objects.filter(pk=number, dialogue=room.id, dropped_at=None).update(dropped_at=now()):
        raise NotHere("such line")
    trail.did(writer, "drop spokesperson line", dialogue=room.id, thing=number)


def lines(officer: Officer | None, room: Room, text: Object) -> list[SpokespersonLine]:
    """Give the lines that stand: by language, those without a question first, in the order of their writing."""
    policy.require(officer, "read")
    rows = SpokespersonLine.objects.filter(dialogue=room.id, text=text.id, dropped_at=None).select_related("by")
    return sorted(rows, key=lambda row: (row.language, bool(row.asked), row.pk))
