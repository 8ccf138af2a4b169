# SPDX-License-Identifier: Apache-2.0
"""What a document brings back: compared with the working copy that went out, as proposed wordings by author.

Rules:
  1. What is on the table already is passed over. What is new is proposed with its author's name, paragraph by
     paragraph; of a change that nobody tracked, the author is the empty name.
  2. Only a party tables its own words. A change under another party's name is refused with its place, unless the
     caller says that we take it up as ours.
  3. Whoever strikes out what another party proposes objects to it: that is said, and is a reservation to be made.
  4. All or nothing is for the caller: with anything in `refused`, nothing may be proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comity.formats.reading_order import Block, blocks, mended, touched
from comity.formats.revision import Comment, Revised, RevisedParagraph, Unkept, changes, marks_of, objections
from comity.formats.tracking import DASH, TITLE, mark_of, named, paragraph_name, tracked
from comity.formats.working_copy import Passage, WorkingCopy


@dataclass(frozen=True, slots=True)
class Proposed:
    """A wording that an author proposes: for a passage, or for a new paragraph that stands after one.

    `after` is the passage before it where it is new or has moved, the empty string for the beginning.
    """

    passage: str
    words: str
    author: str = ""
    at: str = ""
    deleted: bool = False
    moved: bool = False
    after: str = ""
    split_from: str = ""
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """An author strikes out words that another would put in."""

    passage: str
    author: str
    of: str
    words: str


@dataclass(slots=True)
class Returned:
    """What a document brings: to be proposed, to be reserved, to be known, and what stops it."""

    proposed: list[Proposed] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    comments: list[Unkept] = field(default_factory=list)
    noted: list[Unkept] = field(default_factory=list)
    refused: list[Unkept] = field(default_factory=list)


def returned(copy: WorkingCopy, document: Revised, *, take: frozenset[str] = frozenset()) -> Returned:
    """Compare a document with the working copy; `take` are authors whose words we bring as ours."""
    document = replace(document, paragraphs=mended(document.paragraphs))
    reading = _Comparison(copy, document, take)
    reading.found.refused += document.refused
    reading.found.noted += document.set_aside
    if reading.is_ours():
        reading.standing()
        for author in document.authors:
            reading.author(author)
        reading.comments()
    return reading.found


class _Comparison:
    def __init__(self, copy: WorkingCopy, document: Revised, take: frozenset[str]) -> None:
        self.copy, self.document, self.take = copy, document, take
        self.found = Returned()
        self.known: Mapping[str, Passage] = {p.id: p for p in copy.passages}
        self.number = {p.id: n for n, p in enumerate(copy.passages, start=1)}
        self.sent = {p.name: p for p in tracked(copy).paragraphs}
        self.rewritten: set[str] = set()

    def is_ours(self) -> bool:
        """Whether the file is of this text, and names each of its paragraphs once."""
        facts, refused = self.document.facts, self.found.refused
        mine = {"comity-dialogue": self.copy.dialogue, "comity-text": self.copy.text}
        if any(facts.get(key) != value for key, value in mine.items()):
            refused.append(Unkept("the file", "it does not say that it is this text of this dialogue"))
        elif facts.get("comity-language") != self.copy.language:
            refused.append(Unkept("the file", f"it is in another language: {facts.get('comity-language')}"))
        names = [p.name for p in self.document.paragraphs if p.name]
        if len(set(names)) != len(names):
            refused.append(Unkept("the file", "it holds one paragraph twice; a copy of it needs no name of its own"))
        for name in names:
            found = named(name)
            if found is not None and found[0] not in self.known:
                refused.append(Unkept(f"paragraph {name}", "it is not on the table, or not any more"))
        for id_, number in self.number.items():
            if not any((found := named(name)) and found[0] == id_ for name in names):
                refused.append(
                    Unkept(f"paragraph {number}", "it is not in the file, and no change says who took it out")
                )
        return not any(u.place == "the file" for u in refused)

    def standing(self) -> None:
        """Look for what was changed without being tracked."""
        order: list[str] = []
        for block in blocks(self.document.paragraphs, None):
            if block.title:
                self._title(block)
                continue
            ids = [n[0] for number in block.paragraphs if (n := named(self._name(number))) and n[1] is None]
            if len(ids) > 1:
                self._refuse(ids[1], "it was joined to the one before, and no change says who did")
            if block.passage in self.known:
                self._standing_words(block)
            elif block.words.strip():
                self.found.proposed.append(Proposed("", block.words, after=order[-1] if order else ""))
            order += [id_ for id_ in ids if id_ in self.known]
        if order != sorted(order, key=lambda id_: self.number[id_]):
            self.found.refused.append(
                Unkept("the file", "paragraphs were put in another order, and no change says who did")
            )

    def author(self, author: str) -> None:
        """Look for what one author would have otherwise."""
        cut = blocks(self.document.paragraphs, author)
        gone = dict.fromkeys(self.known)
        for block in cut:
            mine = [self.document.paragraphs[number] for number in block.paragraphs]
            if block.passage in self.known and block.below is None:
                gone.pop(block.passage, None)
            if not block.title and (touched(mine, author) or block.split_from):
                self._wording(author, block)
        joined = {id_ for block in cut for id_ in block.joined}
        for id_ in gone:
            here = [p for p in self.document.paragraphs if named(p.name) == (id_, None)]
            if id_ in joined or touched(here, author):
                self._gone(author, self.known[id_], here)
        if author not in self._parties() or author in self.take:
            for paragraph in self.document.paragraphs:
                for of, words in objections(paragraph.pieces, author):
                    name = named(paragraph.name)
                    self.found.objections.append(Objection(name[0] if name else "", author, of, words))

    def comments(self) -> None:
        """Say which comments are new and go with no wording."""
        ours = {(c.author, c.words) for p in self.sent.values() for c in p.comments}
        taken = {(c.author, c.words) for proposed in self.found.proposed for c in proposed.comments}
        for number, paragraph in enumerate(self.document.paragraphs, start=1):
            for comment in paragraph.comments:
                if (comment.author, comment.words) not in ours | taken:
                    self.found.comments.append(Unkept(f"paragraph {number}", f"{comment.author}: {comment.words}"))

    def _title(self, block: Block) -> None:
        changed = any(
            True for n in block.paragraphs if self._name(n) == TITLE for _ in marks_of(self.document.paragraphs[n])
        )
        if changed or block.words != self.copy.title:
            self.found.refused.append(Unkept("the title", "it is changed at the table, and not in a document"))

    def _standing_words(self, block: Block) -> None:
        passage = self.known[block.passage]
        if block.words == passage.base.words:
            return
        self.rewritten.add(passage.id)
        self._propose(Proposed(passage.id, block.words, comments=self._notes(block)), passage)

    def _wording(self, author: str, block: Block) -> None:
        passage = self.known.get(block.passage)
        words = "" if block.below is not None and block.words.strip() == DASH else block.words
        proposed = Proposed(
            block.passage, words, author, self._date(block, author), deleted=passage is not None and not words.strip(),
            split_from=block.split_from, after="" if passage is not None else self._before(block),
            comments=self._notes(block),
        )  # fmt: skip
        if passage is None:
            if words.strip():
                self._take(self._moved(proposed, block))
        elif not self._is_on_the_table(author, block, passage, words):
            self._take(proposed)

    def _gone(self, author: str, passage: Passage, here: Sequence[RevisedParagraph]) -> None:
        """Propose to leave a passage out, unless it has moved or is to be left out by this author already."""
        moved = any(p.passage == passage.id and p.moved and p.author == author for p in self.found.proposed)
        if moved or not passage.base.words:
            return
        wordings = [w for w in passage.rivals if mark_of(self.copy, w).author == author]
        if not any(w.deleted for w in wordings):
            at = max((m.at for p in here for m in marks_of(p) if m.author == author), default="")
            notes = tuple(c for p in here for c in self._new_comments(p))
            self._take(Proposed(passage.id, "", author, at, deleted=True, comments=notes))

    def _is_on_the_table(self, author: str, block: Block, passage: Passage, words: str) -> bool:
        """Whether this is what the author, a party, has tabled, or no other wording than the one that stands."""
        tabled = [w.words for w in passage.open if mark_of(self.copy, w).author == author]
        if words in tabled or (words == passage.base.words and block.below is None):
            return True
        if passage.id not in self.rewritten:
            return False
        name = paragraph_name(passage.id, block.below)
        here = [p for p in self.document.paragraphs if p.name == name]
        sent = self.sent.get(name)
        return sent is not None and [changes(p.pieces, author) for p in here] == [changes(sent.pieces, author)]

    def _take(self, proposed: Proposed) -> None:
        passage = self.known.get(proposed.passage)
        if proposed.author in self._parties() - {self.copy.name(self.copy.parties[0])} - self.take:
            where = self._place(proposed.passage or proposed.after)
            self.found.refused.append(
                Unkept(where, f"words by {proposed.author} that {proposed.author} has not tabled")
            )
        else:
            self._propose(proposed, passage)

    def _propose(self, proposed: Proposed, passage: Passage | None) -> None:
        wordings = () if passage is None else (passage.base, *passage.rivals)
        same = next((w for w in wordings if w.words == proposed.words), None)
        if same is not None and not proposed.moved:
            owners = self.copy.called(same.owners)
            self.found.noted.append(
                Unkept(
                    self._place(proposed.passage),
                    f"it now reads as version {same.version[:8]} by {owners}; accept that",
                )
            )
        elif proposed not in self.found.proposed:
            self.found.proposed.append(proposed)

    def _moved(self, proposed: Proposed, block: Block) -> Proposed:
        """Know a paragraph again that Word says was moved here."""
        moves = {piece.move for _, piece in block.pieces if piece.move and piece.author == proposed.author}
        for paragraph in self.document.paragraphs:
            name = named(paragraph.name)
            left = [piece for piece in paragraph.pieces if piece.author is None]
            if (
                name
                and name[1] is None
                and left
                and all(p.move in moves and p.struck_by(proposed.author) for p in left)
            ):
                return Proposed(
                    name[0], proposed.words, proposed.author, proposed.at, moved=True, after=proposed.after,
                    comments=proposed.comments,
                )  # fmt: skip
        return proposed

    def _parties(self) -> frozenset[str]:
        wordings = (w for p in self.copy.passages for w in (p.base, *p.rivals))
        labels = {mark_of(self.copy, w).author for w in wordings}
        return frozenset(labels | {self.copy.name(code) for code in self.copy.parties})

    def _notes(self, block: Block) -> tuple[Comment, ...]:
        here = [self.document.paragraphs[number] for number in block.paragraphs]
        return tuple(c for p in here for c in self._new_comments(p))

    def _new_comments(self, paragraph: RevisedParagraph) -> Iterator[Comment]:
        sent = self.sent.get(paragraph.name)
        known = {(c.author, c.words) for c in (sent.comments if sent is not None else ())}
        return (c for c in paragraph.comments if (c.author, c.words) not in known)

    def _before(self, block: Block) -> str:
        """Say behind which passage a new paragraph stands in the file, whoever put that one in."""
        first = block.pieces[0][0] if block.pieces else 0
        names = (named(p.name) for p in reversed(self.document.paragraphs[:first]))
        return next((name[0] for name in names if name is not None), "")

    def _date(self, block: Block, author: str) -> str:
        here = (self.document.paragraphs[number] for number in block.paragraphs)
        return max((m.at for p in here for m in marks_of(p) if m.author == author), default="")

    def _name(self, number: int) -> str:
        return self.document.paragraphs[number].name

    def _place(self, passage: str) -> str:
        return f"paragraph {self.number[passage]}" if passage in self.number else "a new paragraph"

    def _refuse(self, passage: str, what: str) -> None:
        self.found.refused.append(Unkept(self._place(passage), what))
