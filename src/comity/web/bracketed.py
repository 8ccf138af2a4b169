# SPDX-License-Identifier: Apache-2.0
"""The words of a paragraph as a page shows them: what is common in plain, what is not in brackets with its owners.

    The Parties [Alba: reaffirm] [Boria: recall] their commitment.

Rules:
  1. record/document.py sets the text and text/brackets.py the brackets; here they only get names, in the order of the
     page (alternat).
  2. The brackets are characters of the page and not decoration, so that they are copied, printed and read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.acts.permission import Stance
from comity.node.dialogues import Room
from comity.node.text import conditional
from comity.record.dialogue import Object
from comity.record.document import Document, Passage, document
from comity.text.brackets import Span
from comity.text.paragraph import ParagraphState
from comity.web.perspective import Perspective

_OPEN = frozenset({ParagraphState.BRACKETED, ParagraphState.REOPENED})


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
    """A paragraph, ready for a page: its number in the text, and how many of its versions have no words here.

    `strange` counts those whose words are here and of an unknown sort; `concept` says that it is no wording yet,
    `conditional` that it is agreed only once the whole text is.
    """

    thing: Object
    number: int
    language: str
    state: ParagraphState
    pieces: Sequence[Piece]
    reserved_by: tuple[str, ...]
    missing: int
    strange: int = 0
    concept: bool = False
    conditional: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still to be agreed as wording."""
        return self.state in _OPEN or (self.concept and self.state is ParagraphState.AGREED)


@dataclass(frozen=True, slots=True)
class LanguageView:
    """A text in one language: its paragraphs in order, and how many are still open."""

    language: str
    status: str
    paragraphs: Sequence[ParagraphView]
    open: int


def paragraph_view(room: Room, thing: Object) -> ParagraphView | None:
    """Show one paragraph; None where nothing of it is on the table any more."""
    found = (p for each in text_view(room, _text_of(room, thing)) for p in each.paragraphs if p.thing.id == thing.id)
    return next(found, None)


def text_view(room: Room, thing: Object | None) -> list[LanguageView]:
    """Show a text, language by language, its paragraphs by their place."""
    set_: Document | None = document(room.dialogue, thing.id, room.wordings()) if thing is not None else None
    found = []
    for reading in set_.readings if set_ is not None else ():
        bound = thing is not None and conditional(room, thing, reading.language)
        shown = [_paragraph(room, passage, n, bound) for n, passage in enumerate(reading.passages, start=1)]
        found.append(LanguageView(reading.language, reading.status, shown, sum(p.open for p in shown)))
    return found


def _text_of(room: Room, thing: Object) -> Object | None:
    return room.dialogue.objects.get(str(thing.versions[-1].structure["text"]))


def _paragraph(room: Room, passage: Passage, number: int, bound: bool) -> ParagraphView:
    reserving = {s.party for v in passage.open for s in v.stances if s.stance is Stance.RESERVES}
    unread = [v for v in (passage.joint, *passage.open) if v is not None and v.id in passage.missing]
    strange = sum(room.strange(version.payload) for version in unread)
    return ParagraphView(
        thing=passage.object,
        number=number,
        language=str(passage.structure["language"]),
        state=passage.reading.state,
        pieces=_pieces(room, passage.reading.spans),
        reserved_by=Perspective.of(room).order(reserving),
        missing=len(unread) - strange,
        strange=strange,
        concept=passage.concept,
        conditional=bound and passage.reading.state is ParagraphState.AGREED,
    )


def _pieces(room: Room, spans: Sequence[Span]) -> list[Piece]:
    found: list[Piece] = []
    for span in spans:
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
