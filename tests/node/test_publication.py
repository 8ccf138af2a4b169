# SPDX-License-Identifier: Apache-2.0
"""Publishing: what joint releases name stands in a public log of its own, which proves it and tells nothing else."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pair import make_pair

from comity.acts.act import decode
from comity.acts.public import encode_opening
from comity.base.digest import open_payload
from comity.exchange.card import card_of, check_opening, encode_card, read_public_keyring
from comity.exchange.gate import Keyring
from comity.exchange.introduction import decode as decode_introduction
from comity.log.proof import parse_proof
from comity.log.signature import open_checkpoint
from comity.node import desk, fsck, keys, means, publication, store
from comity.node.dialogues import published
from comity.node.joint.models import Dialogue

SECRET = "a finding that nobody released"
NO_ROOM = "the Parties welcome progress"


def find(pair, key: str, kind: str, words: str = "") -> str:
    """Give the version of a thing, by what its words say."""
    from comity.node.dialogues import room_of

    with pair.at(key):
        room = room_of(pair.dialogue)
        for thing in room.dialogue.of_kind(kind):
            for version in thing.versions:
                if words in str(room.words(version.payload)):
                    return version.id
    raise AssertionError(kind)


def agree(pair, kind: str, **intent) -> None:
    """Let Alba table something, and Boria accept it."""
    with pair.at("alba"):
        version = desk.act_of(pair.say("table", kind, "ana", "leo", **intent)).version
    pair.meet()
    with pair.at("boria"):
        pair.say("accept", kind, "mir", "eva", version=version)
    pair.meet()


@pytest.fixture(scope="module")
def released(process, tmp_path_factory):
    """Two findings, one of which is jointly released at once; for tests that only look."""
    with pytest.MonkeyPatch.context() as patch:
        talks = make_pair(process, tmp_path_factory.mktemp("released"), patch)
        talks.found()
        yield _release(talks)


def _release(talks):
    agree(talks, "finding", words={"wording": {"en": NO_ROOM}})
    agree(talks, "finding", words={"wording": {"en": SECRET}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", NO_ROOM)]})
    return talks


def test_released_version_stands_in_the_public_log_of_each_node_under_its_own_name(released):
    version = find(released, "alba", "finding", NO_ROOM)
    origins = set()
    for key in ("alba", "boria"):
        with released.at(key):
            log = publication.public_log(released.dialogue)
            assert log is not None
            origins.add(log.origin)
            assert publication.places(released.dialogue) == {version: 2}
            assert [item.id for item in published()] == [version]
            assert all(not c.findings for c in fsck.fsck())
    assert len(origins) == 2


def test_public_log_tells_nothing_of_the_joint_one(released):
    with released.at("alba"):
        introduction = decode_introduction(bytes(Dialogue.objects.get().introduction))
        log = publication.public_log(released.dialogue)
        place = publication.place_of(released.dialogue, find(released, "alba", "finding", NO_ROOM))
        everything = b"".join(store.entries(log, 0, log.size)) + encode_card(place.card) + bytes(log.checkpoint)
        everything += publication.proof_file(place)
        secret = find(released, "alba", "finding", SECRET)
    for party in introduction.parties:
        for private in (party.origin, party.address, party.certificate, party.age):
            assert private.encode() not in everything
        assert base64.b64encode(party.road) not in everything
    assert secret.encode() not in everything
    assert SECRET.encode() not in everything
    assert b"Talks" not in everything  # the title
    assert b"seen" not in everything


def test_proof_file_leads_from_the_words_to_the_root_key(released):
    version = find(released, "alba", "finding", NO_ROOM)
    with released.at("alba"):
        place = publication.place_of(released.dialogue, version)
        value = json.loads(publication.proof_file(place))
        card = card_of(decode_introduction(bytes(Dialogue.objects.get().introduction)), "XA", place.log.origin)
    proof = parse_proof(value["proof"].encode())
    entry = proof.extra
    proof.require(entry)
    act = decode(entry)
    assert (act.version, act.verb, act.kind) == (version, "table", "finding")
    assert NO_ROOM.encode() in open_payload(act.payload.commitment, base64.b64decode(value["payload"]))
    (keyset,) = value["keysets"]
    ring = read_public_keyring(
        Keyring(), 0, [encode_opening("keyset", "XA", card.dialogue, "2027-03-04T13:02:11Z", keyset)], card
    )
    open_checkpoint(proof.note, origin=card.origin, vkeys=ring.at(proof.checkpoint.size).log)


def test_publishing_again_writes_nothing(released):
    with released.at("alba"):
        before = publication.public_log(released.dialogue).size
        assert publication.publish(released.dialogue) == range(0)
        assert publication.public_log(released.dialogue).size == before == 3


def test_release_takes_effect_not_before_its_instant(talks):
    agree(talks, "finding", words={"wording": {"en": NO_ROOM}})
    agree(
        talks, "release",
        structure={"releases": [find(talks, "alba", "finding", NO_ROOM)], "not_before": "2999-01-01T12:00:00Z"},
    )  # fmt: skip
    with talks.at("alba"):
        assert publication.publish(talks.dialogue) == range(0)
        assert published() == ()
        later = replace(means.means(), now=lambda: datetime(2999, 1, 1, 12, tzinfo=UTC))
        with means.using(later):
            assert publication.publish(talks.dialogue) == range(2, 3)
            assert [item.version.kind for item in published()] == ["finding"]


def test_keyset_is_signed_when_the_dialogue_opens_so_that_the_root_can_leave(talks):
    for key in ("alba", "boria"):
        (talks.homes[key].path / "keys" / talks.dialogue / "root.json").unlink()
    agree(talks, "finding", words={"wording": {"en": NO_ROOM}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", NO_ROOM)]})
    for key in ("alba", "boria"):
        with talks.at(key):
            log = publication.public_log(talks.dialogue)
            entries = store.entries(log, 0, log.size)
            check_opening(entries, publication.card_for(log))
            assert log.size == 3


def test_dialogue_of_earlier_days_publishes_once_the_root_has_signed(talks, tmp_path):
    """Without the keyset, and with the root elsewhere, nothing is written; with the root's file it goes on."""
    folder = talks.homes["alba"].path / "keys" / talks.dialogue
    for name in ("public.json", "public-keyset.json"):
        (folder / name).unlink()
    away = (folder / "root.json").rename(tmp_path / "root.json")
    agree(talks, "finding", words={"wording": {"en": NO_ROOM}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", NO_ROOM)]})
    with talks.at("alba"):
        assert publication.public_log(talks.dialogue) is None
        introduction = decode_introduction(bytes(Dialogue.objects.get().introduction))
        publication.prepare(introduction, "XA", root=away)
        assert publication.publish(talks.dialogue) == range(2, 3)
        assert keys.kept_public_keyset(talks.homes["alba"], talks.dialogue)["serial"] == 0
