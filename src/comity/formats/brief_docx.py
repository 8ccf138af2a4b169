# SPDX-License-Identifier: Apache-2.0
"""A brief as DOCX: real headings, tables with a head row that repeats, the marking on every page.

The same brief gives the same bytes. ECMA-376 part 1, 17.4 (tables), 17.9.23 (outline levels in styles).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from comity.formats.brief import Brief, Heading, Part, Table
from comity.formats.docx import section, text_of
from comity.formats.docx_parts import Sheet, fixed_parts
from comity.formats.ooxml import element, pack, spell
from comity.formats.sheet import say

_WIDTH = 9070  # twentieths of a point between the margins of our A4 page


def brief_docx(brief: Brief) -> bytes:
    """Write a brief as DOCX."""
    as_of = say("as-of", brief.language, brief.as_of) if brief.as_of else ""
    sheet = Sheet(brief.title, brief.dialogue, brief.language, brief.marking, brief.purpose, as_of)
    lines = [
        _paragraph("Title", brief.title),
        *(_paragraph("BodyText", line) for line in (*brief.about, as_of) if line),
    ]
    body = element("body", *lines, *(made for part in brief.parts for made in _part(part)), section())
    parts = fixed_parts(sheet, {}, tracking=False)
    parts["word/document.xml"] = spell(element("document", body))
    parts["word/comments.xml"] = spell(element("comments"))
    return pack(parts)


def _part(part: Part) -> Iterator[etree._Element]:
    if isinstance(part, Heading):
        yield _paragraph(f"Heading{part.level}", part.words)
    elif isinstance(part, Table):
        if part.caption:
            yield _paragraph("Caption", part.caption)
        yield _table(part)
        yield _paragraph("BodyText", "")
    else:
        yield _paragraph("BodyText", part.words, language=part.language, italic=part.note)


def _paragraph(
    style: str, words: str, *, language: str = "", italic: bool = False, bold: bool = False
) -> etree._Element:
    looks = element("rPr")
    for wanted, name in ((bold, "b"), (italic, "i")):
        if wanted:
            looks.append(element(name))
    if language:
        looks.append(element("lang", val=language))
    run = element("r", *([looks] if len(looks) else []), *text_of(words))
    return element("p", element("pPr", element("pStyle", val=style)), *([run] if words else []))


def _table(table: Table) -> etree._Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = element("tblBorders", *(element(side, val="single", sz="4", space="0", color="auto") for side in sides))
    width = _WIDTH // len(table.columns)
    grid = element("tblGrid", *(element("gridCol", w=str(width)) for _ in table.columns))
    made = element("tbl", element("tblPr", element("tblW", w="5000", type="pct"), borders), grid)
    made.append(_row(table.columns, head=True, width=width))
    made.extend(_row(row, head=False, width=width) for row in table.rows)
    return made


def _row(cells: tuple[str, ...], *, head: bool, width: int) -> etree._Element:
    keep = element("trPr", element("cantSplit"), *([element("tblHeader")] if head else []))
    filled = (
        element(
            "tc", element("tcPr", element("tcW", w=str(width), type="dxa")), _paragraph("BodyText", cell, bold=head)
        )
        for cell in cells
    )
    return element("tr", keep, *filled)
