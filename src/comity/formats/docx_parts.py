# SPDX-License-Identifier: Apache-2.0
"""The parts of a DOCX package that are not the text: types, relations, styles, settings, header, footer, properties.

What the file says of itself (which dialogue, which text, which language) stands in its custom properties, where Word
and LibreOffice leave it alone; who the document is from is never said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from comity.formats.ooxml import CORE, CUSTOM, DUBLIN, PACKAGE_R, TYPES, VARIANT, element, spell
from comity.formats.sheet import purpose_words

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # as [MS-OSHARED] 2.3.3.2.2.1 has it for every custom property
_PARTS = {
    "word/document.xml": _MAIN.format("document.main"),
    "word/styles.xml": _MAIN.format("styles"),
    "word/settings.xml": _MAIN.format("settings"),
    "word/comments.xml": _MAIN.format("comments"),
    "word/header1.xml": _MAIN.format("header"),
    "word/footer1.xml": _MAIN.format("footer"),
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around a text on every page."""

    title: str
    dialogue: str
    language: str
    marking: str
    purpose: str
    as_of: str = ""


def fixed_parts(sheet: Sheet, facts: Mapping[str, str], *, tracking: bool = True) -> dict[str, bytes]:
    """Give every part but the document and its comments, in the order of the package."""
    return {
        "[Content_Types].xml": spell(_types()),
        "_rels/.rels": spell(_relations({
            "rId1": (_RELATION + "officeDocument", "word/document.xml"),
            "rId2": (_CORE_RELATION, "docProps/core.xml"),
            "rId3": (_RELATION + "custom-properties", "docProps/custom.xml"),
        })),
        "word/_rels/document.xml.rels": spell(_relations({
            "rId1": (_RELATION + "styles", "styles.xml"),
            "rId2": (_RELATION + "settings", "settings.xml"),
            "rId3": (_RELATION + "comments", "comments.xml"),
            "rId10": (_RELATION + "header", "header1.xml"),
            "rId11": (_RELATION + "footer", "footer1.xml"),
        })),
        "word/styles.xml": spell(_styles(sheet.language)),
        "word/settings.xml": spell(element("settings", *([element("trackRevisions")] if tracking else []))),
        "word/header1.xml": spell(element("hdr", *_header(sheet))),
        "word/footer1.xml": spell(element("ftr", *_footer(sheet))),
        "docProps/core.xml": spell(_core(sheet)),
        "docProps/custom.xml": spell(_custom(facts)),
    }  # fmt: skip


def _types() -> etree._Element:
    root = etree.Element(f"{{{TYPES}}}Types", nsmap=_own(TYPES))
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    for extension, type_ in (("rels", rels), ("xml", "application/xml")):
        etree.SubElement(root, f"{{{TYPES}}}Default", Extension=extension, ContentType=type_)
    for name, type_ in _PARTS.items():
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=type_)
    return root


def _relations(relations: Mapping[str, tuple[str, str]]) -> etree._Element:
    root = etree.Element(f"{{{PACKAGE_R}}}Relationships", nsmap=_own(PACKAGE_R))
    for id_, (type_, target) in relations.items():
        etree.SubElement(root, f"{{{PACKAGE_R}}}Relationship", Id=id_, Type=type_, Target=target)
    return root


def _styles(language: str) -> etree._Element:
    fonts = element("rFonts", ascii="Liberation Serif", hAnsi="Liberation Serif", cs="Liberation Serif")
    plain = element("rPr", fonts, element("sz", val="24"), element("szCs", val="24"), element("lang", val=language))
    spacing = element("pPr", element("spacing", after="160", line="300", lineRule="auto"))
    return element(
        "styles",
        element("docDefaults", element("rPrDefault", plain), element("pPrDefault", spacing)),
        _style("paragraph", "Normal", "Normal", default="1"),
        _style("paragraph", "BodyText", "Body Text"),
        _style("paragraph", "Title", "Title", element("rPr", element("b"), element("sz", val="32"))),
        *(_heading(level, size) for level, size in ((1, "30"), (2, "26"), (3, "24"))),
        _style("paragraph", "Caption", "caption", element("pPr", element("keepNext")), element("rPr", element("i"))),
        _style("paragraph", "Header", "header", element("pPr", element("jc", val="right"))),
        _style("paragraph", "Footer", "footer", element("pPr", element("jc", val="right"))),
    )


def _style(type_: str, id_: str, name: str, *looks: etree._Element, **more: str) -> etree._Element:
    based = [element("basedOn", val="Normal")] if id_ != "Normal" else []
    return element(
        "style", element("name", val=name), *based, element("qFormat"), *looks, type=type_, styleId=id_, **more
    )


def _heading(level: int, size: str) -> etree._Element:
    outline = element("pPr", element("keepNext"), element("outlineLvl", val=str(level - 1)))
    looks = element("rPr", element("b"), element("sz", val=size))
    return _style("paragraph", f"Heading{level}", f"heading {level}", outline, looks)


def _header(sheet: Sheet) -> list[etree._Element]:
    return [
        _line("Header", sheet.marking, bold=True),
        _line("Header", " · ".join(filter(None, (sheet.dialogue, purpose_words(sheet.purpose, sheet.language))))),
    ]


def _footer(sheet: Sheet) -> list[etree._Element]:
    page = element("p", element("pPr", element("pStyle", val="Footer")))
    page.append(_field("PAGE"))
    about = " · ".join(filter(None, (sheet.title, purpose_words(sheet.purpose, sheet.language), sheet.as_of)))
    return [_line("Footer", about), page, _line("Footer", sheet.marking, bold=True)]


def _line(style: str, text: str, *, bold: bool = False) -> etree._Element:
    words = element("t")
    words.text = text
    looks = [element("rPr", element("b"))] if bold else []
    return element("p", element("pPr", element("pStyle", val=style)), element("r", *looks, words))


def _field(code: str) -> etree._Element:
    number = element("t")
    number.text = "1"
    return element("fldSimple", element("r", number), instr=code)


def _core(sheet: Sheet) -> etree._Element:
    root = etree.Element(f"{{{CORE}}}coreProperties", nsmap={"cp": CORE, "dc": DUBLIN})
    for name, text in (("title", sheet.title), ("language", sheet.language), ("subject", sheet.marking)):
        etree.SubElement(root, f"{{{DUBLIN}}}{name}").text = text
    return root


def _custom(facts: Mapping[str, str]) -> etree._Element:
    root = etree.Element(f"{{{CUSTOM}}}Properties", nsmap={**_own(CUSTOM), "vt": VARIANT})
    for number, (name, text) in enumerate(sorted(facts.items()), start=2):
        made = etree.SubElement(root, f"{{{CUSTOM}}}property", fmtid=_FORMAT_ID, pid=str(number), name=name)
        etree.SubElement(made, f"{{{VARIANT}}}lpwstr").text = text
    return root


def _own(namespace: str) -> Any:
    """Let a namespace need no prefix."""
    return {None: namespace}
