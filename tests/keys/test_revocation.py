# SPDX-License-Identifier: Apache-2.0
"""A log key in other hands: what it signs beyond the last receipt is no word of ours, and freezes nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pair import Answer, Pair
from test_rotation import rotate, verdict

from comity.base.errors import BadSignature, Equivocation, Ours
from comity.log.checkpoint import Checkpoint
from comity.log.signature import sign_checkpoint
from comity.node.joint.models import Evidence, Log


def forged(talks: Pair, size: int) -> bytes:
    """Sign with the stolen key what Alba never said."""
    from comity.node import keys, ledger

    with talks.at("alba"):
        ours = ledger.our_log(talks.dialogue)
        stolen = keys.load(talks.homes["alba"], talks.dialogue, ours.origin, 0).log
    return sign_checkpoint(Checkpoint(ours.origin, size, hashlib.sha256(b"%d" % size).digest()), stolen, 1_804_165_331)


def revoke(talks: Pair) -> tuple[int, int]:
    """Let Alba say three things that Boria has not seen, and revoke; gives the size and the keyset's index."""
    from comity.node import ledger, rotation

    with talks.at("alba"):
        for number in range(3):
            talks.say("table", "round", "ana", "leo", words={"title": {"en": f"Round {number}"}})
        size = rotation.receipted(ledger.our_log(talks.dialogue))
    index = rotate(talks, revoked_from=size)
    talks.meet()
    return size, index


def theirs(talks: Pair) -> Log:
    return Log.objects.get(dialogue_id=talks.dialogue, party="XA", channel="joint")


def test_forged_note_above_the_last_receipt_is_kept_and_freezes_nothing(talks: Pair, tmp_path: Path) -> None:
    size, index = revoke(talks)
    for at in range(size + 1, index + 1):
        talks.tamper = lambda answer, at=at: (
            Answer(answer.node, answer.method, answer.path, 200, forged(talks, at))
            if answer.node == "alba" and answer.path.endswith("/checkpoint") and "mirror" not in answer.path
            else None
        )
        error = talks.pull("boria").error
        assert (type(error), error.code) == (BadSignature, "theirs.revoked-key"), at
    talks.tamper = None
    with talks.at("boria"):
        assert theirs(talks).frozen == ""
        assert {row.code for row in Evidence.objects.all()} == {"theirs.revoked-key"}
    talks.meet()
    for key in ("alba", "boria"):
        assert verdict(talks, key, tmp_path / f"export-{key}") == 0


def test_forged_note_at_or_below_the_last_receipt_convicts_as_ever(talks: Pair) -> None:
    from comity.node import intake

    size, _ = revoke(talks)
    with talks.at("boria"), pytest.raises(Equivocation):
        intake.judge_older(theirs(talks), forged(talks, size))


def test_log_signed_with_the_stolen_key_beyond_the_new_keyset_is_not_signed_at_all(talks: Pair) -> None:
    _, index = revoke(talks)
    talks.tamper = lambda answer: (
        Answer(answer.node, answer.method, answer.path, 200, forged(talks, index + 1))
        if answer.node == "alba" and answer.path.endswith("/checkpoint") and "mirror" not in answer.path
        else None
    )
    assert isinstance(talks.pull("boria").error, BadSignature)
    with talks.at("boria"):
        assert theirs(talks).frozen == ""


def test_true_note_of_before_is_still_an_old_copy(talks: Pair) -> None:
    """What we ourselves signed between the receipt and the new keyset is the beginning of our log, and no forgery."""
    from comity.node import intake, ledger

    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "Round"}})
        note = bytes(ledger.our_log(talks.dialogue).checkpoint)
    revoke(talks)
    with talks.at("boria"):
        intake.judge_older(theirs(talks), note)


def test_nothing_is_revoked_below_a_receipt_or_above_the_log(talks: Pair) -> None:
    from comity.node import ledger, rotation

    with talks.at("alba"):
        ours = ledger.our_log(talks.dialogue)
        low, size = rotation.receipted(ours), ours.size
    assert 0 < low <= size
    for wrong in (low - 1, size + 1):
        with pytest.raises(Ours) as raised:
            rotate(talks, revoked_from=wrong)
        assert raised.value.code == "keys.below-receipt"
    with pytest.raises(Ours):
        rotate(talks, revoked_from=low, sorts=("road",))
    with talks.at("alba"):
        assert ledger.our_log(talks.dialogue).size == size


def test_after_the_loss_of_the_root_a_new_dialogue_continues_the_old_which_stays_readable(
    talks: Pair, tmp_path: Path
) -> None:
    """Both sides agree on the successor, by an introduction of its own; nothing is copied."""
    from comity.exchange.introduction import encode
    from comity.node import seating
    from comity.node.dialogues import room_of

    old = talks.dialogue
    (talks.homes["alba"].path / "keys" / old / "root.json").unlink()
    with pytest.raises(Ours, match="the root key is not in"):
        rotate(talks)
    with talks.at("alba"):
        one = seating.offer(seating.Offer("exercise", {"en": "Talks, continued"}, invited=("XB",), continues=old))
    with talks.at("boria"):
        complete = encode(seating.join(one))
    for key, first, second in (("alba", "leo", "ida"), ("boria", "eva", "jan")):
        with talks.at(key):
            seating.bring_in(talks.officer(first), complete)
            seating.confirm(talks.officer(second), one.dialogue)
    talks.dialogue = one.dialogue
    talks.meet()

    for key in ("alba", "boria"):
        with talks.at(key):
            new = room_of(one.dialogue)
            assert (new.dialogue.founded, new.dialogue.continues, room_of(old).dialogue.founded) == (True, old, True)
    talks.dialogue = old
    assert verdict(talks, "boria", tmp_path / "export-old") == 0
