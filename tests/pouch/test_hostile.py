# SPDX-License-Identifier: Apache-2.0
"""Pouches that are not what was packed: refused whole, with nothing written. COMITY_MUTATIONS makes it a soak."""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from courier import Courier
from figures import figure

from comity.base.errors import BadProof, Carrier, ComityError, Equivocation, Malformed, Theirs
from comity.exchange import pouch as format_
from comity.log.merkle import Frontier, leaf_hash

ENCODE = format_.encode_contents
MUTATIONS = int(os.environ.get("COMITY_MUTATIONS", "300"))


def test_every_mutated_pouch_is_refused_with_nothing_written(joined: Courier) -> None:
    joined.say("alba", b"x" * 700)
    one = joined.pack("alba").data
    joined.say("alba", b"y" * 900)
    two = joined.pack("alba").data
    chance = random.Random(20270304)
    disk = joined.disk("boria")

    for number in range(MUTATIONS):
        mutated = _mutate(chance, one, two)
        with pytest.raises(Carrier):
            joined.open("boria", mutated)
        if number % 50 == 49 or number == MUTATIONS - 1:
            assert joined.disk("boria") == disk, number

    assert joined.open("boria", two).state == "opened"
    figure("mutated_pouches", MUTATIONS, "pouches")
    figure("mutated_pouches_accepted", 0, "pouches")
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    figure("mutated_pouches_peak_memory", int(peak.split()[1]) / 1024, "MiB")
    if MUTATIONS >= 10_000:  # in a process of their own
        assert int(peak.split()[1]) <= 128 * 1024


def _mutate(chance: random.Random, one: bytes, two: bytes) -> bytes:
    """Change a pouch so that it is neither of the two."""
    data = bytearray(chance.choice((one, two)))
    match chance.randrange(8):
        case 0:
            at = chance.randrange(len(data))
            data[at] ^= 1 << chance.randrange(8)
        case 1:
            del data[chance.randrange(len(data)) :]
        case 2:
            data += chance.randbytes(chance.randrange(1, 300))
        case 3:  # two valid ones spliced
            at, to = chance.randrange(1, len(one)), chance.randrange(1, len(two))
            data = bytearray(one[:at] + two[to:])
        case 4:  # a length that lies
            at = len(format_.MAGIC)
            data[at : at + 4] = chance.choice((0, 1, 2**31, 2**32 - 1, chance.randrange(2**16))).to_bytes(4, "big")
        case 5:
            at = chance.randrange(len(data))
            data[at:at] = data[at : at + chance.randrange(1, 500)] or b"x"
        case 6:  # one's outside around the other's inside
            first, second = _body(one), _body(two)
            data = bytearray(one[:first] + two[second:])
        case 7:
            at = chance.randrange(len(data))
            data[at : at + 16] = bytes(len(data[at : at + 16]))
    changed = bytes(data)
    return changed if changed not in {one, two} else changed + b"\0"


def _body(data: bytes) -> int:
    return format_.read_outside(lambda at, size: data[at : at + size], len(data)).body


def _resealed(courier: Courier, change: Callable[[format_.Contents], Any], **outside: Any) -> bytes:
    """Let Alba itself pack a pouch whose contents it has changed, sealed for Boria with its own key."""
    from comity.node import pack

    def changed(contents: format_.Contents) -> bytes:
        result = change(contents)
        return result if isinstance(result, bytes) else ENCODE(result)

    seal = pack.pouch.seal
    patch = pytest.MonkeyPatch()
    with patch.context() as context:
        context.setattr(pack.pouch, "encode_contents", changed)
        context.setattr(pack.pouch, "seal", lambda header, cipher, key: seal(replace(header, **outside), cipher, key))
        return courier.pack("alba").data


def test_a_sender_that_changes_an_entry_is_told_by_its_own_root(joined: Courier) -> None:
    joined.say("alba")
    data = _resealed(joined, lambda c: replace(c, entries=(*c.entries[:-1], c.entries[-1] + b" ")))

    _refused(joined, data, BadProof, "do not lead to the root")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: replace(c, number=c.number + 1), "name another dialogue"),
        (lambda c: replace(c, dialogue="0" * 32), "name another dialogue"),
        (lambda c: replace(c, to="XA"), "name another dialogue"),
        (lambda c: replace(c, sender="XB"), "name another dialogue"),
        (lambda c: replace(c, entries=(*c.entries, *c.entries[-1:])), "goes on for"),
        (lambda c: replace(c, entries=c.entries[:-1]), "ends within entry"),
        (lambda c: replace(c, end=c.end + 20_001), "are not 0 to 20000 entries"),
        (lambda c: replace(c, edge=c.edge[1:]), "the edge at"),
        (lambda c: ENCODE(c) + b"\0", "go on for 1 bytes"),
        (lambda c: ENCODE(c)[:-1], "were announced"),
        (lambda _: format_.CONTENTS_MAGIC + b"\xff\xff\xff\xff", "has at most 1000000 bytes"),
        (lambda _: b"", "not the contents of a pouch"),
        (lambda _: format_.CONTENTS_MAGIC + (100_000).to_bytes(4, "big") + b"[" * 100_000, "not JSON|nested"),
    ],
)
def test_contents_that_lie_are_the_senders_fault_and_import_nothing(
    joined: Courier, change: Callable[[format_.Contents], Any], sentence: str
) -> None:
    joined.say("alba")

    _refused(joined, _resealed(joined, change), Malformed, sentence)


