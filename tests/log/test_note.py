# SPDX-License-Identifier: Apache-2.0
"""Signed notes and verifier keys: the specification's examples, a real one, and one spelling of everything."""

from __future__ import annotations

import base64
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_vectors import vector

from comity.base.errors import Malformed
from comity.log import ed25519
from comity.log.note import (
    MAX_NOTE,
    KeyType,
    Note,
    NoteSignature,
    VerifierKey,
    format_note,
    format_vkey,
    key_id,
    parse_note,
    parse_vkey,
)

VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n"
    "\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()


def test_example_of_the_specification_verifies():
    note, key = parse_note(EXAMPLE), parse_vkey(VKEY)
    (line,) = key.signed(note)

    assert (line.name, line.key_id.hex(), note.text) == ("example.com/foo", "530d903a", "This is an example message.\n")
    assert ed25519.verify(key.public, note.text.encode(), line.signature)
    assert (format_note(note), format_vkey(key)) == (EXAMPLE, VKEY)


def test_poem_of_the_specification_reads_with_its_empty_lines():
    poem = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        "— quasimodo.example/salvatore "
        "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    assert parse_note(poem.encode()).text == poem.split("— ", maxsplit=1)[0][:-1]


def test_real_checkpoint_of_a_public_log_verifies():
    note, key = parse_note(vector("sumdb-checkpoint.note")), parse_vkey(vector("sumdb.vkey").decode().strip())
    (line,) = key.signed(note)

    assert ed25519.verify(key.public, note.text.encode(), line.signature)
    assert not ed25519.verify(key.public, note.text.encode() + b"\n", line.signature)


LINE = "— a.example/x AAAAAAE=\n"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"\n\n", b"text\n", b"text\n\n", b"text\n\n\n", b"\xff\n\n" + LINE.encode(),
        ("text\n" + LINE).encode(),  # no empty line
        ("text\n\n" + LINE[:-1]).encode(),  # no line feed at the end
        ("text\n\n" + LINE + "\n").encode(),  # an empty line after the signatures
        ("te\txt\n\n" + LINE).encode(), ("te\rxt\n\n" + LINE).encode(), ("text\r\n\n" + LINE).encode(),
        ("text\0\n\n" + LINE).encode(),
        ("text\n\n" + LINE.replace("—", "-")).encode(), ("text\n\n" + LINE.replace("—", "–")).encode(),
        ("text\n\n" + LINE.replace("— ", "—")).encode(), ("text\n\n" + LINE.replace("— ", "—  ")).encode(),
        ("text\n\n" + LINE.replace("\n", " \n")).encode(), ("text\n\n " + LINE).encode(),
        ("text\n\n" + LINE.replace("/x", "+x")).encode(), ("text\n\n" + LINE.replace("/x", "\u00a0x")).encode(),
        ("text\n\n— AAAAAAE=\n").encode(), ("text\n\n—  AAAAAAE=\n").encode(),
        ("text\n\n— a.example/x\n").encode(), ("text\n\n— a.example/x \n").encode(),
        ("text\n\n— a.example/x AAAAAA==\n").encode(),  # four bytes: an id and no signature
        ("text\n\n— a.example/x AAAAAAE\n").encode(),  # no padding
        ("text\n\n— a.example/x AAAAAAF=\n").encode(),  # bits that nobody reads
        ("text\n\n— a.example/x AAAA AAE=\n").encode(), ("text\n\n— a.example/x AAAA\nAAE=\n").encode(),
        ("text\n\n— a.example/x AAAA_AE=\n").encode(), ("text\n\n— a.example/x AAAAAAE==\n").encode(),
        ("text\n\n— a.example/x AAAAAAE=AAAA\n").encode(), ("text\n\n— a.example/x ٤٢٤٢\n").encode(),
    ],
)  # fmt: skip
def test_note_in_another_spelling_is_refused(data):
    with pytest.raises(Malformed):
        parse_note(data)


def test_note_with_as_many_signatures_as_asked_for_is_read_and_more_are_refused():
    assert len(parse_note(("text\n\n" + LINE * 32).encode()).signatures) == 32
    with pytest.raises(Malformed, match="at most 32 signatures"):
        parse_note(("text\n\n" + LINE * 33).encode())
    with pytest.raises(Malformed, match="not 0"):
        Note("text\n", ())


