# SPDX-License-Identifier: Apache-2.0
"""A text with tracked changes: paragraphs of pieces, each with who would put it in and who would take it out.

    The Parties [-reaffirm-](Boria) [+recall+](Boria) their commitment.

    as it stands   The Parties reaffirm their commitment.
    Boria          The Parties recall their commitment.

Rules:
  1. Reading it for an author applies that author's changes and nobody else's: whoever leaves another's change alone
     has not agreed to it. Reading it for nobody is the text as it stands.
  2. Where an author takes out a part of what another would put in, or puts words into the midst of it, the author has
     taken up the rest of it: nobody mends what they do not want.
  3. Where an author takes out all of it, the author's own wording is without it. That is an objection, and is said.
  4. The end of a paragraph is put in and taken out like words: so paragraphs are split and merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose change it is, and of which date."""

    author: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the changes upon them: the last in `inserted` put them in, all in `deleted` would take them out.

    `move` is the name under which Word moved them, the same where they were and where they now are.
    """

    text: str
    inserted: tuple[Mark, ...] = ()
    deleted: tuple[Mark, ...] = ()
    move: str = ""

    @property
    def author(self) -> str | None:
        """Who put it in; None for words that stand."""
        return self.inserted[-1].author if self.inserted else None

    def struck_by(self, author: str) -> bool:
        """Whether this author would take it out."""
        return any(mark.author == author for mark in self.deleted)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the margin."""

    author: str
    words: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class RevisedParagraph:
    """A paragraph: its name in the file (a bookmark of ours, or none), its pieces, and the changes upon its end."""

    pieces: tuple[Piece, ...]
    name: str = ""
    end: Piece = Piece("\n")
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Unkept:
    """Something that a wording has no room for: where it stands, and what it is."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Revised:
    """A document with tracked changes.

    `facts` are what the file says of itself; `refused` is what would be lost, and stops whoever brings it in;
    `set_aside` is what touches looks and not words.
    """

    paragraphs: tuple[RevisedParagraph, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[Unkept, ...] = ()
    set_aside: tuple[Unkept, ...] = ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody with a change in it, in the order of the text."""
        return tuple(dict.fromkeys(mark.author for p in self.paragraphs for mark in marks_of(p)))


def marks_of(paragraph: RevisedParagraph) -> Iterator[Mark]:
    """Give every mark upon a paragraph and its end."""
    for piece in (*paragraph.pieces, paragraph.end):
        yield from piece.inserted
        yield from piece.deleted


def kept(pieces: Sequence[Piece], author: str | None) -> list[bool]:
    """Say of each piece whether this author (None: nobody) reads it."""
    found = [False] * len(pieces)
    for group in _groups(pieces):
        taken = _taken_up([pieces[n] for n in group], author) if author is not None else frozenset()
        for n in group:
            by = pieces[n].author
            reads = by is None or by == author or by in taken
            found[n] = reads and not (author is not None and pieces[n].struck_by(author))
    return found


def reading(pieces: Sequence[Piece], author: str | None) -> str:
    """Read the pieces as this author would have them; None for the text as it stands."""
    return "".join(piece.text for piece, reads in zip(pieces, kept(pieces, author), strict=True) if reads)


def objections(pieces: Sequence[Piece], author: str) -> Iterator[tuple[str, str]]:
    """Give what an author strikes out whole of others' insertions: whose it is, and its words."""
    for group in _groups(pieces):
        here = [pieces[n] for n in group if pieces[n].author is not None]
        for other in dict.fromkeys(p.author for p in here if p.author != author):
            theirs = [p for p in here if p.author == other]
            if other is not None and all(p.struck_by(author) for p in theirs):
                yield other, "".join(p.text for p in theirs)


def changes(pieces: Sequence[Piece], author: str) -> tuple[tuple[str, str], ...]:
    """List an author's changes in the order of the text: ``("+", "recall")``, ``("-", "reaffirm")``, joined."""
    listed: list[tuple[str, str]] = []
    for piece in pieces:
        sign = "+" if piece.author == author else "-" if piece.struck_by(author) else ""
        if sign and listed and listed[-1][0] == sign:
            listed[-1] = (sign, listed[-1][1] + piece.text)
        else:
            listed.append((sign, piece.text if sign else ""))
    return tuple(change for change in listed if change[1])


def _groups(pieces: Sequence[Piece]) -> list[list[int]]:
    """Cut the pieces into runs that were all put in by somebody, and runs that stand."""
    groups: list[list[int]] = []
    for n, piece in enumerate(pieces):
        if groups and (pieces[n - 1].author is None) == (piece.author is None):
            groups[-1].append(n)
        else:
            groups.append([n])
    return groups


def _taken_up(group: Sequence[Piece], author: str) -> frozenset[str]:
    """Say whose insertions in this run the author has taken up by mending them."""
    taken = set()
    for other in {p.author for p in group if p.author not in {None, author}}:
        theirs = [n for n, p in enumerate(group) if p.author == other]
        struck = [group[n].struck_by(author) for n in theirs]
        amid = any(p.author == author and theirs[0] < n < theirs[-1] for n, p in enumerate(group))
        if other is not None and ((any(struck) and not all(struck)) or (amid and not all(struck))):
            taken.add(other)
    return frozenset(taken)
