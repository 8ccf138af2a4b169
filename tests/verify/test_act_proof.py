# SPDX-License-Identifier: Apache-2.0
"""The proof of one version: what two real nodes said holds before an outsider, and no changed bit of it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pair import make_pair
from test_publication import agree, find
from test_rotation import rotate

import comity_verify_proof
from comity.base import canonical
from comity.base.errors import NotPermitted
from comity.exchange.introduction import encode as encode_introduction
from comity.log.proof import parse_proof
from comity.node import act_proof
from comity.node.dialogues import NotHere, room_of
from comity.node.joint.models import Dialogue
from comity.node.national.models import TrailLine

AGREED, OPEN, NEVER = "the Parties agree", "only Alba says so", "words of another finding"


@pytest.fixture(scope="module")
def talked(process: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A finding that both accept, one that only Alba has tabled after new keys, and a third; for tests that look."""
    with pytest.MonkeyPatch.context() as patch:
        talks = make_pair(process, tmp_path_factory.mktemp("proved"), patch)
        talks.found()
        agree(talks, "finding", words={"wording": {"en": AGREED}})
        agree(talks, "finding", words={"wording": {"en": NEVER}})
        rotate(talks)
        with talks.at("alba"):
            talks.say("table", "finding", "ana", "leo", words={"wording": {"en": OPEN}, "marking": "TLP:RED"})
        yield talks


def given(talks: Any, words: str, sort: str = "json", key: str = "alba") -> bytes:
    version = find(talks, key, "finding", words)
    with talks.at(key):
        room = room_of(talks.dialogue)
        chosen = room.dialogue.version(version)
        assert chosen is not None
        return act_proof.whole_proof(room, chosen) if sort == "json" else act_proof.tlog_proof(room, chosen)


def verify(data: bytes, folder: Path, *arguments: str) -> int:
    file = folder / "proof.json"
    file.write_bytes(data)
    return comity_verify_proof.main([str(file), *arguments])


def test_proof_says_who_brought_and_who_accepted_and_who_countersigned(
    talked: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = find(talked, "alba", "finding", AGREED)
    with talked.at("alba"):
        introduction = tmp_path / "introduction.json"
        introduction.write_bytes(bytes(Dialogue.objects.get().introduction) + b"\n")
    for key in ("alba", "boria"):
        data = given(talked, AGREED, key=key)
        assert verify(data, tmp_path, "--introduction", str(introduction)) == 0
        said = capsys.readouterr().out
        assert f"holds: XA tables this finding; XB accepts this finding: version {version}\n" in said
        assert "XA: XB countersigned this" in said
        assert "XB: XA countersigned this" in said
        assert NEVER.encode() not in data
        assert find(talked, "alba", "finding", NEVER).encode() not in data


def test_version_that_nobody_accepted_is_proved_as_one_that_was_tabled(
    talked: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(given(talked, OPEN), tmp_path) == 0
    said = capsys.readouterr().out
    assert "holds: XA tables this finding: version" in said
    assert "accepts" not in said
    assert "XA: XB has not countersigned this checkpoint" in said


def test_proof_of_the_act_alone_is_a_tlog_proof_of_its_entry(talked: Any) -> None:
    proof = parse_proof(given(talked, AGREED, "tlog-proof"))
    proof.require(proof.extra)
    assert canonical.decode(proof.extra)["kind"] == "finding"


def test_changed_bit_is_refused_or_takes_a_countersignature_away(
    talked: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line under another name or key id is that of somebody unknown, and is passed over like any such line."""
    data, held = given(talked, AGREED), 0
    introduction = tmp_path / "introduction.json"
    with talked.at("alba"):
        introduction.write_bytes(bytes(Dialogue.objects.get().introduction))
    for bit in range(0, len(data) * 8, 1511):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        code = verify(bytes(flipped), tmp_path, "--introduction", str(introduction))
        said = capsys.readouterr().out
        assert code == 3 or "has not countersigned" in said, bit
        held += code == 0
    assert held < 5


@pytest.mark.parametrize("change", [
    lambda v, _: {**v, "proofs": v["proofs"][1:]},  # an acceptance brings nothing
    lambda v, _: {**v, "proofs": []},
    lambda v, o: {**v, "proofs": [*v["proofs"], o["proofs"][0]]},  # of another version
    lambda v, o: {**v, "payload": o["payload"]},
    lambda v, _: {name: part for name, part in v.items() if name != "payload"},
    lambda v, _: {**v, "keysets": {"XA": v["keysets"]["XA"][1:], "XB": v["keysets"]["XB"]}},
    lambda v, _: {**v, "keysets": {"XA": v["keysets"]["XB"], "XB": v["keysets"]["XB"]}},
    lambda v, _: {**v, "format": 2},
    lambda v, _: {**v, "proofs": [v["proofs"][0].replace("\nindex ", "\nindex 1"), *v["proofs"][1:]]},
])  # fmt: skip
def test_what_does_not_fit_together_is_refused(talked: Any, tmp_path: Path, change: Any) -> None:
    value, other = json.loads(given(talked, AGREED)), json.loads(given(talked, NEVER))
    assert verify(canonical.encode(value), tmp_path) == 0
    assert verify(canonical.encode(change(value, other)), tmp_path) == 3


def test_officer_takes_a_proof_along_where_the_marking_lets_it_leave_and_the_trail_says_so(talked: Any) -> None:
    agreed, marked = (find(talked, "alba", "finding", words) for words in (AGREED, OPEN))
    with talked.at("alba"):
        room = room_of(talked.dialogue)
        assert json.loads(act_proof.take(talked.officer("leo"), room, agreed, "json"))["comity"] == "proof"
        line = TrailLine.objects.order_by("-number")[0]
        assert (line.who, line.thing) == ("leo", f"proof {agreed[:16]} json")
        with pytest.raises(NotPermitted):
            act_proof.take(talked.officer("leo"), room, marked, "json")
        with pytest.raises(NotPermitted):
            act_proof.take(None, room, agreed, "json")
        with pytest.raises(NotHere):
            act_proof.take(talked.officer("leo"), room, "0" * 64, "json")


def test_another_introduction_than_the_trusted_one_is_refused(talked: Any, tmp_path: Path) -> None:
    from comity.exchange.introduction import decode

    with talked.at("alba"):
        known = decode(bytes(Dialogue.objects.get().introduction))
    other = tmp_path / "other.json"
    other.write_bytes(encode_introduction(known).replace(b'"Talks"', b'"Other"'))
    assert verify(given(talked, AGREED), tmp_path, "--introduction", str(other)) == 3
