# SPDX-License-Identifier: Apache-2.0
"""The introduction: one spelling, one fingerprint, one founding; and what is refused."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from introductions import DIALOGUE, entry_of, introduction

from comity.base.digest import digest
from comity.base.errors import Malformed, Ours
from comity.exchange.introduction import Introduction, decode, encode


def test_introduction_is_read_as_it_was_written() -> None:
    for talks in (
        introduction("XA", "XB"),
        introduction("XB", "XA"),
        introduction("XA"),
        introduction("XA", "XB", "XC"),
        replace(introduction("XA"), counterparts=("XB",), continues="ab" * 16, options={"note": 1}),
    ):
        assert decode(encode(talks)) == talks
        assert decode(encode(talks) + b"\n") == talks
        assert encode(decode(encode(talks))) == encode(talks)


def test_fingerprint_is_the_digest_of_the_file_and_changes_with_every_byte_of_it() -> None:
    talks = introduction("XA", "XB")
    changed = (
        replace(talks, purpose="live"),
        replace(talks, title={"en": "Talks."}),
        replace(talks, proposer="XB", invited=("XA",)),
        replace(talks, parties=(entry_of("XA"), replace(entry_of("XB"), address="https://boria.example:8444"))),
        replace(talks, parties=(entry_of("XA"), replace(entry_of("XB"), certificate="5f" * 32))),
    )

    assert talks.fingerprint() == digest("introduction/v1", encode(talks))
    assert len({talks.fingerprint(), *(other.fingerprint() for other in changed)}) == 1 + len(changed)


def test_joining_adds_one_entry_and_changes_nothing_else() -> None:
    complete = introduction("XB", "XA")
    offered = replace(complete, parties=(entry_of("XB"),))

    assert offered.missing == ("XA",)
    assert offered.with_party(entry_of("XA")) == complete
    assert complete.missing == ()


def test_uninvited_party_and_one_that_joined_already_are_refused() -> None:
    complete = introduction("XA", "XB")

    with pytest.raises(Ours, match="XC is not awaited in this introduction; awaited: nobody"):
        complete.with_party(entry_of("XC"))
    with pytest.raises(Ours, match="XB is not awaited"):
        complete.with_party(entry_of("XB"))


def test_founding_follows_from_the_file_alone_and_waits_until_it_is_complete() -> None:
    talks = introduction("XA", "XB")
    founding = talks.founding()

    assert founding == {
        "parties": [
            {"code": code, "origin": entry_of(code).origin, "root": entry_of(code).root.digest} for code in ("XA", "XB")
        ],
        "purpose": "exercise", "spec": 1, "title": {"en": "Talks"}, "options": {},
    }  # fmt: skip
    assert decode(encode(talks)).founding_version() == talks.founding_version()
    assert replace(talks, purpose="live").founding_version() != talks.founding_version()
    with pytest.raises(Ours, match="not complete: XB did not add its entry"):
        replace(talks, parties=(entry_of("XA"),)).founding()


def test_unknown_party_is_answered_by_those_that_are_here() -> None:
    with pytest.raises(Ours, match="no party XC in this introduction; here: XA, XB"):
        introduction("XA", "XB").party("XC")


def _value(talks: Introduction | None = None) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(encode(talks or introduction("XA", "XB")))
    return value


def _bytes(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"comity": "pouch"}, "comity"),
        ({"format": 2}, "specification|format"),
        ({"spec": 2}, "specification 2; 1 is spoken here"),
        ({"dialogue": DIALOGUE.upper()}, "dialogue"),
        ({"dialogue": DIALOGUE[:-1]}, "dialogue"),
        ({"purpose": "fun"}, "purpose"),
        ({"title": {}}, "title"),
        ({"title": {"en": "Talks\u202e"}}, r"U\+202E"),
        ({"proposer": "xa"}, "proposer"),
        ({"invited": "XB"}, "invited"),
        ({"invited": []}, "each is the proposer or invited"),
        ({"invited": ["XC"]}, "each is the proposer or invited"),
        ({"parties": []}, "parties"),
        ({"surprise": 1}, "surprise"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_field_that_is_not_as_it_must_be_is_named(change: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        decode(_bytes(_value() | change))


@pytest.mark.parametrize(
    "field", ["code", "name", "zone", "origin", "root", "address", "certificate", "road", "age"]
)  # fmt: skip
def test_field_of_a_party_that_is_missing_or_wrong_is_refused(field: str) -> None:
    for wrong in (None, 7, "", "\u200b", ["x"]):
        value = _value()
        value["parties"][1][field] = wrong
        with pytest.raises(Malformed):
            decode(_bytes(value))
    value = _value()
    del value["parties"][1][field]
    with pytest.raises(Malformed):
        decode(_bytes(value))


def test_parties_stand_once_sorted_and_with_their_own_origins() -> None:
    one, other = _value()["parties"]

    for parties in ([other, one], [one, one], [one, other, other], [one, other | {"origin": one["origin"]}]):
        with pytest.raises(Malformed, match="parties"):
            decode(_bytes(_value() | {"parties": parties}))


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"\xff", b"PK\x03\x04", b"{" * 5000], ids=repr)
def test_what_is_no_introduction_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data)


def test_another_spelling_of_the_same_file_is_refused() -> None:
    value = _value()

    for data in (
        json.dumps(value).encode(),
        json.dumps(value, separators=(",", ":"), indent=1).encode(),
        b" " + _bytes(value),
        _bytes(value).replace(b'"format":1', b'"format":1.0'),
    ):
        with pytest.raises(Malformed):
            decode(data)


def test_any_changed_byte_is_refused_or_changes_the_fingerprint() -> None:
    talks, chance = introduction("XA", "XB"), random.Random(7)
    data = encode(talks)
    for _ in range(400):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            read = decode(bytes(changed))
        except Malformed:
            continue
        assert read.fingerprint() != talks.fingerprint()
