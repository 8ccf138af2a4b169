# SPDX-License-Identifier: Apache-2.0
"""A document with tracked changes as DOCX: genuine changes, each with its author and date, never nested.

    <w:del w:id="3" w:author="Boria" w:date="2027-03-04T13:02:11Z"><w:r><w:delText> reaffirm</w:delText></w:r></w:del>
    <w:ins w:id="4" w:author="Boria" w:date="2027-03-04T13:02:11Z"><w:r><w:t> recall</w:t></w:r></w:ins>

Rules:
  1. What is given as nested (words put in by one and struck by another) is not written: `Ours` names the place.
  2. Marking and purpose stand in the header and the footer of every page, the marking to the right as TLP asks.
  3. Word is told to go on tracking, so that nobody flattens an earlier author by mistake.
  4. The same document gives the same bytes.

ECMA-376 part 1, 17.13.5 (revisions), 17.13.6 (bookmarks), 17.13.4 (comments). A page of parts is in docx_parts.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from comity.base.errors import Ours
from comity.formats.docx_parts import Sheet, fixed_parts
from comity.formats.ooxml import XML_SPACE, element, pack, spell
from comity.formats.revision import Comment, Mark, Piece, Revised, RevisedParagraph
from comity.formats.sheet import say
from comity.formats.tracking import TITLE, tracked
from comity.formats.working_copy import WorkingCopy

_NO_DATE = "1980-01-01T00:00:00Z"


def docx_of(copy: WorkingCopy) -> bytes:
    """Write a working copy as DOCX with tracked changes by party."""
    sheet = Sheet(
        title=copy.title, dialogue=copy.dialogue_title, language=copy.language, marking=copy.marking,
        purpose=copy.purpose,
        as_of=" · ".join(filter(None, (copy.as_of, say("package", copy.language) if copy.conditional else ""))),
    )  # fmt: skip
    return write_docx(tracked(copy), sheet)


def write_docx(document: Revised, sheet: Sheet) -> bytes:
    """Write a document with tracked changes on a sheet with this header and footer."""
    writer = _Writer()
    body = element("body", *(writer.paragraph(n, p) for n, p in enumerate(document.paragraphs, start=1)), section())
    parts = fixed_parts(sheet, document.facts)
    parts["word/document.xml"] = spell(element("document", body))
    parts["word/comments.xml"] = spell(element("comments", *writer.comments))
    return pack(parts)


@dataclass(slots=True)
class _Writer:
    """What must be numbered through a document: changes, bookmarks, comments."""

    ids: Iterator[int] = field(default_factory=lambda: count(1))
    comments: list[etree._Element] = field(default_factory=list)

    def paragraph(self, number: int, paragraph: RevisedParagraph) -> etree._Element:
        made = element("p", self._properties(number, paragraph))
        bookmark = str(next(self.ids))
        if paragraph.name:
            made.append(element("bookmarkStart", id=bookmark, name=paragraph.name))
        noted = [self._comment(comment) for comment in paragraph.comments]
        made.extend(element("commentRangeStart", id=id_) for id_ in noted)
        made.extend(self._piece(number, piece) for piece in paragraph.pieces)
        made.extend(element("commentRangeEnd", id=id_) for id_ in noted)
        made.extend(element("r", element("commentReference", id=id_)) for id_ in noted)
        if paragraph.name:
            made.append(element("bookmarkEnd", id=bookmark))
        return made

    def _properties(self, number: int, paragraph: RevisedParagraph) -> etree._Element:
        style = "Title" if paragraph.name == TITLE else "BodyText"
        properties = element("pPr", element("pStyle", val=style))
        if paragraph.end.inserted or paragraph.end.deleted:
            properties.append(element("rPr", self._change(number, paragraph.end)))
        return properties

    def _piece(self, number: int, piece: Piece) -> etree._Element:
        run = element("r", *text_of(piece.text, "delText" if piece.deleted else "t"))
        if not piece.inserted and not piece.deleted:
            return run
        change = self._change(number, piece)
        change.append(run)
        return change

    def _change(self, number: int, piece: Piece) -> etree._Element:
        if len(piece.inserted) + len(piece.deleted) != 1:
            raise Ours(
                f"paragraph {number}: a change stands inside another (“{piece.text[:40]}”), and would be lost in Word",
                hint="set the wordings side by side instead",
                code="formats.nested",
            )
        mark = (piece.inserted or piece.deleted)[0]
        return element("del" if piece.deleted else "ins", id=str(next(self.ids)), **_signed(mark))

    def _comment(self, comment: Comment) -> str:
        id_ = str(len(self.comments))
        lines = [element("p", element("r", *text_of(line))) for line in comment.words.split("\n")]
        initials = "".join(word[0] for word in comment.author.replace(",", " ").split())
        signed = _signed(Mark(comment.author, comment.at))
        self.comments.append(element("comment", *lines, id=id_, initials=initials, **signed))
        return id_


def _signed(mark: Mark) -> dict[str, str]:
    return {"author": mark.author, "date": mark.at or _NO_DATE}


def text_of(text: str, tag: str = "t") -> Iterator[etree._Element]:
    """Write words; a line feed is a break within the paragraph."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield element("br")
        if line:
            made = element(tag)
            made.text = line
            made.set(XML_SPACE, "preserve")
            yield made


def section() -> etree._Element:
    """Give A4 pages with our header and footer."""
    section = element("sectPr")
    for kind, relation in (("header", "rId10"), ("footer", "rId11")):
        reference = element(f"{kind}Reference", type="default")
        reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
        section.append(reference)
    section.append(element("pgSz", w="11906", h="16838"))
    margins = {"top": "1418", "right": "1418", "bottom": "1418", "left": "1418", "header": "709", "footer": "709"}
    section.append(element("pgMar", **margins, gutter="0"))
    return section
