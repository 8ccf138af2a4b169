# SPDX-License-Identifier: Apache-2.0
"""The words of plain bytes, whatever alphabet table they were written in.

Three rules:
  1. A byte order mark decides. Else bytes that are UTF-8 are UTF-8: other tables hardly ever make such bytes.
  2. Else the table is found among those that the languages of the reader were written in, and the answer names it: a
     person must see that it was found and not told.
  3. What fits none of them is refused. No character is replaced.
"""

from __future__ import annotations

import codecs
import unicodedata

from charset_normalizer import from_bytes

from comity.base.errors import Ours

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_TABLES = ["cp1251", "koi8_r", "cp1252"]
_NAMES = {"cp1251": "windows-1251", "cp1252": "windows-1252", "koi8_r": "koi8-r"}
_SAMPLE = 200_000


def words_of_plain(data: bytes, told: str = "") -> tuple[str, str]:
    """Give the text and the name of its encoding; `told` is what a page says of itself, where it says so."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode(data.removeprefix(mark) if name == "utf-8" else data, name), name
    try:
        return _checked(data.decode("utf-8"), "utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    table = _known(told) or _found(data)
    return _decode(data, table), _NAMES.get(table, table)


def _known(told: str) -> str:
    try:
        name = codecs.lookup(told.strip()).name if told.strip().isascii() else ""
    except LookupError:
        return ""
    return "cp1252" if name in {"iso8859-1", "ascii", "utf-8"} else name


def _found(data: bytes) -> str:
    best = from_bytes(data[:_SAMPLE], cp_isolation=_TABLES, threshold=0.3).best()
    if best is None or "\0" in str(best):
        raise Ours(
            "these bytes are in no alphabet table that we know",
            hint="nothing was read; save the document as plain text in UTF-8", code="parse.encoding",
        )  # fmt: skip
    return _by_case(data[:_SAMPLE], best.encoding)


def _by_case(data: bytes, table: str) -> str:
    """Of the two Cyrillic tables the wrong one turns small letters into capitals."""
    if table == "cp1252":
        return table
    return max(("cp1251", "koi8_r"), key=lambda name: _small_letters(data.decode(name, "ignore")))


def _small_letters(text: str) -> int:
    return sum(unicodedata.category(char) == "Ll" for char in text if char > "\u007f")


def _decode(data: bytes, table: str) -> str:
    try:
        return _checked(data.decode(table), table)
    except (UnicodeDecodeError, LookupError) as error:
        raise Ours(
            f"the text is not what it seems: no {_NAMES.get(table, table)} ({error.__class__.__name__})",
            hint="nothing was read; save the document as plain text in UTF-8", code="parse.encoding",
        ) from error  # fmt: skip


def _checked(text: str, table: str) -> str:
    if "\0" in text:
        raise Ours(
            f"this is a binary file, not a text: a zero character stands at {text.index(chr(0))} ({table})",
            hint="nothing was read; give text, HTML, PDF or DOCX", code="parse.binary",
        )  # fmt: skip
    return text.replace("\r\n", "\n").replace("\r", "\n")
