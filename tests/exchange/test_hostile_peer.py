# SPDX-License-Identifier: Apache-2.0
"""What a node does with bytes of a peer that are not what they must be: all or nothing, blame only with proof in hand.

Boria's node is real and its keys are its own; what it serves is bent (peer_log.py). Alba looks.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pair import Pair

from comity.acts.act import MAX_BYTES
from comity.base.errors import (
    BadProof,
    BadSignature,
    Carrier,
    ComityError,
    Equivocation,
    Malformed,
)
from comity.log.note import format_note, parse_note
from comity.log.signature import sign_checkpoint
from comity.log.tile import encode_bundle
from comity.node import dialogues, intake, ledger
from comity.node.joint.models import Evidence, Log
from comity.sim.hostile import PeerLog, other_signer
from comity.sim.wire import Answer

TABLES = ("entry", "tile", "payload", "signedroot", "countersignature")
NO_NOTE = ""
WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}


def held(pair: Pair) -> list[Any]:
    """Give all that Alba holds, save when it last looked and what it keeps as evidence."""
    from django.db import connections

    with pair.at("alba"), connections["joint"].cursor() as cursor:
        found: list[Any] = list(
            Log.objects.order_by("pk").values_list("party", "size", "checkpoint", "cosigned", "seen")
        )
        for table in TABLES:
            cursor.execute(f"SELECT * FROM joint_{table} ORDER BY id")
            found.append(cursor.fetchall())
    return found


def evidence(pair: Pair) -> list[tuple[str, str, bytes]]:
    """Give what Alba keeps as evidence."""
    with pair.at("alba"):
        return [(row.code, row.sentence, bytes(row.data)) for row in Evidence.objects.order_by("pk")]


def refused(pair: Pair, tamper: Callable[[Answer], Any], error: type[ComityError], words: str) -> ComityError:
    """Assert that a look is refused with these words, keeps nothing, and leaves all in order for the next one."""
    before, remembered = held(pair), len(evidence(pair))
    pair.tamper = tamper
    found = pair.pull("alba").error
    pair.tamper = None

    assert type(found) is error, found
    assert words in str(found)
    assert held(pair) == before
    theirs = error is not Carrier
    assert len(evidence(pair)) == remembered + theirs
    if theirs:
        code, sentence, data = evidence(pair)[-1]
        assert (code, sentence) == (found.code, str(found))
        assert data or words == NO_NOTE
    return found


def goes_on(pair: Pair) -> None:
    """Assert that the true log of Boria is taken in after all."""
    with pair.at("boria"):
        pair.say("notify", "contact", "mir", "eva", words=WORDS)
    assert pair.pull("alba").error is None


def boria(pair: Pair) -> PeerLog:
    with pair.at("boria"):
        return PeerLog.here(pair.dialogue)


# --- checkpoints -------------------------------------------------------------------------------------------------


def test_checkpoint_that_goes_back_is_an_old_copy_and_nobody_is_blamed(talks: Pair) -> None:
    peer = boria(talks)

    refused(talks, peer.serve(peer.note(len(peer.entries) - 1)), Carrier, f"but we hold {len(peer.entries)} entries")
    goes_on(talks)


@pytest.mark.parametrize(("back", "more"), [(1, 1), (1, 3), (2, 2), (2, 9)])
def test_fork_is_convicted_by_both_notes_and_freezes_receipts_while_our_own_work_goes_on(
    back: int, more: int, talks: Pair
) -> None:
    peer = boria(talks)
    other = peer.fork(len(peer.entries) - back)
    for number in range(more):
        other.receipt({"XA": number})

    error = refused(talks, other.serve(), Equivocation, "signed")

    assert isinstance(error, Equivocation)
    assert parse_note(error.first).text == parse_note(peer.note()).text
    assert error.second == other.note() or parse_note(error.second).text == parse_note(other.note()).text
    kept = json.loads(evidence(talks)[0][2])
    assert (kept["first"].encode(), kept["second"].encode()) == (error.first, error.second)

    # Whatever Boria serves now, nothing is taken and no receipt is written.
    with talks.at("boria"):
        talks.say("notify", "contact", "mir", "eva", words=WORDS)
    frozen = talks.pull("alba").error
    assert isinstance(frozen, Carrier)
    assert "frozen" in str(frozen)
    with talks.at("alba"):
        size = ledger.our_log(talks.dialogue).size
        row = talks.say("notify", "contact", "ana", "leo", words=WORDS)
        assert row.expected_index == size
    talks.pull("alba")
    with talks.at("alba"):
        assert ledger.our_log(talks.dialogue).size == size + 1
    assert len(evidence(talks)) == 1


def test_older_checkpoint_of_another_history_convicts_too(talks: Pair) -> None:
    peer = boria(talks)
    other = peer.fork(len(peer.entries) - 2).receipt({"XA": 1})

    refused(talks, other.serve(), Equivocation, "signed")


def test_checkpoint_by_another_signer_is_refused(talks: Pair) -> None:
    peer = boria(talks).receipt({"XA": 1})

    refused(talks, peer.serve(peer.note(key=other_signer(peer.key.origin))), BadSignature, "lacks its signature")
    goes_on(talks)


@pytest.mark.parametrize("half", [0, 1])
def test_checkpoint_with_one_of_two_signatures_is_not_signed(half: int, talks: Pair) -> None:
    peer = boria(talks).receipt({"XA": 1})
    note = parse_note(peer.note())

    one = format_note(replace(note, signatures=note.signatures[half : half + 1]))
    refused(talks, peer.serve(one), BadSignature, "lacks its signature")


def test_checkpoint_of_another_log_is_refused(talks: Pair) -> None:
    peer = boria(talks).receipt({"XA": 1})
    key = replace(peer.key, origin="boria.example/ffffffffffffffff")

    refused(talks, peer.serve(peer.note(key=key)), Malformed, "expected a checkpoint of")


@pytest.mark.parametrize(
    "note", [b"", b"\n", b"\xff\xfe", b"x" * 300_000, b"origin\n0420\nAAAA\n\n", b"<html>error</html>"],
    ids=["empty", "line", "not-utf8", "long", "zeros", "page"],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: bytes, talks: Pair) -> None:
    refused(talks, boria(talks).serve(note), Malformed, NO_NOTE)
    goes_on(talks)


# --- entries -----------------------------------------------------------------------------------------------------


def test_flipped_entry_is_refused_and_nothing_of_it_kept(talks: Pair) -> None:
    peer = boria(talks).receipt({"XA": 1}).receipt({"XA": 2})

    def flip(bundle: bytes) -> bytes:
        return bundle[:-40] + bytes([bundle[-40] ^ 1]) + bundle[-39:]

    refused(talks, peer.serve(bend=flip), BadProof, "do not hash to the root it signed")
    goes_on(talks)


def test_any_flipped_byte_of_checkpoint_or_bundle_is_refused(talks: Pair) -> None:
    chance = random.Random(412)
    known = len(encode_bundle(boria(talks).entries))
    with talks.at("boria"):
        talks.say("notify", "contact", "mir", "eva", words=WORDS)
    before = held(talks)
    for number in range(120):
        # The entries that Alba holds already lead the bundle, and are not looked at again.
        wanted, start = ("/checkpoint", 0) if number % 2 else ("/tile/entries/", known)

        def flip(answer: Answer, wanted: str = wanted, start: int = start) -> Answer | None:
            if wanted not in answer.path or "/mirror/" in answer.path:
                return None
            data = bytearray(answer.data)
            data[chance.randrange(start, len(data))] ^= 1 << chance.randrange(8)
            return replace(answer, data=bytes(data))

        talks.tamper = flip
        assert talks.pull("alba").error is not None, number
        assert held(talks) == before
    talks.tamper = None
    goes_on(talks)


@pytest.mark.parametrize("cut", [1, 2, 60, 4000])
def test_cut_off_bundle_is_refused(cut: int, talks: Pair) -> None:
    peer = boria(talks).receipt({"XA": 1})

    refused(talks, peer.serve(bend=lambda bundle: bundle[:-cut]), Malformed, "")
    goes_on(talks)


def test_entry_larger_than_allowed_is_refused(talks: Pair) -> None:
    peer = boria(talks).add(b"x" * MAX_BYTES)

    def longer(bundle: bytes) -> bytes:
        body = b"x" * (MAX_BYTES + 1)
        return bundle[: -MAX_BYTES - 2] + len(body).to_bytes(2, "big") + body

    refused(talks, peer.serve(bend=longer), Malformed, "60")
    goes_on(talks)


def test_what_was_seen_never_goes_back(talks: Pair) -> None:
    peer = boria(talks)
    with talks.at("alba"):
        roots = {row.size: row.root for row in ledger.our_log(talks.dialogue).signed_roots.all()}
    last = max(roots)
    peer.receipt({"XA": 1}, {"XA": (last, roots[last])}).receipt({"XA": 1}, {"XA": (1, roots[1])})

    refused(talks, peer.serve(), Malformed, "says it has seen 1 entries of XA")
    goes_on(talks)


def test_root_of_ours_that_we_never_signed_is_refused(talks: Pair) -> None:
    with talks.at("alba"):
        size = ledger.our_log(talks.dialogue).size

    for seen in ((size, "0" * 64), (size + 5, "0" * 64)):
        peer = boria(talks).receipt({"XA": 1}, {"XA": seen})
        refused(talks, peer.serve(), BadProof, f"at size {seen[0]} that we never signed")
    goes_on(talks)


def test_unknown_kind_and_unreadable_entries_are_kept_receipted_and_without_effect(talks: Pair) -> None:
    peer = boria(talks)
    start = len(peer.entries)
    peer.say(kind="treaty", verb="table", object=secrets.token_hex(16), structure={"clauses": 12})
    peer.add(b"\x00\xff not an act").add(b"{}").add(b'{"act":1 }').add(b"")
    peer.say(kind="paragraph", verb="accept", object=secrets.token_hex(16), version="0" * 64)
    talks.tamper = peer.serve()

    result = talks.pull("alba")

    assert result.error is None
    assert (result.after, result.receipted, result.missing) == (start + 6, start + 6, ())
    with talks.at("alba"):
        room = dialogues.room_of(talks.dialogue)
        reasons = {j.id.index: j.without_effect for j in room.dialogue.timeline if j.id.party == "XB"}
        assert [reasons[index] for index in range(start, start + 6)] == [
            "unknown-kind", "unreadable", "unreadable", "unreadable", "unreadable", "absent",
        ]  # fmt: skip
        talks.say("notify", "contact", "ana", "leo", words=WORDS)
    # What is held is held once: the same look again takes in nothing.
    assert (talks.pull("alba").after, evidence(talks)) == (start + 6, [])


def test_more_entries_than_are_taken_at_once_are_left_for_later(talks: Pair) -> None:
    peer = boria(talks)
    ahead = intake.MAX_ENTRIES_AT_ONCE + 1
    note = sign_checkpoint(replace(_checkpoint(peer), size=len(peer.entries) + ahead), peer.key, 1_804_000_000)

    refused(talks, peer.serve(note), Carrier, f"{ahead} new entries, and at most {ahead - 1}")
    goes_on(talks)


def _checkpoint(peer: PeerLog) -> Any:
    from comity.log.checkpoint import parse_checkpoint

    return parse_checkpoint(parse_note(peer.note()).text)


# --- payloads and countersignatures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bend", [lambda d: d[:-1] + b"!", lambda d: d[:20], lambda _: b""], ids=["other", "cut", "empty"]
)
def test_payload_that_does_not_open_its_commitment_is_not_kept_and_its_entry_not_receipted(
    bend: Callable[[bytes], bytes], talks: Pair
) -> None:
    with talks.at("boria"):
        talks.say("notify", "contact", "mir", "eva", words=WORDS)
    before = talks.pull("boria").receipted
    talks.tamper = lambda answer: replace(answer, data=bend(answer.data)) if "/payload/" in answer.path else None

    result = talks.pull("alba")

    assert isinstance(result.error, BadProof)
    assert len(result.missing) == 1
    assert result.receipted < result.after
    assert len(evidence(talks)) == 1
    talks.tamper = None
    assert (talks.pull("alba").error, talks.pull("alba").missing) == (None, ())
    assert talks.pull("boria").receipted >= before


def test_payload_that_is_not_delivered_is_named_and_its_entry_not_receipted(talks: Pair) -> None:
    with talks.at("boria"):
        row = talks.say("notify", "contact", "mir", "eva", words=WORDS)
    talks.tamper = lambda answer: replace(answer, status=404) if "/payload/" in answer.path else None

    result = talks.pull("alba")

    commitment = row.act["payload"]["commitment"]
    assert (result.error, result.missing) == (None, (commitment,))
    assert result.receipted < result.after
    assert "1 payload(s) not delivered" in result.sentence()
    talks.tamper = None
    assert talks.pull("alba").missing == ()


def test_countersignature_without_the_peers_own_signatures_is_not_kept(talks: Pair) -> None:
    def strip(answer: Answer) -> Answer | None:
        if "/mirror/" not in answer.path:
            return None
        note = parse_note(answer.data)
        return replace(answer, data=format_note(replace(note, signatures=note.signatures[:2])))

    refused(talks, strip, BadProof, "without its own cosignatures")
    goes_on(talks)


# --- the beginning -----------------------------------------------------------------------------------------------


def test_keyset_that_the_root_of_the_introduction_did_not_sign_is_refused(pair: Pair) -> None:
    pair.tamper = lambda answer: replace(answer, status=404)  # nobody hears anything yet
    with pytest.raises(AssertionError):
        pair.found()
    pair.tamper = None
    peer = _introduced(pair)

    keyset = json.loads(peer.entries[0])
    keyset["structure"]["signature"]["ed25519"] = "A" * 86 + "=="
    forged = replace(
        peer, entries=[json.dumps(keyset, separators=(",", ":"), sort_keys=True).encode(), *peer.entries[1:]]
    )

    refused(pair, forged.serve(), BadSignature, "not signed by the root in the introduction")
    refused(pair, replace(peer, entries=peer.entries[1:]).serve(), Malformed, "is not its keyset")
    pair.meet()


def _introduced(pair: Pair) -> PeerLog:
    """Find the dialogue whose introduction both have confirmed, though neither has heard the other."""
    from comity.node.joint.models import Dialogue

    with pair.at("boria"):
        pair.dialogue = Dialogue.objects.get().pk
        return PeerLog.here(pair.dialogue)
