# SPDX-License-Identifier: Apache-2.0
"""A document with tracked changes, read as one author would have it: which paragraphs there are, and which are which.

Rules:
  1. An end of paragraph that another would put in is no end here; one that this author takes out is none either. What
     stands between two ends is a *block*.
  2. A block is the passage to which its standing words belong. The second block with words of one passage was split
     from it; of two passages in one block the first goes on, and the second is gone.
  3. A block without standing words is the passage whose name it begins with, unless another block is that one.
  4. A passage without a block is gone: this author would leave it out.
  5. Each passage that stands has an end that stands. LibreOffice makes one insertion of two of one author that meet at
     such an end, and of the end a part of it; `mended` takes that back.
  6. A passage that was moved is where it was moved from. Word may carry its name along; `mended` takes that back too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from comity.formats.revision import Piece, RevisedParagraph, kept, marks_of
from comity.formats.tracking import TITLE, named


@dataclass(slots=True)
class Block:
    """A paragraph as one author reads it: from which paragraphs of the file, with which pieces; and which it is.

    `passage` is the id of the passage that it is, `below` the number of the wording that it is of that passage,
    `split_from` the passage whose words it took along, `joined` those that are gone into it. All are empty for a new
    paragraph.
    """

    paragraphs: list[int] = field(default_factory=list)
    pieces: list[tuple[int, Piece]] = field(default_factory=list)
    passage: str = ""
    below: int | None = None
    split_from: str = ""
    joined: tuple[str, ...] = ()
    title: bool = False

    @property
    def words(self) -> str:
        """How it reads."""
        return "".join(piece.text for _, piece in self.pieces)


def blocks(paragraphs: Sequence[RevisedParagraph], author: str | None) -> list[Block]:
    """Cut the document into blocks as this author reads it (None: as it stands), and say which is which."""
    cut = _cut(paragraphs, author)
    origin = _origins(paragraphs, cut if author is None else _cut(paragraphs, None))
    for block in cut:
        _know(block, paragraphs)
    taken: set[str] = set()
    for block in cut:
        _claim(block, [origin.get(number, "") for number, piece in block.pieces if piece.author is None], taken)
    for block in cut:
        if not block.passage and not block.split_from and not block.title and block.words.strip():
            names = [named(paragraphs[number].name) for number in block.paragraphs]
            block.passage = next((n[0] for n in names if n and n[1] is None and n[0] not in taken), "")
            taken.add(block.passage)
    return cut


def mended(paragraphs: Sequence[RevisedParagraph]) -> tuple[RevisedParagraph, ...]:
    """Give each passage its name and its standing end back: an end stands between its name and the next."""
    made = _named_where_they_stood(paragraphs)
    last: int | None = None
    stands = True
    for number, paragraph in enumerate(tuple(made)):
        name = named(paragraph.name)
        below = name is not None and name[1] is not None
        if paragraph.name == TITLE or (name is not None and not below):
            _stand(made, None if stands else last)
            stands = False
        if not below:
            last = number
        stands = stands or paragraph.end.author is None
    _stand(made, None if stands else last)
    return tuple(made)


def touched(paragraphs: Iterable[RevisedParagraph], author: str) -> bool:
    """Whether an author has changed anything in these."""
    return any(mark.author == author for paragraph in paragraphs for mark in marks_of(paragraph))


def _named_where_they_stood(paragraphs: Sequence[RevisedParagraph]) -> list[RevisedParagraph]:
    made = list(paragraphs)
    left = {p.move: n for n, q in enumerate(paragraphs) if not q.name for p in q.pieces if p.move and p.author is None}
    for number, paragraph in enumerate(paragraphs):
        moves = {piece.move for piece in paragraph.pieces}
        carried = bool(paragraph.pieces) and all(piece.author is not None for piece in paragraph.pieces)
        move = next(iter(moves)) if len(moves) == 1 else ""
        if carried and named(paragraph.name) and move in left:
            made[left[move]] = replace(paragraphs[left[move]], name=paragraph.name)
            made[number] = replace(paragraph, name="")
    return made


def _stand(made: list[RevisedParagraph], number: int | None) -> None:
    if number is not None:
        made[number] = replace(made[number], end=replace(made[number].end, inserted=()))


def _cut(paragraphs: Sequence[RevisedParagraph], author: str | None) -> list[Block]:
    found, block = [], Block()
    for number, paragraph in enumerate(paragraphs):
        flags = kept(paragraph.pieces, author)
        mine = [piece for piece, reads in zip(paragraph.pieces, flags, strict=True) if reads]
        block.paragraphs.append(number)
        block.pieces += [(number, piece) for piece in mine]
        if _ends(paragraph.end, mine, author):
            found.append(block)
            block = Block()
    return [*found, block] if block.pieces else found


def _ends(end: Piece, mine: Sequence[Piece], author: str | None) -> bool:
    if author is not None and end.struck_by(author):
        return False
    return end.author is None or end.author == author or any(piece.author == end.author for piece in mine)


def _origins(paragraphs: Sequence[RevisedParagraph], standing: Sequence[Block]) -> dict[int, str]:
    """Say of each paragraph of the file of which passage its standing words are."""
    origin = {}
    for block in standing:
        names = [found for n in block.paragraphs if (found := named(paragraphs[n].name)) and found[1] is None]
        for number in block.paragraphs:
            origin[number] = names[0][0] if names else ""
    return origin


def _know(block: Block, paragraphs: Sequence[RevisedParagraph]) -> None:
    block.title = any(paragraphs[number].name == TITLE for number in block.paragraphs)
    for number, piece in block.pieces:
        found = named(paragraphs[number].name)
        if found is not None and found[1] is not None and piece.author is not None:
            block.passage, block.below = found
            return


def _claim(block: Block, origins: Sequence[str], taken: set[str]) -> None:
    """Let a block be the first passage of its standing words that is not taken; the others in it are gone."""
    mine = [origin for origin in dict.fromkeys(origins) if origin]
    if block.below is not None or not mine:
        return
    if mine[0] in taken:
        block.split_from = mine[0]
    else:
        block.passage = mine[0]
    block.joined = tuple(origin for origin in mine[1:] if origin not in taken)
    taken.update(mine)
