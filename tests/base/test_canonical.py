# SPDX-License-Identifier: Apache-2.0
"""One spelling for every value, held against another implementation of RFC 8785."""

from __future__ import annotations

import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.base.canonical import MAX_DEPTH, MAX_INT, REFUSED, decode, encode, refused_in
from comity.base.errors import Malformed

_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Cf"]) | st.just("\n")
_TEXT = st.text(_LETTERS).map(lambda text: unicodedata.normalize("NFC", text)).filter(lambda t: refused_in(t) is None)
_KEY = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
_SCALAR = st.one_of(st.none(), st.booleans(), st.integers(-MAX_INT, MAX_INT), _TEXT)
_VALUE = st.recursive(
    _SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEY, inner, max_size=4), max_leaves=12
)


@given(_VALUE)
def test_spelling_is_that_of_rfc_8785_and_is_read_back(value):
    data = encode(value)
    assert data == rfc8785.dumps(value)
    assert decode(data) == value


@given(_VALUE, st.sampled_from(["indent", "space", "ascii", "reversed"]))
def test_every_other_spelling_of_a_value_is_refused(value, how):
    def turned(v):
        if isinstance(v, dict):
            return {k: turned(v[k]) for k in sorted(v, reverse=True)}
        return [turned(i) for i in v] if isinstance(v, list) else v

    other = {
        "indent": lambda: json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False),
        "space": lambda: " " + encode(value).decode(),
        "ascii": lambda: json.dumps(value, separators=(",", ":"), sort_keys=True),
        "reversed": lambda: json.dumps(turned(value), separators=(",", ":"), ensure_ascii=False),
    }[how]().encode()
    if other == encode(value):
        return
    with pytest.raises(Malformed):
        decode(other)


def test_character_that_hides_or_turns_what_is_read_is_refused():
    for character in REFUSED:
        assert refused_in(f"a{character}b") == f"U+{ord(character):04X}"
    for character in "\u202e\u200b\ufeff\u2028\x00\t\r\ue000\U000e0041":
        with pytest.raises(Malformed, match="invisible"):
            encode({"words": [f"a{character}b"]})
        with pytest.raises(Malformed):
            decode(json.dumps({"words": character}, ensure_ascii=False, separators=(",", ":")).encode())


@pytest.mark.parametrize("words", ["L'État", "подтвердили", "line\nline", "«\u00a0oui\u00a0»", "ceci\u202f:"])
def test_what_the_languages_of_the_field_need_is_accepted(words):
    assert decode(encode(words)) == words


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1.0, "float has no canonical"),
        (MAX_INT + 1, "2^53"),
        (-MAX_INT - 1, "2^53"),
        ({"é": 1}, "not plain ASCII"),
        ({1: 1}, "not plain ASCII"),
        ("e\u0301", "normal form C"),
        (b"bytes", "bytes has no canonical"),
    ],
)
def test_value_without_a_canonical_spelling_is_refused_with_its_path(value, says):
    with pytest.raises(Malformed) as refusal:
        encode({"a": [value]})
    assert str(refusal.value).startswith("$.a[0]")
    assert says in str(refusal.value)


def test_value_nested_too_deeply_is_refused():
    value = "core"
    for _ in range(MAX_DEPTH):
        value = [value]
    assert decode(encode(value)) == value
    with pytest.raises(Malformed, match="deeper"):
        encode([value])
    with pytest.raises(Malformed):
        decode(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff", b"{", b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a": 1}', b"1.0", b"1e2", b"-0", b"01",
        b'"\\u0041"',
        b'"\\/"', b"NaN", b"1 ", b'"\xed\xa0\x80"', b'"\\ud800"', b"9007199254740992", b"\xef\xbb\xbf1",
        b'["e\xcc\x81"]',
    ],
)  # fmt: skip
def test_bytes_that_are_not_the_one_spelling_are_refused(data):
    with pytest.raises(Malformed):
        decode(data)
