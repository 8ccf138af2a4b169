# SPDX-License-Identifier: Apache-2.0
"""Acts on a whole text: a step of its ladder, its joint release, a corrigendum.

Rules:
  1. What is proposed names exact versions, read off the record here, never typed.
  2. What the record would not publish is not proposed (node/desk.py): the officer is told what stands in its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from comity.acts.act import Verb
from comity.acts.kinds import MILESTONES
from comity.acts.permission import Standing
from comity.base.errors import NotPermitted, Ours
from comity.node.clock import now_instant
from comity.node.desk import Intent
from comity.node.dialogues import NotHere, Room
from comity.record.dialogue import Object, Version
from comity.record.ladder import Side, sides
from comity.record.release import whole
from comity.text.alternat import Forms, sound


def side_of(room: Room, text: Object, language: str) -> Side:
    """Give a text in one language, or raise Ours naming those that it has."""
    there = sides(room.dialogue, text.id)
    for side in there:
        if side.language == language:
            return side
    known = ", ".join(side.language for side in there)
    raise Ours(f"the text has no language {language!r}; it has {known}", hint="name one of these")


def milestone_intent(room: Room, text: Object, language: str, reached: str, note: str = "") -> Intent:
    """Propose that a text in one language is stabilised, initialled or adopted, just as it stands now."""
    if reached not in MILESTONES:
        raise Ours(
            f"{reached!r} is no step; known: {', '.join(MILESTONES)}", hint="nothing was proposed", code="form.unknown"
        )
    side = side_of(room, text, language)
    if not side.clean:
        raise NotPermitted(
            f"the text is not clean in {language}: {len(side.open)} paragraph(s) in brackets",
            hint="nothing was proposed; agree on these first", code="text.in-brackets",
        )  # fmt: skip
    structure = {"text": text.id, "language": language, "reached": reached, "versions": list(side.versions)}
    return Intent(Verb.TABLE, "milestone", structure=structure, note=note)


def release_intent(room: Room, thing: Object, not_before: str = "", note: str = "") -> Intent:
    """Propose to make a thing public: a text whole, in every language; anything else as it stands."""
    stands = thing.joint or thing.told
    if stands is None:
        raise Ours("nothing of this stands yet", hint="nothing was proposed", code="form.nothing-stands")
    releases = list(whole(room.dialogue, thing.id)) if thing.kind == "text" else [stands.id]
    structure: dict[str, Any] = {"releases": releases}
    if not_before:
        if not_before <= now_instant():
            raise Ours(
                f"{not_before} is past",
                hint="nothing was proposed; leave it out to publish at once",
                code="release.past",
            )
        structure["not_before"] = not_before
    return Intent(Verb.TABLE, "release", structure=structure, note=note)


def corrigendum_intent(
    room: Room, text: Object, corrects: str, words: tuple[str, str], objections_until: str, note: str = ""
) -> Intent:
    """Propose that of an agreed paragraph other words are to be read; the paragraph itself is never changed by it."""
    version = room.dialogue.version(corrects)
    if version is None or version.standing is not Standing.JOINT or version.structure.get("text") != text.id:
        raise NotHere("agreed paragraph of this text")
    wrong, right = (" ".join(part.split()) for part in words)
    if not wrong or wrong == right or wrong not in " ".join(wording(room, version).split()):
        raise Ours(
            "what is to be corrected does not stand in that paragraph",
            hint="nothing was proposed",
            code="text.not-there",
        )
    if objections_until <= now_instant():
        raise Ours(f"{objections_until} is past", hint="nothing was proposed", code="release.past")
    structure = {"text": text.id, "objections_until": objections_until, "corrects": corrects}
    return Intent(Verb.TABLE, "corrigendum", structure=structure, words={"for": wrong, "read": right}, note=note)


def corrigenda(room: Room, text: Object) -> tuple[Version, ...]:
    """Give the corrigenda to a text that are joint or on the table, in the order in which they were brought."""
    versions = (v for thing in room.dialogue.of_kind("corrigendum") for v in thing.versions)
    shown = {Standing.JOINT, Standing.TABLED}
    return tuple(v for v in versions if v.structure["text"] == text.id and v.standing in shown)


def correctable(room: Room, text: Object) -> list[tuple[str, str]]:
    """Give the agreed paragraphs of a text: version, and language with the beginning of the words."""
    named = [room.dialogue.version(digest) for side in sides(room.dialogue, text.id) for digest in side.versions]
    found = [v for v in named if v is not None and v.kind == "paragraph" and room.words(v.payload) is not None]
    return [(v.id, f"{v.structure['language']}: {wording(room, v)[:60]}") for v in found]


def forms_of(words: Mapping[str, Any] | None, language: str, parties: Iterable[str]) -> Forms | None:
    """Give the forms of the parties' names that a text declares for the alternat in a language, if they are sound."""
    said = (words or {}).get("alternat")
    mine = said.get(language) if isinstance(said, Mapping) else None
    if not isinstance(mine, Mapping) or set(mine) != set(parties):
        return None
    forms = {str(code): tuple(map(str, each)) for code, each in mine.items() if isinstance(each, list)}
    return forms if set(forms) == set(parties) and sound(forms) else None


def wording(room: Room, version: Version) -> str:
    """Give the agreed words of a version; raises NotHere where they are not here, or not agreed."""
    words: Mapping[str, Any] | None = room.words(version.payload)
    if words is None or version.standing not in {Standing.JOINT, Standing.SUPERSEDED}:
        raise NotHere(f"wording of {version.id[:12]}")
    return str(words.get("wording", ""))
