# SPDX-License-Identifier: Apache-2.0
"""The rules that stand twice, in Comity and in its verifier, give one verdict."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from two_logs import NOW, key, told

import comity_verify
from comity.base import canonical
from comity.base.errors import Malformed
from comity.log import ed25519, merkle, mldsa44, tile
from comity.log.checkpoint import parse_checkpoint
from comity.log.note import KeyType, VerifierKey, format_vkey, parse_note

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors"


def by_comity(data: bytes) -> bool:
    try:
        canonical.decode(data)
    except Malformed:
        return False
    return True


def by_verifier(data: bytes) -> bool:
    try:
        comity_verify.decode(data)
    except (ValueError, RecursionError):
        return False
    return True


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(values, st.booleans(), st.booleans())
def test_json_is_canonical_to_both_or_to_neither(value, ascii_only, spaced):
    separators = (", ", ": ") if spaced else (",", ":")
    data = json.dumps(value, ensure_ascii=ascii_only, sort_keys=True, separators=separators)
    encoded = data.encode("utf-8", "surrogatepass")
    assert by_comity(encoded) is by_verifier(encoded)


@settings(max_examples=300)
@given(st.text(st.sampled_from('{}[]":,019.-+eE \\ubtrlsfaneé\n\u0301\u202e')))
@example('{"b":1,"a":1}')
@example('{"a":1,"a":1}')
@example("-0")
@example("1e3")
@example("1.0")
@example("9007199254740991")
@example("9007199254740992")
@example("-9007199254740991")
@example('"\\u00e9"')
@example('"\\n"')
@example('"\\u000a"')
@example('"\\/"')
@example('"\\ud800"')
@example("NaN")
@example("[" * 13 + "]" * 13)
@example("[" * 12 + "]" * 12)
@example("[" * 5000)
@example("1" * 5000)
def test_bytes_are_canonical_to_both_or_to_neither(text):
    assert by_comity(text.encode()) is by_verifier(text.encode())


def test_same_characters_are_refused():
    refused = {chr(point) for point in range(sys.maxunicode + 1) if comity_verify.REFUSED.match(chr(point))}
    assert refused == canonical.REFUSED


@given(values)
def test_what_comity_writes_the_verifier_writes(value):
    try:
        data = canonical.encode(value)
    except Malformed:
        return
    assert comity_verify.encode(value) == data


@pytest.mark.parametrize("number", range(12))
def test_edge_case_of_ed25519_has_one_verdict(number):
    if not (VECTORS / "ed25519-edge-cases.json").is_file():
        pytest.skip("the published vectors are not here: no ../shared/vectors/ed25519-edge-cases.json")
    case = json.loads((VECTORS / "ed25519-edge-cases.json").read_bytes())[number]
    parts = [bytes.fromhex(case[name]) for name in ("pub_key", "message", "signature")]
    assert comity_verify.holds(*parts) is ed25519.verify(*parts)
    assert comity_verify.holds(*parts) is (number == 3)


@given(st.binary(max_size=5), st.integers(0, 2483), st.integers(0, 7))
def test_flipped_signature_has_one_verdict(message, place, bit):
    signer = key("any")
    one, two = signer.sign_ed25519(message), signer.sign_mldsa44(message)
    assert comity_verify.holds(signer.public.ed25519, message, one)
    assert comity_verify.holds(signer.public.mldsa44, message, two)
    flipped = bytearray(one + two)
    flipped[place] ^= 1 << bit
    one, two = bytes(flipped[:64]), bytes(flipped[64:])
    assert comity_verify.holds(signer.public.ed25519, message, one) is ed25519.verify(
        signer.public.ed25519, message, one
    )
    assert comity_verify.holds(signer.public.mldsa44, message, two) is mldsa44.verify(
        signer.public.mldsa44, message, two
    )
    assert not comity_verify.holds(signer.public.ed25519, message, two)


def test_trees_have_the_same_roots():
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(600)]
    assert comity_verify.roots_of(leaves) == [merkle.root(leaves[:at]) for at in range(601)]


@given(st.sampled_from([-1, 0, 1, 63]), st.integers(0, 10**12), st.integers(1, 256))
def test_tiles_have_the_same_paths(level, index, width):
    assert comity_verify.tile_path("entries" if level < 0 else level, index, width) == tile.tile_path(
        level, index, width
    )


NOTE = told().note("XA", 4, "XB").decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x", "x"),
        ("\n4\n", "\n04\n"), ("\n4\n", "\n+4\n"), ("\n4\n", "\n٤\n"), ("\n4\n", "\n4 \n"), ("\n4\n", "\n4\n\n"),
        ("\n4\n", "\n9007199254740992\n"), ("\n4\n", "\n4_0\n"), ("=\n\n", "\n\n"), ("=\n\n", "=\nextension\n\n"),
        ("=\n\n", "==\n\n"), ("=\n\n", "= \n\n"), ("=\n\n", "=\r\n\n"), ("=\n\n", "=\n"), ("— ", "- "), ("— ", "—  "),
        ("— ", " — "), ("\n\n", "\n\n\n"), ("alba", "al\tba"), ("alba", "al\0ba"), ("alba", "al+ba"), ("alba", "al ba"),
        ("boria", "bo\u00a0ria"), ("boria", "bo+ria"), ("boria", ""), ("=\n— ", "\n— "), ("=\n— ", "==\n— "),
        ("=\n— ", "=\n\n— "),
    ],
)  # fmt: skip
def test_note_is_a_checkpoint_to_both_or_to_neither(tmp_path, old, new):
    data = NOTE.replace(old, new).encode()
    path = tmp_path / "checkpoint"
    path.write_bytes(data)
    try:
        ours = parse_checkpoint(parse_note(data).text)
    except Malformed:
        with pytest.raises(comity_verify.DoesNotHold):
            comity_verify.read_checkpoint(path)
        return
    theirs = comity_verify.read_checkpoint(path)
    assert (theirs.origin, theirs.size, theirs.root) == (ours.origin, ours.size, ours.root)


def test_truncated_note_is_refused(tmp_path):
    path = tmp_path / "checkpoint"
    for data in (NOTE[:-1], NOTE + "\n", NOTE + "x", NOTE[: NOTE.index("\n\n") + 2], ""):
        path.write_text(data, encoding="utf-8")
        with pytest.raises(comity_verify.DoesNotHold):
            comity_verify.read_checkpoint(path)


def test_keys_have_the_same_ids_and_signed_bytes():
    side = told().sides["XA"]
    found = comity_verify.keys_of([format_vkey(vkey) for vkey in side.log.vkeys], side.origin, [1, 6], "here")
    assert [(k.name, k.type, k.public, k.id) for k in found] == [
        (v.name, v.type, v.public, v.id) for v in side.log.vkeys
    ]
    mixed = [VerifierKey(side.origin, KeyType.ED25519_COSIGNATURE, bytes(32)), side.log.vkeys[1]]
    with pytest.raises(comity_verify.DoesNotHold, match="one key of each type"):
        comity_verify.keys_of([format_vkey(vkey) for vkey in mixed], side.origin, [1, 6], "here")


def test_time_of_signature_is_the_one_that_was_signed(tmp_path):
    story = told()
    path = tmp_path / "checkpoint"
    path.write_bytes(story.note("XA", 4, "XB"))
    side = story.sides["XB"]
    keys = comity_verify.keys_of([format_vkey(v) for v in side.mirror.vkeys], side.mirror.name, [4, 6], "here")
    time = comity_verify.signed_at(comity_verify.read_checkpoint(path), keys)
    assert time is not None
    assert re.fullmatch("2027-03-04T13:03:11Z", time)
    assert NOW == 1_804_165_331
