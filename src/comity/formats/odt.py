# SPDX-License-Identifier: Apache-2.0
"""A bracketed working copy as plain ODT, for those who have no Word: what stands in brackets with its owners.

    The Parties [Alba: reaffirm] [Boria: recall] their commitment.

Rules:
  1. Plain means without tracked changes: this copy is for reading and for the table. What is to come back is DOCX.
  2. Marking and purpose stand in the header and the footer of every page.
  3. The same copy gives the same bytes.

OpenDocument 1.3 part 2 (packages) and part 3 (schema).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from comity.formats.ooxml import pack, spell
from comity.formats.sheet import purpose_words, say
from comity.formats.working_copy import Passage, WorkingCopy
from comity.text.brackets import plain

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_NS = {
    "office": _OASIS.format("office"), "text": _OASIS.format("text"), "style": _OASIS.format("style"),
    "fo": _OASIS.format("xsl-fo-compatible"), "meta": _OASIS.format("meta"), "manifest": _OASIS.format("manifest"),
    "dc": "http://purl.org/dc/elements/1.1/",
}  # fmt: skip
_TYPE = "application/vnd.oasis.opendocument.text"


def odt_of(copy: WorkingCopy) -> bytes:
    """Write a working copy as ODT."""
    parts = {
        "mimetype": _TYPE.encode(),
        "content.xml": spell(_content(copy)),
        "styles.xml": spell(_styles(copy)),
        "meta.xml": spell(_meta(copy)),
        "META-INF/manifest.xml": spell(_manifest()),
    }
    return pack(parts, stored=frozenset({"mimetype"}))


def _content(copy: WorkingCopy) -> etree._Element:
    lines = [say("bracketed", copy.language), say(copy.status, copy.language), say("as-of", copy.language, copy.as_of)]
    lines.append(say("package", copy.language) if copy.conditional else "")
    body = _make("office:text", _words("text:h", copy.title, "Title", outline_level="1"))
    body.extend(_words("text:p", line, "About") for line in lines if line)
    for passage in copy.passages:
        body.extend(_passage(copy, passage))
    return _make("office:document-content", _make("office:body", body), office_version="1.3")


def _passage(copy: WorkingCopy, passage: Passage) -> Iterator[etree._Element]:
    words = plain(passage.spans(copy.parties), copy.name)
    if words:
        yield _words("text:p", words, "Text_20_body")
    for remark in passage.remarks:
        yield _words("text:p", f"{copy.name(remark.by)}: {remark.words}", "About")


def _styles(copy: WorkingCopy) -> etree._Element:
    looks = {"fo_font-size": "12pt", "fo_language": copy.language, "style_font-name": "Liberation Serif"}
    default = _make(
        "style:default-style",
        _make("style:paragraph-properties", fo_margin_bottom="0.3cm", fo_line_height="130%"),
        _make("style:text-properties", **looks),
        style_family="paragraph",
    )
    styles = _make(
        "office:styles", default, _style("Standard"), _style("Text_20_body"), _style("About", size="10pt"),
        _style("Title", size="17pt", bold=True), _style("Margin", size="9pt", right=True),
        _style("Marking", size="12pt", right=True, bold=True),
    )  # fmt: skip
    layout = _make(
        "style:page-layout",
        _make("style:page-layout-properties", fo_page_width="21cm", fo_page_height="29.7cm", fo_margin="2.2cm"),
        style_name="A4",
    )
    about = " · ".join(filter(None, (copy.dialogue_title, purpose_words(copy.purpose, copy.language))))
    page = _words("text:p", "", "Margin")
    page.append(_make("text:page-number"))
    master = _make(
        "style:master-page",
        _make("style:header", _words("text:p", copy.marking, "Marking"), _words("text:p", about, "Margin")),
        _make("style:footer", _words("text:p", about, "Margin"), page, _words("text:p", copy.marking, "Marking")),
        style_name="Standard", style_page_layout_name="A4",
    )  # fmt: skip
    automatic, masters = _make("office:automatic-styles", layout), _make("office:master-styles", master)
    return _make("office:document-styles", styles, automatic, masters, office_version="1.3")


def _style(name: str, *, size: str = "12pt", right: bool = False, bold: bool = False) -> etree._Element:
    text = _make("style:text-properties", fo_font_size=size, fo_font_weight="bold" if bold else "normal")
    inside = [_make("style:paragraph-properties", fo_text_align="end"), text] if right else [text]
    return _make("style:style", *inside, style_name=name, style_family="paragraph")


def _meta(copy: WorkingCopy) -> etree._Element:
    made = _make("office:meta")
    for tag, text in (("dc:title", copy.title), ("dc:subject", copy.marking), ("dc:language", copy.language)):
        line = _make(tag)
        line.text = text
        made.append(line)
    return _make("office:document-meta", made, office_version="1.3")


def _manifest() -> etree._Element:
    entries = {"/": _TYPE, "content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
    return _make(
        "manifest:manifest",
        *(_make("manifest:file-entry", manifest_full_path=p, manifest_media_type=t) for p, t in entries.items()),
        manifest_version="1.3",
    )


def _words(tag: str, text: str, style: str, **more: str) -> etree._Element:
    """Write a paragraph; a line feed is a break within it."""
    made = _make(tag, text_style_name=style, **{f"text_{key}": value for key, value in more.items()})
    first, *others = text.split("\n")
    made.text = first
    for line in others:
        broken = _make("text:line-break")
        broken.tail = line
        made.append(broken)
    return made


def _make(tag: str, *children: etree._Element, **attributes: str) -> etree._Element:
    """Make an element; ``style_name="A4"`` is ``style:name``, and further underscores are hyphens."""
    made = etree.Element(_name(tag), nsmap=_NS)
    for key, value in attributes.items():
        prefix, _, local = key.partition("_")
        made.set(_name(f"{prefix}:{local.replace('_', '-')}"), value)
    made.extend(children)
    return made


def _name(tag: str) -> str:
    prefix, _, local = tag.partition(":")
    return f"{{{_NS[prefix]}}}{local}"
