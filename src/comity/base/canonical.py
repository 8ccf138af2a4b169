# SPDX-License-Identifier: Apache-2.0
"""One spelling for every value: canonical JSON, read strictly and written only one way.

    {"act":1,"at":"2027-03-04T13:02:11Z","by":"XA","verb":"reserve"}

The rules, stricter than RFC 8785, on which they stand:
  1. Keys are ASCII and sorted; there is no white space; strings are escaped as RFC 8785 section 3.2.2.2 has it.
  2. Numbers are integers below 2^53 in size. There are no floating-point numbers.
  3. Strings are in normal form C and hold none of the characters in `REFUSED`: what one reads is what one signs.
  4. Bytes are read by decoding, encoding again and comparing. Two spellings of one value would be two digests.

The refused characters are a fixed list, not a Unicode category, since categories grow with each Unicode version
and two nodes must never differ over a byte. See docs/spec/act.md.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec

from comity.base.errors import Malformed

MAX_INT = 2**53 - 1
MAX_DEPTH = 12

_REFUSED_RANGES = (
    (0x00, 0x09), (0x0B, 0x1F), (0x7F, 0x9F),  # control characters, save the line feed
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),  # invisible, separators, bidi
    (0xD800, 0xDFFF), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0x10FFFF),
)  # fmt: skip
REFUSED = frozenset(chr(c) for low, high in _REFUSED_RANGES for c in range(low, high + 1))

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order="deterministic").encode


def refused_in(text: str) -> str | None:
    """Name the first character in `text` that may not be signed, as ``U+202E``, or None."""
    if text.isascii() and text.isprintable():
        return None
    return next((f"U+{ord(c):04X}" for c in text if c in REFUSED), None)


def items(value: Any) -> list[Any]:
    """Give what a list holds. Another party's words may be of any sort: what is no list holds nothing."""
    return value if isinstance(value, list) else []


def check(value: Any, path: str = "$", depth: int = 0) -> None:
    """Raise Malformed, naming the path, where `value` holds what canonical JSON has no place for."""
    if depth > MAX_DEPTH:
        raise Malformed(f"{path}: nested deeper than {MAX_DEPTH} levels")
    kind = type(value)
    if kind is str:
        if value.isascii() and value.isprintable():
            return
        if (bad := refused_in(value)) is not None:
            raise Malformed(f"{path}: the character {bad} is invisible or changes direction, and is not accepted")
        if not unicodedata.is_normalized("NFC", value):
            raise Malformed(f"{path}: the text is not in Unicode normal form C")
    elif kind is int:
        if not -MAX_INT <= value <= MAX_INT:
            raise Malformed(f"{path}: the number is 2^53 or more in size")
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii() or not key.isprintable():
                raise Malformed(f"{path}: the key {key!r} is not plain ASCII")
            check(item, f"{path}.{key}", depth + 1)
    elif kind is list or kind is tuple:
        for index, item in enumerate(value):
            check(item, f"{path}[{index}]", depth + 1)
    elif value is not None and kind is not bool:
        raise Malformed(f"{path}: a {kind.__name__} has no canonical spelling here")


def encode(value: Any) -> bytes:
    """Write `value` in its only spelling, or raise Malformed."""
    check(value)
    return _encode(value)


def encode_checked(value: Any) -> bytes:
    """Write a value that was read by these rules, or is made of such values and plain names, without a second look."""
    return _encode(value)


def decode(data: bytes) -> Any:
    """Read bytes that are the only spelling of their value, or raise Malformed."""
    try:
        value = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from error
    check(value)
    if _encode(value) != data:
        raise Malformed("not in canonical form: keys unsorted or doubled, white space, or another spelling of a value")
    return value
