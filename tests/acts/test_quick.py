# SPDX-License-Identifier: Apache-2.0
"""Reading quickly: the verdict of reading slowly, field by field, on every act and on whatever is nearly one."""

from __future__ import annotations

import json
import random

import msgspec
import pytest
import slow_act
from any_act import acts
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.acts import quick
from comity.acts.act import MAX_BYTES, Act, Verb, decode, encode
from comity.acts.kinds import KINDS
from comity.base import canonical
from comity.base.errors import Malformed
from comity.base.names import is_name, moment, spelled

_spell = msgspec.json.Encoder(order="deterministic").encode
STRANGE = (
    None, True, False, 0, 1, -1, 2**53 - 1, 2**53, 1.0, 0.5, "", "x", "XA", "g" * 64, "A" * 64, "a" * 64, "0" * 32,
    " " + "0" * 31, "0" * 31 + "\n", "2027-02-30T00:00:00Z", "2027-03-04T24:00:00Z", "2027-03-04T13:02:61Z",
    "caf\u00e9", "cafe\u0301", "\u202e", "a\x7fb", "tab\t", [], [[]], ["0" * 32, "0" * 32], ["a" * 64, "b" * 64],
    [1, 1.0], {}, {"XA": 1}, {"XA": {"root": "0" * 64, "size": 1}}, {"held": {"XA": 2**53}}, "table", "accept",
    "receipt", "keyset", "release", "paragraph", "nothing_known",
)  # fmt: skip
KEYS = (*sorted(slow_act._KEYS), "text", "language", "place", "held", "XA", "size", "commitment", "releases", "zzz")


def verdict(read, data):
    try:
        return read(data)
    except Malformed as error:
        return str(error)


def agree(data):
    found, quickly = verdict(slow_act.decode, data), quick.sound(data, MAX_BYTES)
    assert verdict(decode, data) == found
    assert quickly is None or isinstance(found, Act)
    return found


def changed(rnd, value):
    """Change something somewhere in a JSON value."""
    if isinstance(value, dict) and value and rnd.random() < 0.85:
        value, key = dict(value), rnd.choice(list(value))
        roll = rnd.random()
        if roll < 0.15:
            del value[key]
        elif roll < 0.3:
            value[rnd.choice(KEYS)] = rnd.choice(STRANGE)
        else:
            value[key] = changed(rnd, value[key])
        return value
    if isinstance(value, list) and value and rnd.random() < 0.6:
        value, place = list(value), rnd.randrange(len(value))
        value[place] = changed(rnd, value[place]) if rnd.random() < 0.7 else value[rnd.randrange(len(value))]
        return value
    return rnd.choice(STRANGE)


@settings(max_examples=300, deadline=None)
@given(acts())
def test_reading_gives_the_act_that_reading_slowly_gives(act):
    data = encode(act)
    assert agree(data) == decode(data)


@settings(max_examples=300, deadline=None)
@given(acts(), st.integers(0, 2**32))
def test_reading_what_is_nearly_an_act_has_the_verdict_of_reading_slowly(act, seed):
    rnd, value = random.Random(seed), canonical.decode(encode(act))
    for _ in range(8):
        other = value
        for _ in range(rnd.randint(1, 3)):
            other = changed(rnd, other)
        agree(_spell(other))
        agree(json.dumps(other).encode())


@settings(max_examples=300, deadline=None)
@given(acts(), st.integers(0, 2**32))
def test_reading_bytes_with_a_few_changed_has_the_verdict_of_reading_slowly(act, seed):
    rnd, data = random.Random(seed), bytearray(encode(act))
    for _ in range(rnd.randint(1, 3)):
        roll, at = rnd.random(), rnd.randrange(len(data))
        if roll < 0.6:
            data[at] = rnd.randrange(256) if rnd.random() < 0.5 else rnd.choice(b'{}[]":,0a\\ \n\x7f')
        elif roll < 0.8:
            data.insert(at, rnd.choice(b'0a" \\,'))
        else:
            del data[at]
    agree(bytes(data))


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("verb", list(Verb))
def test_which_fields_go_with_a_kind_and_a_verb_is_said_alike_by_both(kind, verb):
    rnd = random.Random(f"{kind} {verb}")
    value = {"act": 1, "at": "2027-03-04T13:02:11Z", "by": "XA", "dialogue": "0" * 32, "kind": kind, "verb": verb.value}
    more = {
        "object": "1" * 32, "version": "2" * 64, "supersedes": "3" * 64, "adopts": "4" * 64, "ad_referendum": True,
        "payload": {"commitment": "5" * 64, "size": 1, "type": "text/plain"},
        "seen": {"XB": {"root": "6" * 64, "size": 2}}, "structure": STRUCTURES.get(kind, {"held": {"XA": 1}}),
        "reported": {"party": "XB", "on": "2027-03", "means": "mail", "reference": "No. 12"},
    }  # fmt: skip
    found = [agree(_spell(value | {key: more[key] for key in more if rnd.random() < 0.5})) for _ in range(300)]
    assert not any(isinstance(f, Act) for f in found) or any(isinstance(f, str) for f in found)


def test_plain_acts_are_read_quickly_and_not_twice():
    for kind, structure in STRUCTURES.items():
        value = {
            "act": 1, "at": "2027-03-04T13:02:11Z", "by": "XA", "dialogue": "0" * 32, "kind": kind, "object": "1" * 32,
            "structure": structure, "verb": "notify" if kind in {"remark", "check"} else "table",
            "payload": {"commitment": "5" * 64, "size": 1, "type": "text/plain"},
        }  # fmt: skip
        data = _spell({key: item for key, item in value.items() if item})
        assert quick.sound(data, MAX_BYTES) == canonical.decode(data)
    assert quick.sound(data, len(data) - 1) is None


@given(
    st.text("0123456789-:TZ", min_size=20, max_size=20) | st.sampled_from([s for s in STRANGE if isinstance(s, str)])
)
def test_an_instant_is_one_that_the_calendar_knows(text):
    ask = spelled("instant")
    assert ask(text) == is_name("instant", text)
    try:
        moment(text)
    except ValueError:
        assert not ask(text)


STRUCTURES = {
    "release": {"releases": ["a" * 64, "b" * 64]},
    "paragraph": {"text": "2" * 32, "language": "en", "place": "a", "split_from": ["3" * 32]},
    "text": {"languages": [{"language": "en", "status": "authentic"}]},
    "remark": {"about": "c" * 64},
    "check": {"to": ["XB"], "answer_by": "2027-03-04T13:02:11Z"},
}
