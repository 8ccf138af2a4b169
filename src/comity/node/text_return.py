# SPDX-License-Identifier: Apache-2.0
"""From what a document brings back to acts that an officer may propose, as the HTTP interface takes them.

Rules:
  1. A wording for a paragraph that there is keeps the paragraph's structure and names its joint version as predecessor.
  2. A new or moved paragraph gets a place between its neighbours. Where there is no room, nothing is proposed.
  3. The name of who wrote the words in the document, the date and the comments go into the note, which is for
     colleagues and stays in the national file.
"""

from __future__ import annotations

from typing import Any

from comity.base.errors import Ours
from comity.formats.returned import Proposed, Returned
from comity.formats.working_copy import WorkingCopy
from comity.node.dialogues import Room
from comity.record.dialogue import Object
from comity.text.place import between


def intents(room: Room, text: Object, copy: WorkingCopy, found: Returned) -> list[dict[str, Any]]:
    """Give the bodies of the proposals, in the order of the document."""
    places = _Places(copy)
    numbers = {p.id: n for n, p in enumerate(copy.passages, start=1)}
    return [_intent(room, text, copy, proposed, places, numbers) for proposed in found.proposed]


def _intent(
    room: Room, text: Object, copy: WorkingCopy, proposed: Proposed, places: _Places, numbers: dict[str, int]
) -> dict[str, Any]:
    thing = room.dialogue.objects.get(proposed.passage)
    structure: dict[str, Any]
    if thing is None:
        structure = {"text": text.id, "language": copy.language, "place": places.after(proposed.after)}
        if proposed.split_from:
            structure["split_from"] = [proposed.split_from]
        where = "a new paragraph"
    else:
        base = thing.joint or thing.open[0]
        structure = {key: value for key, value in base.structure.items() if key not in {"deleted", "chairs"}}
        if proposed.deleted:
            structure["deleted"] = True
        if proposed.moved:
            structure["place"] = places.after(proposed.after)
        where = f"paragraph {numbers[proposed.passage]}"
    body: dict[str, Any] = {
        "dialogue": room.id, "verb": "table", "kind": "paragraph", "structure": structure,
        "words": {"wording": proposed.words}, "note": _note(proposed, where),
    }  # fmt: skip
    if thing is not None:
        body["object"] = thing.id
        body["supersedes"] = thing.joint.id if thing.joint is not None else ""
    return body


def _note(proposed: Proposed, where: str) -> str:
    what = ", left out" if proposed.deleted else ", moved" if proposed.moved else ""
    by = f"by {proposed.author}" if proposed.author else "changed without tracking"
    comments = "".join(f"; {c.author}: {c.words}" for c in proposed.comments)
    return f"{where}{what}, {by}{f' on {proposed.at}' if proposed.at else ''}{comments}"


class _Places:
    """The places of the text, and those given to new paragraphs one after the other."""

    def __init__(self, copy: WorkingCopy) -> None:
        self._taken = sorted({p.base.place for p in copy.passages})
        self._of = {p.id: p.base.place for p in copy.passages}
        self._last: dict[str, str] = {}

    def after(self, passage: str) -> str:
        """Give a place after a passage (empty: the beginning), and after those already given there."""
        before = self._last.get(passage) or self._of.get(passage, "")
        made = between(before, next((place for place in self._taken if place > before), ""))
        if made is None:
            raise Ours(
                "there is no room between two paragraphs of this text",
                hint="nothing was proposed; move one of them at the table first", code="text.no-room",
            )  # fmt: skip
        self._last[passage] = made
        return made
