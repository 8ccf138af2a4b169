# SPDX-License-Identifier: Apache-2.0
"""A log key that the root revoked from a size: on both sides of that size, node and verifiers give one verdict.

Alba's log has keyset 0 at entry 0 and keyset 1, which revokes from size 3, at entry 5:

    size      1  2  3 | 4  5 | 6  7
    old key   signs   | none | not in force
    new key   -       | -    | signs
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from two_logs import NOW, Story, founded, key

import comity_verify
import comity_verify_public
from comity.acts.act import PayloadRef
from comity.acts.keyset import DOMAIN, keyset_message
from comity.acts.public import encode_opening, encode_released
from comity.base import canonical
from comity.base.digest import commitment
from comity.base.errors import BadSignature, Equivocation
from comity.exchange.card import Card, card_of, encode_card, read_public_keyring
from comity.exchange.evidence import encode_equivocation
from comity.exchange.gate import Keyring, read_keyring, unless_revoked
from comity.log.checkpoint import Checkpoint
from comity.log.equivocation import judge
from comity.log.keys import sign_message
from comity.log.merkle import inclusion_proof, leaf_hash, prefix_proof, root
from comity.log.note import b64, format_vkey
from comity.log.proof import TlogProof, format_proof
from comity.log.signature import LogKey, cosign, open_checkpoint, sign_checkpoint

REVOKED, INDEX, SIZE = 3, 5, 7
SALTED = bytes(32) + b"words"
WORDS = PayloadRef(commitment(SALTED[:32], SALTED[32:]), 5, "text/plain")
ORIGIN = "alba.example/public-91c2a07be2f94c55"


def revoking(**changes: Any) -> Story:
    """Alba says two things, revokes its log key from size 3, and says one thing more by the new one."""
    story = founded()
    for words in (b"one", b"two", b"three"):
        story.tell("XA", words)
    alba = story.sides["XA"]
    assert len(alba.entries) == INDEX
    alba.log_label = "new log"
    story.add("XA", alba.keyset(1, **{"revoked_from": REVOKED, **changes}))
    story.tell("XA", b"four")
    assert len(alba.entries) == SIZE
    return story


def old(story: Story) -> LogKey:
    return LogKey(story.sides["XA"].origin, key("XA log"))


def new(story: Story) -> LogKey:
    return story.sides["XA"].log


def forged(signer: LogKey, size: int) -> bytes:
    return sign_checkpoint(Checkpoint(signer.origin, size, hashlib.sha256(b"%d" % size).digest()), signer, NOW)


def true(story: Story, signer: LogKey, size: int) -> bytes:
    return sign_checkpoint(Checkpoint(signer.origin, size, story.sides["XA"].root_at(size)), signer, NOW)


def ring_of(story: Story) -> Keyring:
    return read_keyring(Keyring(), 0, story.sides["XA"].entries, story.introduction, "XA")


def node_convicts(story: Story, note: bytes, size: int) -> bool:
    """Ask the node's own code whether this note and Alba's newest checkpoint are two histories of Alba."""
    ring, leaves = ring_of(story), story.sides["XA"].leaves
    newest = true(story, new(story), SIZE)
    proof = prefix_proof(leaves, size, SIZE) if size < SIZE else []
    origin = story.sides["XA"].origin
    try:
        with unless_revoked(ring, size):
            judge(note, newest, origin=origin, vkeys=ring.at(size).log, other_vkeys=ring.at(SIZE).log, proof=proof)
    except Equivocation:
        return True
    except BadSignature:
        return False
    return False


def verifier_convicts(story: Story, note: bytes, size: int, folder: Path) -> bool:
    """Ask the stand-alone verifier the same, by a file as somebody who does not know better would write it."""
    leaves = story.sides["XA"].leaves
    proof = tuple(prefix_proof(leaves, size, SIZE)) if size < SIZE else ()
    error = Equivocation("two", first=note, second=true(story, new(story), SIZE), proof=proof)
    structures = [canonical.decode(story.sides["XA"].entries[index])["structure"] for index, _ in ring_of(story).sets]
    file = folder / "evidence.json"
    file.write_bytes(encode_equivocation(error, story.introduction, "XA", structures))
    return comity_verify.main(["--evidence", str(file)]) == 0


@pytest.mark.parametrize("size", range(1, SIZE + 1))
@pytest.mark.parametrize("by", [old, new])
def test_forgery_convicts_on_one_side_of_the_size_and_not_on_the_other(size: int, by: Any, tmp_path: Path) -> None:
    story = revoking()
    note = forged(by(story), size)
    expected = (size <= REVOKED) if by is old else (size > INDEX)

    assert node_convicts(story, note, size) is expected
    if by is old or size > INDEX:  # of the new key below its own entry the file cannot tell, and the root names it
        assert verifier_convicts(story, note, size, tmp_path) is expected


@pytest.mark.parametrize(("change", "convicts"), [
    ({"revoked_from": 4}, True),
    ({"revoked_from": 3}, False),
    ({"revoked_from": 0}, False),
])  # fmt: skip
def test_the_size_itself_is_not_revoked(change: dict[str, Any], convicts: bool, tmp_path: Path) -> None:
    story = revoking(**change)
    note = forged(old(story), 4)
    assert node_convicts(story, note, 4) is convicts
    assert verifier_convicts(story, note, 4, tmp_path) is convicts


def test_keyset_that_names_the_same_keys_again_revokes_nothing(tmp_path: Path) -> None:
    vkeys = [format_vkey(v) for v in LogKey("alba.example/4c1d0a7be2f94c55", key("XA log")).vkeys]
    story = revoking(log=vkeys)
    story.sides["XA"].log_label = "log"
    note = forged(old(story), 5)
    assert node_convicts(story, note, 5) is True
    assert verifier_convicts(story, note, 5, tmp_path) is True


@pytest.mark.parametrize("wrong", ["3", True, -1, [3], 3.5])
def test_size_that_is_none_makes_no_keyset(wrong: object) -> None:
    story = revoking()
    alba = story.sides["XA"]
    act = canonical.decode(alba.entries[INDEX])
    said = {**act["structure"], "revoked_from": wrong}
    del said["signature"]
    double = sign_message(alba.root, DOMAIN, keyset_message("XA", act["dialogue"], said)) if wrong != 3.5 else None
    said["signature"] = {"ed25519": b64(double.ed25519), "mldsa44": b64(double.mldsa44)} if double else {}
    party = comity_verify.Party("XA", alba.origin, [alba.root.public.ed25519, alba.root.public.mldsa44])
    comity_verify.check_keyset(party, canonical.decode(alba.entries[0]), "entry 0")
    with pytest.raises(comity_verify.DoesNotHold):
        comity_verify.check_keyset(party, {**act, "structure": said}, "entry 5")


@pytest.mark.parametrize(("signer", "size", "code"), [
    (old, 4, 0),  # a true checkpoint of ours above the size: it is the beginning of the log that is here
    (old, 5, 0),
    (old, 6, 3),  # beyond the keyset the old key signs nothing
    (new, 5, 3),  # and before it the new one
    (new, 6, 0),
])  # fmt: skip
def test_cosigned_checkpoint_of_an_export_is_signed_by_the_keys_of_its_size(
    signer: Any, size: int, code: int, tmp_path: Path
) -> None:
    story = revoking()
    export = story.export(tmp_path)
    note = cosign(true(story, signer(story), size), story.sides["XB"].mirror, NOW + 60)
    (export / "logs" / "XA" / "cosigned").write_bytes(note)
    assert comity_verify.main([str(export)]) == code


# --- a public log ----------------------------------------------------------------------------------------------------


def public_log() -> tuple[Card, list[bytes], LogKey, LogKey]:
    """Alba's public log of the same shape: entries 2 to 4 and 6 publish findings, entry 5 revokes from size 3."""
    story = founded()
    alba, dialogue = story.sides["XA"], story.introduction.dialogue
    card = card_of(story.introduction, "XA", ORIGIN)
    signers = [LogKey(ORIGIN, key(label)) for label in ("public", "new public")]
    entries = []

    def opening(serial: int, **more: int) -> None:
        structure: dict[str, Any] = {
            "origin": ORIGIN, "serial": serial, "log": [format_vkey(v) for v in signers[serial].vkeys], **more,
        }  # fmt: skip
        double = sign_message(alba.root, DOMAIN, keyset_message("XA", dialogue, structure))
        structure["signature"] = {"ed25519": b64(double.ed25519), "mldsa44": b64(double.mldsa44)}
        entries.append(encode_opening("keyset", "XA", dialogue, "2027-03-04T13:02:11Z", structure))

    def publish(number: int) -> None:
        entries.append(encode_released(
            "finding", f"{number:032x}", {}, WORDS, "", by="XA", dialogue=dialogue, at="2027-03-04T13:02:11Z"
        ))  # fmt: skip

    opening(0)
    entries.append(encode_opening("founding", "XA", dialogue, "2027-03-04T13:02:11Z", card.founding()))
    for number in range(3):
        publish(number)
    opening(1, revoked_from=REVOKED)
    publish(3)
    return card, entries, *signers


