# SPDX-License-Identifier: Apache-2.0
"""docs/spec/log.md says what the code does: its example verifies and its tables are the code's."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from log_keys import ALBA, BORIA_MIRROR, NOW
from test_ed25519 import VERDICTS

from comity.log import ed25519
from comity.log.checkpoint import parse_checkpoint
from comity.log.cosignature import verify_line
from comity.log.merkle import leaf_hash, root
from comity.log.note import NoteSignature, b64, parse_vkey, unb64
from comity.log.tile import encode_bundle

SPEC = (Path(__file__).parents[2] / "docs/spec/log.md").read_text(encoding="utf-8")


def test_example_of_the_specification_is_signed_by_the_keys_that_it_prints():
    text = SPEC.split("```\n")[1].split("\n\n")[0] + "\n"
    checkpoint = parse_checkpoint(text)
    entries = [b"first entry", b"second entry", b"third entry"]
    keys = [parse_vkey(line) for line in re.findall(r"^\S+\+[0-9a-f]{8}\+\S+$", SPEC, re.MULTILINE)]
    lines = re.findall(r"^— (\S+) (\S+=)$", SPEC, re.MULTILINE)

    assert checkpoint.root == root([leaf_hash(entry) for entry in entries])
    assert keys == [ALBA.vkeys[0], BORIA_MIRROR.vkeys[0]]
    for key, (name, digits), time in zip(keys, lines, [0, NOW + 14], strict=True):
        data = unb64(digits, "signature")
        assert verify_line(key, checkpoint, NoteSignature(name, data[:4], data[4:])) == time
    assert len(b64(bytes(4 + 8 + 2420))) == 3244


def test_long_signatures_of_the_example_begin_as_printed():
    beginnings = re.findall(r"^— (\S+) (\w{16})… \(ML-DSA-44, 3,244 digits\)$", SPEC, re.MULTILINE)
    for signer, (name, digits), time in zip([ALBA, BORIA_MIRROR], beginnings, [NOW, NOW + 14], strict=True):
        key = signer.vkeys[1]
        assert (name, unb64(digits, "signature")) == (key.name, key.id + struct.pack(">Q", time))


def test_bundle_of_the_specification_is_the_bundle_of_its_entries():
    printed = re.search(r'000b "first entry" 000c "second entry" 000b "third entry"', SPEC)
    assert printed
    assert encode_bundle([b"first entry", b"second entry", b"third entry"]) == (
        b"\x00\x0bfirst entry\x00\x0csecond entry\x00\x0bthird entry"
    )


def test_edge_cases_in_the_specification_have_the_verdicts_that_are_tested():
    rows = re.findall(r"^\| (\d+) \| (refused|\*\*holds\*\*) \| (.*) \|$", SPEC, re.MULTILINE)
    assert [(int(number), verdict == "**holds**", reason) for number, verdict, reason in rows] == VERDICTS


def test_points_of_small_order_in_the_specification_are_those_of_the_code():
    (printed,) = re.findall(r"`([0-9a-f]{64})`", SPEC)
    assert {0, 1, ed25519.P - 1, int(printed, 16), ed25519.P - int(printed, 16)} == ed25519.SMALL_ORDER
