# SPDX-License-Identifier: Apache-2.0
"""Bytes that somebody drops on us, to the text that is read.

Three rules:
  1. One encoding: UTF-8, with or without a byte order mark. Nothing is guessed, nothing is replaced.
  2. A refusal says what stood there and what to do next; the bytes themselves are never changed.
  3. The limit is on bytes, before anything is decoded.
"""

from __future__ import annotations

from comity.base.errors import Ours

LIMIT = 5_000_000
_BOM = b"\xef\xbb\xbf"


class Unreadable(Ours):
    """These bytes are no text that can be read."""

    code = "reading.unreadable"


def decode(data: bytes) -> str:
    """Give the text of these bytes, or say why they are no text.

    Empty, over 5 MB, binary and anything but UTF-8 are refused by name.
    """
    if len(data) > LIMIT:
        raise Unreadable(
            f"the text has {len(data)} bytes, and at most {LIMIT} are read",
            hint="nothing was read; give the communiqué alone, without attachments or the rest of the site",
            code="reading.too-large",
            size=len(data),
        )
    if b"\0" in data:
        at = data.index(b"\0")
        raise Unreadable(
            f"this is a binary file, not a text: a zero byte stands at offset {at}",
            hint="nothing was read; save the document as plain text in UTF-8 and give that file",
            code="reading.binary",
            offset=at,
        )
    text = _utf8(data.removeprefix(_BOM), shift=len(_BOM) if data.startswith(_BOM) else 0)
    if not text.strip():
        raise Unreadable(
            "the text is empty",
            hint="nothing was read; give a file that holds the communiqué",
            code="reading.empty",
        )
    return text


def _utf8(data: bytes, *, shift: int) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + shift
        raise Unreadable(
            f"the text is not UTF-8: byte 0x{data[error.start]:02x} at offset {at} begins no character",
            hint="nothing was read; convert it first, for example: iconv -f WINDOWS-1251 -t UTF-8 IN > OUT "
            "(or WINDOWS-1252 for a western text)",
            code="reading.not-utf8",
            offset=at,
        ) from error
