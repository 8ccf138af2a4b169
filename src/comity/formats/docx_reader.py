# SPDX-License-Identifier: Apache-2.0
"""Reading a DOCX with tracked changes, without losing an author or a word.

Rules:
  1. Each change keeps its author and date: insertions, deletions, moves, one inside another, on words and on the ends
     of paragraphs. A move is a deletion and an insertion with one name.
  2. What a wording has no room for (a footnote, a table, a field, hidden text, a character that may not be signed) is
     named with its place in `refused`; nothing is dropped without being named.
  3. Looks are no words: formatting and changes of it are named in `set_aside` where Word tracked them.
  4. Text is brought to Unicode normal form C, which is the same text; nothing else about it is changed.

ECMA-376 part 1, 17.3 (paragraphs and runs) and 17.13 (annotations).
"""

from __future__ import annotations

import posixpath
import unicodedata
from dataclasses import dataclass, field

from lxml import etree

from comity.base.canonical import refused_in
from comity.base.errors import Ours
from comity.formats.docx_style import hidden_styles, is_hidden
from comity.formats.ooxml import PACKAGE_R, VARIANT, Package, W, w
from comity.formats.revision import Comment, Mark, Piece, Revised, RevisedParagraph, Unkept

_PUT_IN = frozenset({"ins", "moveTo"})
_STRUCK = frozenset({"del", "moveFrom"})
_TRANSPARENT = frozenset({"smartTag", "sdtContent", "customXml"})
_SILENT = frozenset(
    "pPr rPr bookmarkEnd proofErr permStart permEnd commentRangeStart commentRangeEnd moveFromRangeEnd moveToRangeEnd"
    " sdtPr sdtEndPr smartTagPr customXmlPr lastRenderedPageBreak annotationRef sectPr".split()
)
_REFUSED = {
    "footnoteReference": "a footnote", "endnoteReference": "an endnote", "fldChar": "a field", "fldSimple": "a field",
    "instrText": "a field", "delInstrText": "a field", "tbl": "a table", "drawing": "a picture", "pict": "a picture",
    "object": "an embedded object", "sym": "a symbol from a font of its own", "tab": "a tab", "ptab": "a tab",
    "ruby": "a reading aid above the words", "bdo": "an overridden direction of writing",
    "dir": "an embedded direction of writing", "softHyphen": "a soft hyphen", "oMath": "a formula",
    "oMathPara": "a formula", "AlternateContent": "two contents for different programs", "altChunk": "another file",
    "pgNum": "a page number", "subDoc": "another file",
}  # fmt: skip
_LOOKS = {
    "rPrChange": "a tracked change of looks", "pPrChange": "a tracked change of looks",
    "sectPrChange": "a tracked change of the page", "numberingChange": "a tracked change of numbering",
}  # fmt: skip


def read_docx(data: bytes) -> Revised:
    """Read a DOCX, or raise Ours for a file that is none; what cannot be kept is in the answer, named."""
    package = Package(data)
    main = _main_part(package)
    root = package.xml(main)
    body = None if root is None else root.find(w("body"))
    if body is None:
        raise Ours(
            "the file cannot be read: it has no WordprocessingML body",
            hint="save it as ordinary DOCX, not as “strict”", code="formats.unreadable",
        )  # fmt: skip
    folder = posixpath.dirname(main)
    reader = _Reader(_comments(package, folder), hidden_styles(package.xml(f"{folder}/styles.xml")))
    reader.blocks(body)
    for name in sorted(package.names):
        if posixpath.basename(name).startswith(("header", "footer")) and name.endswith(".xml"):
            reader.margin(package.xml(name), name)
    return Revised(tuple(reader.paragraphs), _facts(package), tuple(reader.refused), tuple(reader.set_aside))


