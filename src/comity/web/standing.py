# SPDX-License-Identifier: Apache-2.0
"""One version as a page shows it: its words, where each party stands on it and since when, and who holds that.

Rules:
  1. A standing is what the fold says, in words; nothing is decided here.
  2. *Held by X since* is X's own receipt. Where there is none yet, the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.acts.act import PayloadRef, Verb
from comity.acts.permission import Stance, Standing
from comity.node.desk import JSON_TYPE, permitted
from comity.node.dialogues import Room
from comity.node.dialogues import gather as gather_words
from comity.record.dialogue import EntryId, Judged, Object, Version
from comity.web.perspective import Perspective
from comity.web.wordlines import WordLine, headline, structure_lines, word_lines


@dataclass(frozen=True, slots=True)
class Holding:
    """That a party holds an act since an instant; no instant where it has not said so."""

    holder: str
    at: str


@dataclass(frozen=True, slots=True)
class StanceLine:
    """Where one party stands on a version, the reason it gave, and who holds that word of it."""

    party: str
    stance: Stance
    brought: bool
    at: str
    reason: Any
    held: Sequence[Holding]
    by_silence: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version, ready for a page."""

    version: Version
    words: Mapping[str, Any] | None
    erased: bool
    erased_by: Version | None
    held_back: str
    lines: Sequence[WordLine]
    structure: Sequence[WordLine]
    owners: Sequence[str]
    stances: Sequence[StanceLine]
    held: Sequence[Holding]
    may: frozenset[Verb]

    @property
    def headline(self) -> Any:
        """The words by which it is called."""
        return headline(self.words)

    @property
    def file(self) -> bool:
        """Whether its words are a file of their own."""
        return self.version.payload is not None and self.version.payload.type != JSON_TYPE

    @property
    def leading(self) -> Sequence[WordLine]:
        """Who leads, of an agenda item."""
        return [line for line in self.lines if line.key in {"lead", "leads"}]


@dataclass(frozen=True, slots=True)
class ActView:
    """An act of the history, ready for a page."""

    judged: Judged
    words: Mapping[str, Any] | None
    lines: Sequence[WordLine]
    held: Sequence[Holding]


def version_view(room: Room, version: Version) -> VersionView:
    """Make a version ready for its page."""
    view = Perspective.of(room)
    words, held_back = room.words(version.payload), room.held_back(version.payload)
    stances = [
        StanceLine(
            s.party, s.stance, any(e.party == s.party for e in version.brought_by), s.at,
            _reason(room, s.entry), _held(room, s.entry), s.by_silence,
        )
        for code in view.order(room.dialogue.parties)
        for s in version.stances
        if s.party == code
    ]  # fmt: skip
    ours = next((e for e in version.joint_by if e.party == room.us), None)
    return VersionView(
        version=version,
        words=words,
        erased=words is None and version.payload is not None and version.payload.type == JSON_TYPE and not held_back,
        erased_by=room.erased.get(version.payload.commitment) if version.payload is not None else None,
        held_back=held_back,
        lines=word_lines(words),
        structure=structure_lines(version.kind, version.structure),
        owners=view.order(version.owners),
        stances=stances,
        held=_held(room, ours) if version.standing is Standing.JOINT else (),
        may=permitted(room, version),
    )


def gather(room: Room, versions: Iterable[Version]) -> None:
    """Fetch at once what `version_view` will ask for, one by one, of all these versions."""
    room.gather(_asked_for(room, versions))


def gather_thing(room: Room, thing: Object) -> None:
    """Fetch at once what the page of a thing will ask for: its versions and acts; of a text, its paragraphs too."""
    refs = [*_asked_for(room, thing.versions), *(j.act.payload for j in thing.history if j.act is not None)]
    if thing.kind in {"text", "paragraph"}:
        text = thing if thing.kind == "text" else room.dialogue.objects.get(str(thing.chief.structure["text"]))
        refs += [version.payload for version in text.versions] if text is not None else []
        parts = room.dialogue.of_kind("paragraph", "corrigendum", "milestone", "release")
        refs += [version.payload for part in parts for version in part.versions]
    room.gather(refs)


def gather_across(pairs: Iterable[tuple[Room, Version]]) -> None:
    """Do the same for versions in several rooms."""
    gather_words((room, _asked_for(room, [version])) for room, version in pairs)


def _asked_for(room: Room, versions: Iterable[Version]) -> list[PayloadRef | None]:
    found = []
    for version in versions:
        found.append(version.payload)
        found += [_reason_of(room, s.entry) for s in version.stances if s.entry is not None]
    return found


def history(room: Room, thing: Object) -> list[ActView]:
    """Make every act on an object ready for its page, the latest first."""
    found = []
    for judged in reversed(thing.history):
        words = room.words(judged.act.payload) if judged.act is not None else None
        found.append(ActView(judged, words, word_lines(words), _held(room, judged.id)))
    return found


def _held(room: Room, entry: EntryId | None) -> tuple[Holding, ...]:
    if entry is None:
        return ()
    found = []
    for code in Perspective.of(room).order(room.dialogue.parties):
        if code != entry.party:
            held = room.dialogue.held_since(entry, code)
            found.append(Holding(code, held.at if held is not None else ""))
    return tuple(found)


def _reason(room: Room, entry: EntryId | None) -> Any:
    if entry is None:
        return None
    words = room.words(_reason_of(room, entry))
    return (words or {}).get("reason") or (words or {}).get("answer")


def _reason_of(room: Room, entry: EntryId) -> PayloadRef | None:
    judged = room.dialogue.judged(entry)
    act = judged.act if judged is not None else None
    return act.payload if act is not None and not act.brings else None
