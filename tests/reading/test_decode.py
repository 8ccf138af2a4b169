# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no text are refused by name."""

from __future__ import annotations

import pytest

from comity.base.errors import Ours
from comity.reading import decode


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "reading.empty", "empty"),
        (b" \n\t", "reading.empty", "empty"),
        (b"\xef\xbb\xbf", "reading.empty", "empty"),
        (b"x" * 5_000_001, "reading.too-large", "5000001 bytes"),
        (b"PK\x03\x04\x00\x00", "reading.binary", "offset 4"),
        ("Встреча в Москве".encode("cp1251"), "reading.not-utf8", "offset 0"),
        (b"\xef\xbb\xbfcaf\xe9", "reading.not-utf8", "byte 0xe9 at offset 6"),
    ],
)
def test_bytes_that_are_no_text_are_refused_by_name(data, code, words):
    with pytest.raises(Ours) as caught:
        decode(data)

    assert caught.value.code == code
    assert words in str(caught.value)
    assert caught.value.hint.startswith("nothing was read")
    assert str(caught.value)[0].islower()
    assert not str(caught.value).endswith(".")


def test_text_of_the_largest_size_is_read():
    assert len(decode(b"x" * 5_000_000)) == 5_000_000


def test_byte_order_mark_is_no_part_of_the_text():
    assert decode("\ufeffréunion".encode()) == "réunion"