@pytest.mark.parametrize("size", range(3, SIZE + 1))
@pytest.mark.parametrize("by", ["old", "new"])
def test_publication_under_a_checkpoint_of_a_revoked_key_is_refused(size: int, by: str, tmp_path: Path) -> None:
    """Without the log, what the thief signed cannot be told from our own: all of it above the size is refused."""
    card, entries, first, second = public_log()
    ring = read_public_keyring(Keyring(), 0, entries, card)
    assert [index for index, _ in ring.sets] == [0, INDEX]
    leaves = [leaf_hash(entry) for entry in entries[:size]]
    note = sign_checkpoint(Checkpoint(ORIGIN, size, root(leaves)), first if by == "old" else second, NOW)
    proof = format_proof(TlogProof(2, tuple(inclusion_proof(leaves, 2, size)), note, entries[2]))
    value = {
        "comity": "publication", "format": 1, "card": canonical.decode(encode_card(card)), "proof": proof.decode(),
        "payload": b64(SALTED),
        "keysets": [canonical.decode(entries[index])["structure"] for index, _ in ring.sets],
    }  # fmt: skip
    file = tmp_path / "publication.json"
    file.write_bytes(canonical.encode(value))

    holds = comity_verify_public.main([str(file)]) == 0

    assert holds is (size <= REVOKED or by == "new")
    assert ring.disowns(note, ORIGIN) is not holds
    if by == "old" and size > INDEX:  # the node does not take it for signed at all
        with pytest.raises(BadSignature):
            open_checkpoint(note, origin=ORIGIN, vkeys=ring.at(size).log)