def test_note_of_sixteen_longest_signatures_is_read_and_a_longer_note_than_allowed_is_refused():
    longest = NoteSignature("a.example/x", b"0000", b"\1" * 4635)
    assert parse_note(format_note(Note("text\n", (longest,) * 16))).signatures[15] == longest
    with pytest.raises(Malformed, match="at most"):
        parse_note(b"a" * MAX_NOTE + b"\n\n" + LINE.encode())


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(texts, names, st.binary(min_size=4, max_size=4), st.binary(max_size=9))
def test_note_that_can_be_made_reads_back(text, name, id_, signature):
    try:
        note = Note(text, (NoteSignature(name, id_, signature),) * 2)
    except Malformed:
        return
    assert parse_note(format_note(note)) == note


@given(st.text(st.sampled_from("a\n— +/=AE1ü "), max_size=40), st.booleans())
def test_note_that_reads_is_the_note_that_is_written(text, signed):
    data = (text + ("\n\n" + LINE if signed else "")).encode()
    try:
        note = parse_note(data)
    except Malformed:
        return
    assert format_note(note) == data


def test_no_name_holds_a_unicode_space():
    # White_Space=yes, as the Unicode character database lists it.
    spaces = {*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
    for point in range(sys.maxunicode + 1):
        if point in spaces or point < 0x20 or chr(point) == "+":
            with pytest.raises(Malformed):
                NoteSignature(f"a{chr(point)}", b"0000", b"1")
        elif chr(point).isspace():
            pytest.fail(f"U+{point:04X} is refused and is no Unicode space")


def test_flipped_bit_anywhere_in_a_note_is_refused_or_makes_another_key_or_a_failing_signature():
    key = parse_vkey(VKEY)
    for bit in range(len(EXAMPLE) * 8):
        flipped = bytearray(EXAMPLE)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            note = parse_note(bytes(flipped))
        except Malformed:
            continue
        assert not any(ed25519.verify(key.public, note.text.encode(), line.signature) for line in key.signed(note))


def vkey(type_: int, public: bytes, name: str = "a.example/x") -> str:
    return f"{name}+{key_id(name, type_, public).hex()}+{base64.b64encode(bytes([type_]) + public).decode()}"


@pytest.mark.parametrize("type_", list(KeyType))
def test_vkey_of_each_type_reads_back(type_):
    public = bytes(1312 if type_ is KeyType.MLDSA44_COSIGNATURE else 32)
    assert parse_vkey(vkey(type_, public)) == VerifierKey("a.example/x", type_, public)
    assert format_vkey(parse_vkey(vkey(type_, public))) == vkey(type_, public)


@pytest.mark.parametrize(
    "text",
    [
        "", "+", "++", "a+b", VKEY + "\n", " " + VKEY, VKEY.replace("530d903a", "530D903A"),
        VKEY.replace("530d903a", "530d903b"), VKEY.replace("530d903a", "0530d903a"), VKEY.replace("530d903a", ""),
        VKEY.replace("example.com/foo", "example.com/fop"), VKEY.replace("example.com/foo", ""), VKEY[:-1] + "l",
        VKEY.replace("Aeky", "Beky"), vkey(1, b"")[:-4], vkey(0, bytes(32)), vkey(2, bytes(32)), vkey(5, bytes(32)),
        vkey(255, bytes(32)), vkey(1, bytes(31)), vkey(4, bytes(33)), vkey(6, bytes(32)), vkey(1, bytes(32), "a b"),
        VKEY.replace("foo", "f\ud800o"), VKEY.replace("Aeky", "A\ud800ky"),
    ],
)  # fmt: skip
def test_vkey_in_another_spelling_or_of_another_sort_is_refused(text):
    with pytest.raises(Malformed):
        parse_vkey(text)


def test_same_key_under_another_name_or_type_has_another_id():
    ids = {key_id(name, type_, bytes(32)) for name in ("a.example/x", "a.example/y") for type_ in (1, 4)}
    assert len(ids) == 4
