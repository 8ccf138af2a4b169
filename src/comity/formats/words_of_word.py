# SPDX-License-Identifier: Apache-2.0
"""The words of a DOCX, paragraph by paragraph, as its last reader would see them.

Three rules:
  1. What is struck by a tracked change is not said; what is put in is.
  2. A paragraph is a paragraph, a row of a table a line, an item of a list a line with a dash.
  3. Page headers, footers and comments are not part of the text; footnotes stand at its end.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from comity.base.errors import Ours
from comity.formats.ooxml import Package, w

_BODY, _NOTES = "word/document.xml", "word/footnotes.xml"
_STRUCK = frozenset({w("del"), w("moveFrom"), w("instrText"), w("delText"), w("pPr"), w("rPr")})
_BREAKS = {w("tab"): " ", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}


def words_of_word(data: bytes) -> str:
    """Give the words of a DOCX, or raise Ours where it is none or has none."""
    package = Package(data)
    root = package.xml(_BODY)
    if root is None:
        raise Ours(
            "the file is a package, but no Word document", hint="save it as DOCX or plain text", code="parse.broken"
        )
    blocks = list(_blocks(root))
    notes = package.xml(_NOTES)
    if notes is not None:
        blocks += list(_blocks(notes))
    text = "\n\n".join(block for block in blocks if block.strip())
    if not text:
        raise Ours(
            "the Word document has no words", hint="it may hold pictures of pages: copy its text", code="parse.no-words"
        )
    return text


def _blocks(root: etree._Element) -> Iterator[str]:
    """Give the paragraphs; those of one row of a table together."""
    rows: dict[etree._Element, list[str]] = {}
    for paragraph in root.iter(w("p")):
        row = next(paragraph.iterancestors(w("tr")), None)
        text = "".join(_words(paragraph)).strip()
        if row is None:
            yield ("- " if text and paragraph.find(f"{w('pPr')}/{w('numPr')}") is not None else "") + text
            continue
        rows.setdefault(row, []).append(text)
        if paragraph is _last(row):
            yield " ".join(each for each in rows.pop(row) if each)


def _last(row: etree._Element) -> etree._Element | None:
    last = None
    for paragraph in row.iter(w("p")):
        last = paragraph
    return last


def _words(paragraph: etree._Element) -> Iterator[str]:
    skipped = None
    for event, node in etree.iterwalk(paragraph, events=("start", "end")):
        if skipped is not None:
            skipped = None if event == "end" and node is skipped else skipped
        elif event == "start" and node is not paragraph:
            if node.tag in _STRUCK or node.tag == w("p"):
                skipped = node
            elif node.tag == w("t"):
                yield node.text or ""
            else:
                yield _BREAKS.get(node.tag, "")
