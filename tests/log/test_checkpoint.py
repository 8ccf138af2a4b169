# SPDX-License-Identifier: Apache-2.0
"""Checkpoints have one spelling."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_vectors import vector

from comity.base.errors import Malformed
from comity.log.checkpoint import MAX_SIZE, Checkpoint, format_checkpoint, parse_checkpoint
from comity.log.merkle import EMPTY_ROOT
from comity.log.note import parse_note

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
EXAMPLE = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"


def test_example_of_the_specification_reads_back():
    checkpoint = parse_checkpoint(EXAMPLE)

    assert checkpoint == Checkpoint("example.com/behind-the-sofa", 20852163, base64.b64decode(ROOT))
    assert format_checkpoint(checkpoint) == EXAMPLE


def test_real_checkpoint_of_a_public_log_reads():
    checkpoint = parse_checkpoint(parse_note(vector("sumdb-checkpoint.note")).text)

    assert (checkpoint.origin, checkpoint.size) == ("go.sum database tree", 35225469)


@pytest.mark.parametrize(
    "size",
    [
        "0420",
        "+420",
        "-1",
        "٤٢",
        "４２",
        "4_2",
        " 42",
        "42 ",
        "42.0",
        "0x2a",
        "",
        "00",
        "²",
        str(MAX_SIZE + 1),
        "9" * 500,
    ],
)
def test_checkpoint_with_size_in_another_spelling_is_refused(size):
    with pytest.raises(Malformed):
        parse_checkpoint(f"a.example/x\n{size}\n{ROOT}\n")


@pytest.mark.parametrize(
    "root",
    [
        "", ROOT[:-1], ROOT + "=", ROOT[:-2] + "J=", ROOT.replace("/", "_"), ROOT + " ", " " + ROOT,
        ROOT[:20] + "\r" + ROOT[20:],
        base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(33)).decode(), "é" * 44,
    ],
)  # fmt: skip
def test_checkpoint_with_root_in_another_spelling_is_refused(root):
    with pytest.raises(Malformed):
        parse_checkpoint(f"a.example/x\n42\n{root}\n")


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "\n\n\n", f"\n42\n{ROOT}\n", f"a.example/x\n42\n{ROOT}", f"a.example/x\n42\n{ROOT}\n\n",
        f"a.example/x\n42\n{ROOT}\nextension\n", f"a.example/x\n{ROOT}\n", f"\na.example/x\n42\n{ROOT}\n",
        f"a.example/x\r\n42\r\n{ROOT}\r\n", f"a\0\n42\n{ROOT}\n", f"a\ud800\n42\n{ROOT}\n",
        f"{'é' * 128}\n42\n{ROOT}\n",
    ],
)  # fmt: skip
def test_checkpoint_of_other_lines_is_refused(text):
    with pytest.raises(Malformed):
        parse_checkpoint(text)


def test_empty_log_has_the_empty_root_and_no_other():
    empty = Checkpoint("a.example/x", 0, EMPTY_ROOT)

    assert parse_checkpoint(format_checkpoint(empty)) == empty
    with pytest.raises(Malformed, match="hash of nothing"):
        parse_checkpoint(f"a.example/x\n0\n{ROOT}\n")


@given(st.integers(1, MAX_SIZE), st.binary(min_size=32, max_size=32))
def test_checkpoint_reads_back(size, root):
    checkpoint = Checkpoint("a.example/x", size, root)
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


@given(st.text(st.sampled_from("0٤4a+\n \r=")), st.text(st.sampled_from("0٤4+- _")))
def test_checkpoint_that_reads_is_the_checkpoint_that_is_written(origin, size):
    text = f"{origin}\n{size}\n{ROOT}\n"
    try:
        checkpoint = parse_checkpoint(text)
    except Malformed:
        return
    assert format_checkpoint(checkpoint) == text


def test_flipped_bit_anywhere_in_a_checkpoint_is_refused_or_says_something_else():
    data = EXAMPLE.encode()
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            found = parse_checkpoint(flipped.decode())
        except (Malformed, UnicodeDecodeError):
            continue
        assert found != parse_checkpoint(EXAMPLE)
