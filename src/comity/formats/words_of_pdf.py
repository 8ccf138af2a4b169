# SPDX-License-Identifier: Apache-2.0
"""The words of a PDF, page by page.

Four rules:
  1. Words are taken where the file has them. A file of pictures is said to be one: nothing is recognised from pictures.
  2. A line that stands first or last on three pages or more, and a bare page number, is furniture, and left out.
  3. A word parted at the end of a line is put together again; a paragraph that runs over the end of a page is not.
  4. At most 400 pages, and no file that wants a password.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from comity.base.errors import Ours

MAX_PAGES = 400
_OFTEN = 3
_NUMBER = re.compile(r"(?:-\s*)?(?:page\s*)?\d{1,4}(?:\s*(?:/|of|sur|из|von|de)\s*\d{1,4})?(?:\s*-)?", re.IGNORECASE)
_PARTED = re.compile(r"(?<=[^\W\d_])(?:-|\u00ad|\u2010)\n(?=[^\W\d_A-ZА-Я])")


def words_of_pdf(data: bytes, most: int) -> str:
    """Give the words of a PDF, at most so many characters, or raise Ours."""
    try:
        pages = list(_pages(data, most))
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, AssertionError) as error:
        raise Ours(
            f"the PDF is broken ({type(error).__name__})", hint="open it and save it again, or copy its text",
            code="parse.broken",
        ) from error  # fmt: skip
    text = "\n\n".join(page for page in _without_furniture(pages) if page)
    if not text:
        raise Ours(
            "the PDF holds no words: it may be a scan", hint="recognise its text first, or copy it",
            code="parse.no-words",
        )  # fmt: skip
    return _PARTED.sub("", text)


def _pages(data: bytes, most: int) -> Iterator[list[str]]:
    file = PdfReader(io.BytesIO(data), strict=False)
    if file.is_encrypted and not file.decrypt(""):
        raise Ours("the PDF wants a password", hint="save it without one", code="parse.locked")
    if len(file.pages) > MAX_PAGES:
        raise Ours(
            f"the PDF has {len(file.pages)} pages, and at most {MAX_PAGES} are read",
            hint="give the communiqué alone", code="parse.too-large",
        )  # fmt: skip
    for page in file.pages:
        text = page.extract_text()
        most -= len(text)
        if most < 0:
            raise Ours("the PDF has more text than is read", hint="give the communiqué alone", code="parse.too-large")
        yield [line.strip() for line in text.splitlines() if line.strip()]


def _without_furniture(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    edges = Counter(line for lines in pages for line in {lines[0], lines[-1]}) if all(pages) else Counter()
    often = {line for line, count in edges.items() if count >= _OFTEN}
    for lines in pages:
        first, last = 0, len(lines)
        while first < last and (lines[first] in often or _NUMBER.fullmatch(lines[first])):
            first += 1
        while last > first and (lines[last - 1] in often or _NUMBER.fullmatch(lines[last - 1])):
            last -= 1
        yield "\n".join(lines[first:last])
