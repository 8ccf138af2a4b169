# SPDX-License-Identifier: Apache-2.0
"""Minutes of a round under the Chatham House Rule: attribution is taken out before anything is kept.

Rules:
  1. What is kept in the national file has no speaker: no field for one, and the names of parties, of delegates and of
     their agencies are taken out of the words. Those names are told once to the writer, and kept nowhere.
  2. Nothing says who wrote a point down, or at which hour: the day alone is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.base.canonical import items
from comity.base.errors import Ours
from comity.node import policy
from comity.node.clock import now
from comity.node.dialogues import Room, open_dialogue
from comity.node.marking import require_held
from comity.node.national.models import MinutesPoint, Officer
from comity.text.unattributed import strip


def add(
    officer: Officer | None, dialogue: str, round_: str, words: str, *, language: str, marking: str
) -> tuple[str, ...]:
    """Keep a point without its attribution; gives the names that were taken out."""
    writer = policy.require(officer, "contribute")
    room = open_dialogue(writer, dialogue)
    if not words.strip():
        raise Ours("a point has words", hint="nothing was kept", code="form.empty")
    left = strip(words.replace("\r", "").strip(), names_of(room))
    MinutesPoint.objects.create(
        dialogue=room.id, round=round_, language=language, marking=str(require_held(marking)), words=left.words,
        day=now().date().isoformat(),
    )  # fmt: skip
    return left.taken


def points(officer: Officer | None, dialogue: str, round_: str) -> list[MinutesPoint]:
    """Give the points of a round."""
    room = open_dialogue(officer, dialogue)
    return list(MinutesPoint.objects.filter(dialogue=room.id, round=round_).order_by("pk"))


def names_of(room: Room) -> set[str]:
    """Give every name by which it could be seen who spoke: parties, delegates, their titles and agencies."""
    found = {name for by_language in room.names.values() for name in by_language.values()}
    delegations = room.dialogue.of_kind("delegation")
    room.gather(version.payload for thing in delegations for version in thing.versions)
    for thing in delegations:
        for version in thing.versions:
            found |= set(_names(room.words(version.payload) or {}))
    return found


def _names(words: Mapping[str, Any]) -> Iterator[str]:
    for key in ("heads", "substitutes"):
        for person in items(words.get(key)):
            if isinstance(person, Mapping):
                name = str(person.get("name", ""))
                yield name
                yield name.rpartition(" ")[2]
                for part in ("title", "agency"):
                    yield from _wordings(person.get(part))
    for key in ("agencies", "observers"):
        for body in items(words.get(key)):
            yield from _wordings(body)


def _wordings(by_language: Any) -> Iterator[str]:
    if isinstance(by_language, Mapping):
        yield from (text for text in by_language.values() if isinstance(text, str))
