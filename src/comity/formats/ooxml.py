# SPDX-License-Identifier: Apache-2.0
"""The package around a Word document: names of Office Open XML, and zip files that are the same each time.

Rules:
  1. The same parts give the same bytes: fixed order, fixed dates.
  2. A package from elsewhere is opened with limits on the number and size of its parts, and its XML without entities,
     document types or network.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from comity.base.errors import Ours

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_R = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DUBLIN = "http://purl.org/dc/elements/1.1/"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAX_PARTS = 2_000
MAX_PART = 50_000_000
MAX_PACKAGE = 100_000_000
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def w(name: str) -> str:
    """Give the name of a WordprocessingML element or attribute, as lxml spells it."""
    return f"{{{W}}}{name}"


def element(tag: str, *children: etree._Element, **attributes: str) -> etree._Element:
    """Make a WordprocessingML element with attributes of the same namespace."""
    made = etree.Element(w(tag), {w(key): value for key, value in attributes.items()}, nsmap={"w": W, "r": R})
    made.extend(children)
    return made


def spell(root: etree._Element) -> bytes:
    """Write an XML part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def pack(parts: Mapping[str, bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    """Make a zip file of parts, in the order given; `stored` ones are not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _ALWAYS)
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class Package:
    """A zip file from elsewhere, read part by part within limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise _unreadable(f"it is no DOCX package ({error})") from error
        entries = self._zip.infolist()
        if len(entries) > MAX_PARTS or sum(e.file_size for e in entries) > MAX_PACKAGE:
            raise _unreadable("it is larger than any text: too many parts, or too large ones")
        if len({e.filename for e in entries}) != len(entries):
            raise _unreadable("it has two parts under one name")
        self.names = frozenset(e.filename for e in entries)

    def xml(self, name: str) -> etree._Element | None:
        """Read an XML part; None where there is none."""
        if name not in self.names:
            return None
        try:
            with self._zip.open(name) as part:
                data = part.read(MAX_PART + 1)
        except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OSError, zlib.error) as error:
            raise _unreadable(f"the part {name} cannot be read ({error})") from error
        if len(data) > MAX_PART:
            raise _unreadable(f"the part {name} is larger than any text")
        return parse(data, name)


def parse(data: bytes, name: str) -> etree._Element:
    """Read XML without entities, document type or network."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unreadable(f"the part {name} is no XML ({error})") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable(f"the part {name} declares a document type")
    return root


def _unreadable(why: str) -> Ours:
    return Ours(
        f"the file cannot be read: {why}",
        hint="nothing was brought in; save it as DOCX again",
        code="formats.unreadable",
    )
