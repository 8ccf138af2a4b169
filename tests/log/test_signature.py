# SPDX-License-Identifier: Apache-2.0
"""Checkpoints signed by both keys of the log and cosigned by both of the mirror; anything less is refused."""

from __future__ import annotations

import base64
import struct
from dataclasses import replace

import pytest
from log_keys import ALBA, BORIA, BORIA_MIRROR, NOW, ORIGIN, WITNESS, checkpoint, key, signed

from comity.base.errors import BadSignature, Malformed
from comity.log import cosignature
from comity.log.note import KeyType, NoteSignature, VerifierKey, format_note, parse_note
from comity.log.signature import Cosignature, Cosigner, LogKey, cosign, cosignatures, open_checkpoint, sign_checkpoint


def opened(note: bytes):
    return open_checkpoint(note, origin=ORIGIN, vkeys=ALBA.vkeys)


def without(note: bytes, number: int) -> bytes:
    parsed = parse_note(note)
    lines = parsed.signatures
    return format_note(replace(parsed, signatures=(*lines[:number], *lines[number + 1 :])))


def test_checkpoint_signed_by_both_keys_opens():
    note = signed(7)
    found = opened(note)

    assert found.checkpoint == checkpoint(7)
    assert found.timestamp == NOW
    assert format_note(found.note) == note
    assert [line.name for line in found.note.signatures] == [ORIGIN, ORIGIN]


def test_signed_bytes_are_those_of_the_specification():
    text = parse_note(signed(7)).text.encode()
    ed, ml = ALBA.vkeys
    ed_mirror, _ = BORIA_MIRROR.vkeys
    name = ORIGIN.encode()

    assert cosignature.signed_bytes(ed, checkpoint(7), NOW) == text
    assert cosignature.signed_bytes(ed_mirror, checkpoint(7), NOW) == b"cosignature/v1\ntime 1679315147\n" + text
    assert cosignature.signed_bytes(ml, checkpoint(7), NOW) == (
        b"subtree/v1\n\0" + bytes([len(name)]) + name + struct.pack(">Q", NOW)
        + bytes([len(name)]) + name + struct.pack(">QQ", 0, 7) + checkpoint(7).root
    )  # fmt: skip


def test_each_line_carries_id_time_and_signature():
    note = parse_note(cosign(signed(7), BORIA_MIRROR, NOW + 1))
    assert [len(line.signature) for line in note.signatures] == [64, 8 + 2420, 8 + 64, 8 + 2420]
    assert [line.signature[:8] for line in note.signatures[1:]] == [struct.pack(">Q", NOW + i) for i in (0, 1, 1)]
    assert [line.key_id for line in note.signatures] == [k.id for k in (*ALBA.vkeys, *BORIA_MIRROR.vkeys)]


def test_cosignature_example_of_the_specification_reads():
    """Its public key is not published, so only the frame can be checked."""
    line = "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    note = parse_note(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        f"— witness.example.com/w1 {line}\n".encode()
    )
    assert struct.unpack(">Q", note.signatures[0].signature[:8]) == (1679315147,)
    assert len(note.signatures[0].signature) == 8 + 64
    assert base64.b64encode(note.signatures[0].key_id + note.signatures[0].signature).decode() == line


@pytest.mark.parametrize(("number", "type_"), [(0, "01"), (1, "06")])
def test_checkpoint_with_one_signature_of_the_two_is_refused(number, type_):
    with pytest.raises(BadSignature, match=f"lacks its signature of type {type_}"):
        opened(without(signed(7), number))


def test_checkpoint_signed_by_another_key_under_our_name_is_refused():
    with pytest.raises(BadSignature, match="lacks"):
        opened(signed(7, signer=LogKey(ORIGIN, key(9))))


def forge(note: bytes, number: int, signature: bytes) -> bytes:
    parsed = parse_note(note)
    lines = list(parsed.signatures)
    lines[number] = replace(lines[number], signature=signature)
    return format_note(replace(parsed, signatures=tuple(lines)))


@pytest.mark.parametrize(
    ("number", "signature"),
    [
        (0, b"\1"), (0, bytes(64)), (0, parse_note(signed(8)).signatures[0].signature),
        (1, b"\1"), (1, bytes(2428)), (1, parse_note(signed(8)).signatures[1].signature),
        (1, struct.pack(">Q", NOW + 1) + parse_note(signed(7)).signatures[1].signature[8:]),
        (1, parse_note(signed(7)).signatures[1].signature + b"\0"),
    ],
)  # fmt: skip
def test_signature_of_a_known_key_that_does_not_hold_spoils_the_note(number, signature):
    with pytest.raises(BadSignature, match="does not hold"):
        opened(forge(signed(7), number, signature))


def test_signature_without_a_time_is_refused_though_the_key_made_it():
    _, vkey = ALBA.vkeys
    timeless = bytes(8) + ALBA.signer.sign_mldsa44(cosignature.signed_bytes(vkey, checkpoint(7), 0))
    with pytest.raises(BadSignature, match="does not hold"):
        opened(forge(signed(7), 1, timeless))


def test_signatures_of_one_type_do_not_pass_for_the_other():
    ed, _ = ALBA.vkeys
    as_cosignature = VerifierKey(ORIGIN, KeyType.ED25519_COSIGNATURE, ed.public)
    stamp = struct.pack(">Q", NOW)
    plain = ALBA.signer.sign_ed25519(cosignature.signed_bytes(ed, checkpoint(7), NOW))
    line = NoteSignature(ORIGIN, as_cosignature.id, stamp + plain)

    assert cosignature.verify_line(as_cosignature, checkpoint(7), line) is None
    assert as_cosignature.id != ed.id


