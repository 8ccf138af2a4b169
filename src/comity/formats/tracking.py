# SPDX-License-Identifier: Apache-2.0
"""From wordings side by side to tracked changes by party, never one inside another.

    base   The Parties reaffirm their commitment.
    Boria  The Parties recall their commitment.
        -> The Parties [- reaffirm-](Boria)[+ recall+](Boria) their commitment.

Rules:
  1. Changes are computed word by word against the base of each passage, with the author that stands by the wording.
  2. Nothing is ever struck twice: a wording that would take out what another already takes out, or whose author has
     changed this paragraph already, stands below as a paragraph of its own, put in by its author as a whole.
  3. Each paragraph has a name of ours (`paragraph_name`), by which it is known again: of the passage, or of the
     wording below it. A wording below that leaves the paragraph out shows a dash.
  4. What nobody has agreed to is put in by whoever tabled it, as a whole, while it is the only wording; so is what
     would bring back a paragraph that was left out. Where others would change what was tabled first, that stands, and
     says in a comment that it is not agreed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.formats.revision import Comment, Mark, Piece, Revised, RevisedParagraph
from comity.formats.working_copy import Passage, Wording, WorkingCopy
from comity.text.alignment import Run, common_runs
from comity.text.token import tokens

DASH = "—"
TITLE = "t_title"
_NAME = re.compile(r"c_([0-9a-f]{32})(?:_([0-9]{1,3}))?")
_NOT_AGREED = {
    "en": "Tabled, not agreed.",
    "fr": "Déposé, non agréé.",
    "ru": "Внесено, не согласовано.",
}
_SAME_WORDS = {
    "en": "The same words are tabled in another version as well.",
    "fr": "Les mêmes mots sont aussi déposés dans une autre version.",
    "ru": "Те же слова внесены также в другой редакции.",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """Base tokens from `start` to `end` give way to `words`."""

    start: int
    end: int
    words: str


def paragraph_name(passage: str, below: int | None = None) -> str:
    """Name a paragraph in a file: ``c_77ab…``, or ``c_77ab…_2`` for the second rival of its base, put in as a whole.

    The number 0 is the base itself, where it is put in as a whole.
    """
    return f"c_{passage}" if below is None else f"c_{passage}_{below}"


def named(name: str) -> tuple[str, int | None] | None:
    """Read a paragraph's name; None where it is not ours."""
    found = _NAME.fullmatch(name)
    return None if found is None else (found[1], int(found[2]) if found[2] else None)


def tracked(copy: WorkingCopy) -> Revised:
    """Set a working copy out as a document with tracked changes."""
    title = RevisedParagraph((Piece(copy.title),) if copy.title else (), TITLE)
    paragraphs = [title]
    for passage in copy.passages:
        paragraphs += tracked_passage(copy, passage)
    if paragraphs[-1].end != Piece("\n"):
        # The end of the last paragraph of a file cannot be put in or taken out; LibreOffice drops such a change.
        paragraphs.append(RevisedParagraph(()))
    facts = {"comity-dialogue": copy.dialogue, "comity-text": copy.text, "comity-language": copy.language}
    return Revised(tuple(paragraphs), facts)


def tracked_passage(copy: WorkingCopy, passage: Passage) -> list[RevisedParagraph]:
    """Set one passage out: the base with the changes that fit into it, and the others below."""
    base = tokens(passage.base.words)
    struck: list[Mark | None] = [None] * len(base)
    put_in: list[list[Piece]] = [[] for _ in range(len(base) + 1)]
    end, authors, below = Piece("\n"), set[str](), list[RevisedParagraph]()
    comments = _comments(copy, passage)
    if wholes := whole_wordings(passage):
        first, *others = [_below(passage, n, mark_of(copy, wording), wording) for n, wording in wholes]
        return [replace(first, comments=tuple(comments)), *others]
    for number, wording in enumerate(passage.rivals, start=1):
        mark = mark_of(copy, wording)
        found = edits(base, wording.words)
        if not found:
            comments.append(Comment(mark.author, _SAME_WORDS.get(copy.language, _SAME_WORDS["en"]), mark.at))
        elif mark.author in authors or any(struck[n] for e in found for n in range(e.start, e.end)):
            below.append(_below(passage, number, mark, wording))
        else:
            authors.add(mark.author)
            for edit in found:
                struck[edit.start : edit.end] = [mark] * (edit.end - edit.start)
                if edit.words:
                    put_in[edit.end].append(Piece(edit.words, inserted=(mark,)))
            if wording.deleted:
                end = Piece("\n", deleted=(mark,))
    pieces = _pieces(base, struck, put_in)
    return [RevisedParagraph(pieces, paragraph_name(passage.id), end, tuple(comments)), *below]


def whole_wordings(passage: Passage) -> list[tuple[int, Wording]]:
    """Give the wordings that are put in as a whole, where nothing stands that they would change; with their numbers."""
    rivals = list(enumerate(passage.rivals, start=1))
    if passage.joint is not None:
        return [] if passage.base.words else [(n, wording) for n, wording in rivals if not wording.deleted]
    return [] if passage.rivals and passage.base.words else [(0, passage.base), *rivals]


def mark_of(copy: WorkingCopy, wording: Wording) -> Mark:
    """Give the mark of a wording: those who stand by it, by name, and its date."""
    return Mark(copy.called(wording.owners), wording.at)


def edits(base: Sequence[str], words: str) -> tuple[Edit, ...]:
    """Say what must change in the base to read these words."""
    other = tokens(words)
    if tuple(base) == other:
        return ()
    found, at, there = [], 0, 0
    for run in (*common_runs((tuple(base), other)), Run((len(base), len(other)), 0)):
        start, begin = run.starts
        if start > at or begin > there:
            found.append(Edit(at, start, "".join(other[there:begin])))
        at, there = start + run.length, begin + run.length
    return tuple(found)


def _below(passage: Passage, number: int, mark: Mark, wording: Wording) -> RevisedParagraph:
    words = Piece(DASH if wording.deleted else wording.words, inserted=(mark,))
    return RevisedParagraph((words,), paragraph_name(passage.id, number), Piece("\n", inserted=(mark,)))


def _comments(copy: WorkingCopy, passage: Passage) -> list[Comment]:
    comments = []
    if passage.joint is None:
        mark = mark_of(copy, passage.base)
        comments.append(Comment(mark.author, _NOT_AGREED.get(copy.language, _NOT_AGREED["en"]), mark.at))
    return comments + [Comment(copy.name(r.by), r.words, r.at) for r in passage.remarks]


def _pieces(base: Sequence[str], struck: Sequence[Mark | None], put_in: Sequence[Sequence[Piece]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for n, token in enumerate((*base, "")):
        pieces += put_in[n]
        mark = struck[n] if n < len(base) else None
        deleted = () if mark is None else (mark,)
        if pieces and not pieces[-1].inserted and pieces[-1].deleted == deleted:
            pieces[-1] = Piece(pieces[-1].text + token, deleted=deleted)
        elif token:
            pieces.append(Piece(token, deleted=deleted))
    return tuple(pieces)
