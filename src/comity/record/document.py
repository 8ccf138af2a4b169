# SPDX-License-Identifier: Apache-2.0
"""A negotiated text, ready for a screen: its paragraphs in order, by language, with what is agreed and what is not.

Rules:
  1. Words are looked up by their commitment in a mapping that the caller gives. Where the words are not here, the
     version is named in `missing`, and the rest of the paragraph is shown without it.
  2. A paragraph belongs to the text, language and place that its joint version says, or while there is none, the
     first on the table.
  3. In a bracket stand as owners those who accept the version, ad referendum or not, or who brought it while nobody
     does; the co-chairs' text is nobody's while nobody accepts it. Who reserves what is in the versions' stances.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.record.dialogue import Dialogue, Object, Version
from comity.text.brackets import separations
from comity.text.paragraph import Paragraph, Proposal, in_order, paragraph


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph in one language: how it reads, its joint version, the open ones, and those without words here."""

    object: Object
    reading: Paragraph
    joint: Version | None
    open: tuple[Version, ...]
    missing: tuple[str, ...] = ()

    @property
    def concept(self) -> bool:
        """Whether what leads in it is a concept note: what is to be worded, and no wording yet."""
        return bool(self.structure.get("concept"))

    @property
    def structure(self) -> Mapping[str, Any]:
        """What decides where it stands: place, language, what it renders, what it was split from."""
        return (self.joint or self.open[0]).structure


@dataclass(frozen=True, slots=True)
class Reading:
    """The text in one language: the status that the parties give that language, and its paragraphs in order."""

    language: str
    status: str
    passages: tuple[Passage, ...]

    @property
    def separations(self) -> int:
        """What separates the parties in this language: brackets, and versions whose words are not here."""
        return sum(separations(p.reading.spans) + len(p.missing) for p in self.passages)


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its readings, in the order in which the text names its languages."""

    text: Object
    readings: tuple[Reading, ...]


def document(dialogue: Dialogue, text: str, words: Mapping[str, str]) -> Document | None:
    """Set out the text with this object id, or give None where there is none; `words` is commitment to wording."""
    thing = dialogue.objects.get(text)
    if thing is None or thing.kind != "text":
        return None
    passages = [p for p in (_passage(o, words) for o in dialogue.of_kind("paragraph")) if p is not None]
    mine = [p for p in passages if p.structure["text"] == text]
    leading = thing.joint or (*thing.open, *thing.versions)[0]
    status = {entry["language"]: entry["status"] for entry in leading.structure["languages"]}
    for passage in mine:
        status.setdefault(str(passage.structure["language"]), "")
    return Document(thing, tuple(_reading(language, status[language], mine) for language in status))


def _reading(language: str, status: str, passages: list[Passage]) -> Reading:
    mine = {p.reading.id: p for p in passages if p.structure["language"] == language}
    order = in_order(p.reading for p in mine.values())
    return Reading(language, status, tuple(mine[reading.id] for reading in order))


def _passage(thing: Object, words: Mapping[str, str]) -> Passage | None:
    """Set out one paragraph; None where nothing of it is left on the table."""
    joint, open_ = thing.joint, thing.open
    if joint is None and not open_:
        return None
    agreed = None if joint is None else _proposal(joint, words)
    proposals = {version.id: _proposal(version, words) for version in open_}
    reading = paragraph(thing.id, agreed, tuple(proposals.values()))
    if joint is not None and agreed is not None:
        proposals[joint.id] = agreed
    missing = tuple(id_ for id_, proposal in proposals.items() if proposal.words is None)
    return Passage(thing, reading, joint, open_, missing)


def _proposal(version: Version, words: Mapping[str, str]) -> Proposal:
    return Proposal(
        owners=version.stood_by,
        place=str(version.structure["place"]),
        wording=None if version.payload is None else words.get(version.payload.commitment),
        deleted=bool(version.structure.get("deleted")),
    )
