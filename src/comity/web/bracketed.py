# SPDX-License-Identifier: Apache-2.0
"""The words of a paragraph as a page shows them: what is common in plain, what is not in brackets with its owners.

    The Parties [Alba: reaffirm] [Boria: recall] their commitment.

Rules:
  1. text/brackets.py sets the brackets; here they are only given names, in the order of the page (alternat).
  2. A version that nobody stands by any more is no alternative; the page still lists it among the versions.
  3. The brackets are characters of the page and not decoration, so that they are copied, printed and read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.acts.permission import Stance
from comity.node.dialogues import Room
from comity.record.dialogue import Object, Version
from comity.text.brackets import Span
from comity.text.paragraph import Paragraph, ParagraphState, Proposal, paragraph
from comity.web.perspective import Perspective


@dataclass(frozen=True, slots=True)
class Choice:
    """One wording within brackets, and the states that own it; no words: they would leave it out."""

    words: str
    owners: tuple[str, ...]
    ours: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Common words, or the choices of a bracket with the spaces that stand around it."""

    words: str = ""
    choices: tuple[Choice, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph, ready for a page."""

    thing: Object
    language: str
    state: ParagraphState
    pieces: Sequence[Piece]
    reserved_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LanguageView:
    """A text in one language: its paragraphs in order, and how many are still open."""

    language: str
    status: str
    paragraphs: Sequence[ParagraphView]
    open: int


def paragraph_view(room: Room, thing: Object) -> ParagraphView:
    """Show one paragraph."""
    joint = _proposal(room, thing.joint) if thing.joint is not None else None
    tabled = sorted((p for v in thing.open if (p := _proposal(room, v)).owners), key=lambda p: p.owners != (room.us,))
    set_ = paragraph(thing.id, joint, tabled)
    reserving = {s.party for v in thing.versions for s in v.stances if v.bracketed and s.stance is Stance.RESERVES}
    return ParagraphView(
        thing, thing.versions[-1].structure["language"], set_.state, pieces(room, set_),
        Perspective.of(room).order(reserving),
    )  # fmt: skip


def text_view(room: Room, thing: Object) -> list[LanguageView]:
    """Show a text, language by language, its paragraphs by their place."""
    mine = [t for t in room.dialogue.of_kind("paragraph") if t.versions[-1].structure["text"] == thing.id]
    mine.sort(key=lambda t: (t.versions[-1].structure["place"], t.id))
    shown = [paragraph_view(room, t) for t in mine]
    found = []
    for each in thing.versions[-1].structure["languages"]:
        here = [p for p in shown if p.language == each["language"]]
        still_open = sum(p.state in {ParagraphState.BRACKETED, ParagraphState.REOPENED} for p in here)
        found.append(LanguageView(each["language"], each["status"], here, still_open))
    return found


def pieces(room: Room, set_: Paragraph) -> list[Piece]:
    """Give the spans of a paragraph as pieces, with names and spaces."""
    found: list[Piece] = []
    for span in set_.spans:
        found.append(_bracket(room, span, found) if span.bracketed else Piece(words=span.words))
    return found


def _bracket(room: Room, span: Span, so_far: Sequence[Piece]) -> Piece:
    view = Perspective.of(room)
    choices = [Choice(o.wording.strip(), view.order(o.owners), room.us in o.owners) for o in span.options]
    choices.sort(key=lambda c: not c.ours)
    text = so_far[-1].words if so_far else ""
    before = any(o.wording[:1].isspace() for o in span.options) and bool(text) and not text[-1].isspace()
    after = any(o.wording[-1:].isspace() for o in span.options)
    return Piece(choices=tuple(choices), before=" " if before else "", after=" " if after else "")


def _proposal(room: Room, version: Version) -> Proposal:
    words = room.words(version.payload) or {}
    accepting = [s.party for s in version.stances if s.stance is Stance.ACCEPTS]
    owners = room.dialogue.parties if version.joint_by else accepting
    deleted = version.structure.get("deleted") is True
    return Proposal(tuple(owners), version.structure["place"], str(words.get("wording", "")), deleted)
