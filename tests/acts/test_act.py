# SPDX-License-Identifier: Apache-2.0
"""An act has one spelling, and bytes say one act or none."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from any_act import acts
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.acts.act import MAX_BYTES, Act, PayloadRef, Verb, decode, encode, version_of
from comity.acts.kinds import KINDS
from comity.base.errors import Malformed

_PAPER = Act(
    verb=Verb.NOTIFY,
    kind="paper",
    by="XA",
    dialogue="0" * 32,
    at="2027-03-04T13:02:11Z",
    object="1" * 32,
    payload=PayloadRef("2" * 64, 5, "text/plain"),
)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_act_of_every_kind_is_read_back_from_its_bytes(kind):
    @settings(max_examples=30, deadline=None)
    @given(acts(kind))
    def check(act):
        data = encode(act)
        back = decode(data)
        assert replace(back, version="" if act.brings else back.version) == act
        assert encode(back) == data

    check()


@settings(max_examples=60, deadline=None)
@given(acts(), st.randoms(use_true_random=False))
def test_mutated_bytes_are_refused_or_are_another_act_in_its_only_spelling(act, rnd):
    data = encode(act)
    original = decode(data)
    for _ in range(20):
        changed = _mutated(data, rnd)
        if changed == data:
            continue
        try:
            other = decode(changed)
        except Malformed:
            continue
        assert encode(other) == changed
        assert other != original


def _mutated(data: bytes, rnd: random.Random) -> bytes:
    n, m = sorted(rnd.sample(range(len(data) + 1), 2))
    match rnd.randrange(6):
        case 0:  # one byte turned
            return data[:n] + bytes([data[n] ^ (1 << rnd.randrange(8))]) + data[n + 1 :]
        case 1:
            return data[:n] + data[m:]
        case 2:
            return data[:n] + data[n:m] + data[n:]
        case 3:
            return data[:n] + bytes([rnd.choice(b' "{}[],:0a\\\n\xc3')]) + data[n:]
        case 4:  # another order of the same fields
            value = json.loads(data)
            keys = list(value)
            rnd.shuffle(keys)
            return json.dumps({k: value[k] for k in keys}, separators=(",", ":"), ensure_ascii=False).encode()
        case _:  # a field more or less
            value = json.loads(data)
            value.pop(rnd.choice(list(value)))
            value[rnd.choice(["act", "extra", "version", "reported", "seen"])] = rnd.choice([1, {}, "x", None, []])
            return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


@given(acts(), acts())
def test_version_names_what_was_brought_and_not_who_brought_it(act, other):
    if not act.brings or act.kind == "keyset":
        return
    named = decode(encode(act)).version
    assert named == decode(encode(replace(act, by=other.by, at=other.at, seen=other.seen, adopts=""))).version
    assert named == version_of(act.kind, act.object, act.structure, act.payload, act.supersedes)
    assert named != version_of(act.kind, act.object, act.structure, act.payload, "f" * 64)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"act": 2}, "$.act: this act is in format 2"),
        ({"act": True}, "$.act: this act is in format True"),
        ({"kind": "sanction"}, "$.kind: unknown kind 'sanction'; known: account, agenda_item"),
        ({"verb": "veto"}, "$.verb: unknown verb 'veto'; known: table, accept"),
        ({"by": "xa"}, "$.by: expected a name of the sort 'party'"),
        ({"extra": 1}, "$.extra: unknown field of an act"),
        ({"seen": {}}, "$.seen: empty"),
        ({"payload": None}, "$.payload: empty"),
        ({"version": "0" * 64}, "$.version: does not go with notify paper"),
        ({"ad_referendum": True}, "$.ad_referendum: stands only beside accept"),
        ({"structure": {"secret": "x"}}, "$.structure.secret: unknown field; known: replaces, round, symbol"),
        ({"seen": {"XB": {"root": "0" * 64, "size": 0}}}, "$.seen.XB.size: expected 1 or more"),
        ({"seen": {"XB": {"root": "0" * 64, "size": True}}}, "$.seen.XB: expected root and size"),
        ({"payload": {"commitment": "2" * 64, "size": -1, "type": "text/plain"}}, "$.payload.size"),
        ({"at": "2027-02-30T00:00:00Z"}, "$.at"),
    ],
)
def test_act_with_a_fault_is_refused_with_the_place_of_the_fault(change, says):
    value = {**json.loads(encode(_PAPER)), **change}
    with pytest.raises(Malformed) as refusal:
        decode(json.dumps(value, separators=(",", ":"), sort_keys=True).encode())
    assert str(refusal.value).startswith(says)


@pytest.mark.parametrize("key", ["act", "at", "by", "dialogue", "kind", "object", "payload", "verb"])
def test_act_without_a_field_that_it_needs_is_refused(key):
    value = json.loads(encode(_PAPER))
    del value[key]
    with pytest.raises(Malformed):
        decode(json.dumps(value, separators=(",", ":"), sort_keys=True).encode())


def test_act_that_is_too_long_is_refused():
    long = replace(_PAPER, structure={"symbol": "x" * 120}, payload=PayloadRef("2" * 64, 5, "text/plain"))
    assert len(encode(long)) < MAX_BYTES
    with pytest.raises(Malformed, match="at most 60000 bytes"):
        decode(b" " * (MAX_BYTES + 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_an_act_or_refused(data):
    with pytest.raises(Malformed):
        decode(data)