def test_a_payload_that_no_entry_names_is_refused(joined: Courier) -> None:
    from comity.base.digest import commitment

    salted = bytes(32) + b"a stowaway"
    data = _resealed(joined, lambda c: replace(c, payloads={commitment(salted[:32], salted[32:]): salted}))

    _refused(joined, data, Malformed, "not one that an entry of XA names")


def test_a_payload_that_does_not_open_its_commitment_is_refused(joined: Courier) -> None:
    joined.say("alba", b"words")
    data = _resealed(joined, lambda c: replace(c, payloads={k: v + b"!" for k, v in c.payloads.items()}))

    _refused(joined, data, BadProof, "does not open the commitment")


def test_somebody_elses_countersignature_is_refused(joined: Courier) -> None:
    joined.say("alba")
    data = _resealed(joined, lambda c: replace(c, cosigned=c.checkpoint))

    _refused(joined, data, Theirs, "expected a checkpoint of boria.example")


def test_a_letter_in_another_purposes_envelope_is_refused(joined: Courier) -> None:
    data = _resealed(joined, lambda c: c, purpose="live")

    _refused(joined, data, Carrier, "in a dialogue of another purpose")


def _refused(courier: Courier, data: bytes, error: type[ComityError], sentence: str) -> None:
    before = courier.record("boria")
    with pytest.raises(error, match=sentence):
        courier.open("boria", data)
    assert courier.record("boria") == before


def test_a_pouch_of_another_history_convicts_its_sender(joined: Courier) -> None:
    joined.say("alba")
    fork = _fork(joined)
    joined.carry("alba", "boria")

    with pytest.raises(Equivocation):
        joined.open("boria", fork)

    assert "two" in joined.peer("boria").frozen or "beginning" in joined.peer("boria").frozen
    joined.say("alba")
    with pytest.raises(Carrier, match="is frozen"):
        joined.carry("alba", "boria")


@pytest.mark.parametrize("longer", [0, 1, 3])
def test_a_fork_longer_than_what_is_held_convicts_too(joined: Courier, longer: int) -> None:
    joined.say("alba")
    fork = _fork(joined, longer)
    joined.carry("alba", "boria")

    with pytest.raises(Equivocation):
        joined.open("boria", fork)


def _fork(courier: Courier, longer: int = 0) -> bytes:
    """Let Alba sign another last entry than the one it has, and more after it."""
    from comity.log.checkpoint import Checkpoint
    from comity.log.signature import sign_checkpoint
    from comity.node import keys

    def change(contents: format_.Contents) -> format_.Contents:
        home = courier.pair.homes["alba"]
        origin = contents.checkpoint.split(b"\n")[0].decode()
        entries = (*contents.entries[:-1], *[contents.entries[-1] + b" "] * (1 + longer))
        edge = Frontier(contents.start, contents.edge)
        edge.extend(leaf_hash(entry) for entry in entries)
        end = contents.start + len(entries)
        note = sign_checkpoint(
            Checkpoint(origin, end, edge.root()), keys.load(home, courier.dialogue, origin).log, 1_804_165_331
        )
        return replace(contents, entries=entries, end=end, checkpoint=note, payloads={}, cosigned=b"")

    return _resealed(courier, change)


def test_no_more_than_sixteen_pouches_wait(joined: Courier) -> None:
    joined.say("alba")
    with joined.pair.at("alba"):
        from comity.node import ledger

        size = ledger.our_log(joined.dialogue).size
    for _ in range(16):
        joined.say("alba")
        size += 1
        assert joined.open("boria", joined.pack("alba", since=size - 1, static=True).data).state == "pending"

    with pytest.raises(Carrier, match="wait already"):
        joined.open("boria", joined.pack("alba", since=size - 1, static=True).data)


def test_a_file_larger_than_any_pouch_is_not_read(joined: Courier) -> None:
    from comity.node.pouch import open_pouch

    file = joined.file(joined.pack("alba").data)
    with file.open("r+b") as handle:
        handle.truncate(3 << 30)

    with joined.pair.at("boria"), pytest.raises(Carrier, match="at most 16000000 bytes"):
        open_pouch(file)


def test_memory_is_bounded_by_the_largest_pouch(joined: Courier) -> None:
    for _ in range(3):
        joined.say("alba", b"z" * 5_000_000)
    data = joined.pack("alba").data
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert joined.open("boria", data).state == "opened"

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 64 * 1024
