# SPDX-License-Identifier: Apache-2.0
"""A paragraph's history: every wording that was brought, what it changed, and what became of its place and identity.

    1  Alba   The Parties reaffirm their commitment.                       joint, until
    2  Boria  The Parties [-reaffirm] [+recall] their commitment.          answers 1; moved

Rules:
  1. A paragraph is one object however often it moves: a version that names another place has moved it.
  2. A paragraph that was *split* off names the one from which its words come; one that *merges* others names them all.
     Both keep their own identity, and the history of each shows the other.
  3. Words that are not here, or of an unknown sort, have no step: the version is named without words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.record.dialogue import Dialogue, Object, Version
from comity.text.history import Brought, Change, steps


@dataclass(frozen=True, slots=True)
class Stage:
    """One version in the history: its number from 1, the one that it answers (0: none), and what it changes.

    `changes` is None where its words cannot be read here; `moved` says that it stands at another place than before.
    """

    number: int
    version: Version
    answers: int
    changes: tuple[Change, ...] | None
    moved: bool
    deleted: bool
    concept: bool


@dataclass(frozen=True, slots=True)
class Kin:
    """Where the words of a paragraph come from, and into which other paragraphs they went."""

    sources: tuple[Object, ...]
    heirs: tuple[Object, ...]


def stages(thing: Object, words: Mapping[str, str]) -> tuple[Stage, ...]:
    """Give every version of a paragraph in the order in which it was brought; `words` is commitment to wording."""
    brought = [(version, _wording(version, words)) for version in thing.versions]
    readable = [
        Brought(version.id, version.owners, version.at, wording, version.supersedes)
        for version, wording in brought if wording is not None
    ]  # fmt: skip
    made = {step.brought.version: step for step in steps(readable)}
    numbers = {version.id: number for number, (version, _) in enumerate(brought, start=1)}
    found, place = [], ""
    for version, _ in brought:
        step, here = made.get(version.id), str(version.structure["place"])
        found.append(Stage(
            number=numbers[version.id], version=version,
            answers=numbers.get(step.answers, 0) if step is not None else numbers.get(version.supersedes, 0),
            changes=None if step is None else step.changes,
            moved=bool(place) and here != place,
            deleted=bool(version.structure.get("deleted")), concept=bool(version.structure.get("concept")),
        ))  # fmt: skip
        place = here
    return tuple(found)


def kin(dialogue: Dialogue, thing: Object) -> Kin:
    """Say from which paragraphs one was split or merged, and which were split or merged from it."""
    sources = [id_ for version in thing.versions for id_ in version.structure.get("split_from", ())]
    heirs = [
        other for other in dialogue.of_kind("paragraph")
        if any(thing.id in version.structure.get("split_from", ()) for version in other.versions)
    ]  # fmt: skip
    known = [dialogue.objects.get(str(id_)) for id_ in dict.fromkeys(sources)]
    return Kin(tuple(other for other in known if other is not None and other.kind == "paragraph"), tuple(heirs))


def _wording(version: Version, words: Mapping[str, str]) -> str | None:
    if version.structure.get("deleted"):
        return ""
    return None if version.payload is None else words.get(version.payload.commitment)