def test_checkpoint_of_another_log_is_refused():
    other = sign_checkpoint(replace(checkpoint(7), origin=BORIA.origin), BORIA, NOW)
    with pytest.raises(Malformed, match="expected a checkpoint of alba"):
        opened(other)


def test_unknown_signatures_are_passed_over():
    assert opened(cosign(cosign(signed(7), WITNESS, NOW), BORIA_MIRROR, NOW)).checkpoint == checkpoint(7)
    parsed = parse_note(signed(7))
    # The same name with another id, and the same id under another name, are other keys.
    strange = (replace(parsed.signatures[0], key_id=b"\0\0\0\1"), replace(parsed.signatures[0], name="x.example"))
    assert opened(format_note(replace(parsed, signatures=(*strange, *parsed.signatures)))).checkpoint == checkpoint(7)


def test_second_signature_by_a_known_key_is_refused():
    parsed = parse_note(signed(7))
    twice = format_note(replace(parsed, signatures=(*parsed.signatures, parsed.signatures[0])))
    with pytest.raises(Malformed, match="2 signatures by one key"):
        opened(twice)


@pytest.mark.parametrize("vkeys", [(), ALBA.vkeys[:1], ALBA.vkeys[1:], (*ALBA.vkeys, ALBA.vkeys[0]), BORIA.vkeys])
def test_keys_that_are_not_one_log_s_two_are_refused(vkeys):
    with pytest.raises(Malformed, match="one key of type 01 and one of type 06"):
        open_checkpoint(signed(7), origin=ORIGIN, vkeys=vkeys)


def test_note_that_is_no_checkpoint_is_refused():
    parsed = parse_note(signed(7))
    for text in ("hello\n", parsed.text + "extension\n"):
        with pytest.raises(Malformed):
            opened(format_note(replace(parsed, text=text)))


def test_checkpoint_cosigned_by_both_keys_counts_once():
    note = cosign(cosign(signed(7), BORIA_MIRROR, NOW + 5), WITNESS, NOW + 9)

    vkeys = (*WITNESS.vkeys, *BORIA_MIRROR.vkeys)
    assert cosignatures(note, vkeys) == (Cosignature(WITNESS.name, NOW + 9), Cosignature(BORIA_MIRROR.name, NOW + 5))
    assert cosignatures(note, BORIA_MIRROR.vkeys) == (Cosignature(BORIA_MIRROR.name, NOW + 5),)
    assert cosignatures(signed(7), vkeys) == ()


@pytest.mark.parametrize("number", [2, 3])
def test_cosignature_by_one_key_of_the_two_does_not_count(number):
    assert cosignatures(without(cosign(signed(7), BORIA_MIRROR, NOW), number), BORIA_MIRROR.vkeys) == ()


@pytest.mark.parametrize("number", [2, 3])
def test_cosignature_of_another_checkpoint_spoils_the_note(number):
    other = parse_note(cosign(signed(8), BORIA_MIRROR, NOW)).signatures[number].signature
    with pytest.raises(BadSignature, match="does not hold"):
        cosignatures(forge(cosign(signed(7), BORIA_MIRROR, NOW), number, other), BORIA_MIRROR.vkeys)


def test_cosignature_whose_two_times_differ_counts_from_the_later():
    early, late = (parse_note(cosign(signed(7), BORIA_MIRROR, time)) for time in (NOW, NOW + 60))
    mixed = format_note(replace(early, signatures=(*early.signatures[:3], late.signatures[3])))
    assert cosignatures(mixed, BORIA_MIRROR.vkeys) == (Cosignature(BORIA_MIRROR.name, NOW + 60),)


def test_cosigning_again_replaces_ones_own_lines_and_no_other():
    once = cosign(cosign(signed(7), WITNESS, NOW), BORIA_MIRROR, NOW)
    again = cosign(once, BORIA_MIRROR, NOW + 60)

    assert len(parse_note(again).signatures) == 6
    assert cosignatures(again, BORIA_MIRROR.vkeys) == (Cosignature(BORIA_MIRROR.name, NOW + 60),)
    assert parse_note(again).signatures[:4] == parse_note(once).signatures[:4]


def test_mirror_keys_must_be_two():
    with pytest.raises(Malformed, match="one key of type 04 and one of type 06"):
        cosignatures(signed(7), BORIA_MIRROR.vkeys[:1])


def test_log_signs_no_other_log_s_checkpoint():
    with pytest.raises(ValueError, match="does not sign"):
        sign_checkpoint(checkpoint(7), BORIA, NOW)


@pytest.mark.parametrize("timestamp", [0, -1, 2**63])
def test_time_out_of_range_is_our_own_mistake(timestamp):
    with pytest.raises(ValueError, match="seconds since 1970"):
        signed(7, timestamp=timestamp)


def test_key_name_too_long_to_be_cosigned_is_refused():
    with pytest.raises(Malformed, match="at most 255"):
        _ = Cosigner("é" * 128, key(3)).vkeys


def test_flipped_bit_anywhere_in_a_signed_checkpoint_is_refused():
    note = signed(7)
    for bit in range(len(note) * 8):
        flipped = bytearray(note)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Malformed, BadSignature)):
            opened(bytes(flipped))


def test_time_of_a_cosignature_is_not_the_log_s():
    assert opened(cosign(signed(7), BORIA_MIRROR, NOW + 100)).timestamp == NOW