@dataclass(slots=True)
class _Reader:
    """Where one is in the document: the paragraph being read, and what has been found."""

    comments: dict[str, Comment]
    hidden: frozenset[str]
    paragraphs: list[RevisedParagraph] = field(default_factory=list)
    refused: list[Unkept] = field(default_factory=list)
    set_aside: list[Unkept] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    noted: list[Comment] = field(default_factory=list)
    name: str = ""
    move: str = ""

    def blocks(self, parent: etree._Element) -> None:
        """Read paragraphs and what stands among them."""
        for child in parent:
            tag = _local(child)
            if tag == "p":
                self._paragraph(child)
            elif tag in {"sdt", *_TRANSPARENT}:
                self.blocks(child)
            else:
                self._mark(child, tag)

    def margin(self, part: etree._Element | None, name: str) -> None:
        """Look for changes in a header or footer, which have no place in a text."""
        for change in [] if part is None else part.iter(w("ins"), w("del"), w("moveFrom"), w("moveTo")):
            author = change.get(w("author"), "")
            self.refused.append(Unkept(posixpath.basename(name), f"a change by {author} outside the text"))

    def _paragraph(self, p: etree._Element) -> None:
        self.pieces, self.noted, self.name = [], [], ""
        end = Piece("\n")
        properties = p.find(w("pPr"))
        self._inside(p, (), ())
        if properties is not None:
            end = self._end(properties)
            style = properties.find(w("pStyle"))
            if style is not None and style.get(w("val"), "") in self.hidden:
                self._refuse("hidden text")
        pieces = _joined(self.pieces)
        self.paragraphs.append(RevisedParagraph(pieces, self.name, end, tuple(dict.fromkeys(self.noted))))
        bad = refused_in("".join(piece.text for piece in pieces))
        if bad is not None:
            self._refuse(f"the character {bad}, which is invisible or changes direction", after=True)

    def _end(self, properties: etree._Element) -> Piece:
        if properties.find(w("pPrChange")) is not None:
            self._aside(_LOOKS["pPrChange"])
        mark = properties.find(w("rPr"))
        if mark is None:
            return Piece("\n")
        if is_hidden(mark, self.hidden):
            self._refuse("a hidden end of paragraph")
        inserted = tuple(_mark(child) for child in mark if _local(child) in _PUT_IN)
        deleted = tuple(_mark(child) for child in mark if _local(child) in _STRUCK)
        return Piece("\n", inserted, deleted)

    def _inside(self, parent: etree._Element, inserted: tuple[Mark, ...], deleted: tuple[Mark, ...]) -> None:
        for child in parent:
            tag = _local(child)
            if tag == "r":
                self._run(child, inserted, deleted)
            elif tag in _PUT_IN:
                self._inside(child, (*inserted, _mark(child)), deleted)
            elif tag in _STRUCK:
                self._inside(child, inserted, (*deleted, _mark(child)))
            elif tag in {"hyperlink", "sdt", *_TRANSPARENT}:
                if tag == "hyperlink":
                    self._aside("the address of a link; its words are kept")
                self._inside(child, inserted, deleted)
            else:
                self._mark(child, tag)

    def _run(self, run: etree._Element, inserted: tuple[Mark, ...], deleted: tuple[Mark, ...]) -> None:
        looks = run.find(w("rPr"))
        if looks is not None:
            if is_hidden(looks, self.hidden) and any(_local(c) in {"t", "delText"} for c in run):
                self._refuse("hidden text")
            if looks.find(w("rPrChange")) is not None:
                self._aside(_LOOKS["rPrChange"])
        for child in run:
            text = self._text(child)
            if text:
                move = self.move if (inserted or deleted) else ""
                self.pieces.append(Piece(unicodedata.normalize("NFC", text), inserted, deleted, move))

    def _text(self, child: etree._Element) -> str:
        tag = _local(child)
        if tag in {"t", "delText"}:
            return child.text or ""
        if tag == "cr" or (tag == "br" and child.get(w("type"), "textWrapping") == "textWrapping"):
            return "\n"
        if tag == "br":
            self._aside("a page or column break")
        elif tag == "noBreakHyphen":
            return "\u2011"
        elif tag == "commentReference":
            self._note(child)
        else:
            self._mark(child, tag)
        return ""

    def _mark(self, child: etree._Element, tag: str) -> None:
        """Take in what is no text: names, moves, comments; refuse what is not known."""
        if tag == "bookmarkStart":
            name = child.get(w("name"), "")
            if name.startswith(("c_", "t_")) and not self.name:
                self.name = name
        elif tag in {"moveFromRangeStart", "moveToRangeStart"}:
            self.move = child.get(w("name"), "")
        elif tag in _LOOKS:
            self._aside(_LOOKS[tag])
        elif tag not in _SILENT:
            self._refuse(_REFUSED.get(tag, f"something that is not known here: {tag}"))
        if tag in {"moveFromRangeEnd", "moveToRangeEnd"}:
            self.move = ""

    def _note(self, reference: etree._Element) -> None:
        comment = self.comments.get(reference.get(w("id"), ""))
        if comment is not None:
            self.noted.append(comment)

    def _place(self, *, after: bool = False) -> str:
        number = len(self.paragraphs) + (0 if after else 1)
        pieces = self.paragraphs[-1].pieces if after else self.pieces
        words = "".join(piece.text for piece in pieces).strip()[:40]
        return f"paragraph {number}" + (f" (“{words}”)" if words else "")

    def _refuse(self, what: str, *, after: bool = False) -> None:
        self.refused.append(Unkept(self._place(after=after), what))

    def _aside(self, what: str) -> None:
        self.set_aside.append(Unkept(self._place(), what))


def _local(child: etree._Element) -> str:
    """Give an element's name without its namespace; elements of other namespaces keep theirs unless refused by name."""
    namespace, _, name = str(child.tag).rpartition("}")
    return name if namespace == "{" + W or name in _REFUSED else str(child.tag)


def _mark(change: etree._Element) -> Mark:
    return Mark(change.get(w("author"), ""), change.get(w("date"), ""))


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Make one piece of neighbours with the same changes: programs split runs as they please."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and (last.inserted, last.deleted, last.move) == (piece.inserted, piece.deleted, piece.move):
            joined[-1] = Piece(last.text + piece.text, last.inserted, last.deleted, last.move)
        else:
            joined.append(piece)
    return tuple(joined)


def _main_part(package: Package) -> str:
    relations = package.xml("_rels/.rels")
    for relation in [] if relations is None else relations.iter(f"{{{PACKAGE_R}}}Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _comments(package: Package, folder: str) -> dict[str, Comment]:
    root = package.xml(f"{folder}/comments.xml")
    found = {}
    for comment in [] if root is None else root.iter(w("comment")):
        lines = ["".join(t.text or "" for t in p.iter(w("t"))) for p in comment.iter(w("p"))]
        words = "\n".join(lines).strip("\n")
        found[comment.get(w("id"), "")] = Comment(comment.get(w("author"), ""), words, comment.get(w("date"), ""))
    return found


def _facts(package: Package) -> dict[str, str]:
    root = package.xml("docProps/custom.xml")
    values = [] if root is None else root.iter(f"{{{VARIANT}}}lpwstr")
    return {
        value.getparent().get("name", ""): value.text or ""  # type: ignore[union-attr]
        for value in values
        if value.getparent().get("name", "").startswith("comity-")  # type: ignore[union-attr]
    }
