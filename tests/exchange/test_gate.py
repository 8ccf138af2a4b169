# SPDX-License-Identifier: Apache-2.0
"""The gate alone: bytes in, entries out or an error; the log is made in memory, and no node is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from introductions import entry_of, introduction, log_of

from comity.acts.act import MAX_BYTES
from comity.base.errors import BadProof, BadSignature, Carrier, Equivocation, Malformed
from comity.exchange.gate import Admission, Admitted, Keys, Known, read_checkpoint, read_keyset
from comity.log.edge import Edge
from comity.log.merkle import leaf_hash
from comity.log.note import format_vkey
from comity.log.signature import LogKey
from comity.sim.hostile import PeerLog, key_of, other_mirror

TALKS = introduction("XA", "XB")
OUR_ROOTS = {1: "11" * 32, 2: "22" * 32, 3: "33" * 32}


def boria() -> PeerLog:
    return log_of("XB", TALKS)


def keys_of(peer: PeerLog) -> Keys:
    return read_keyset(peer.entries[0], TALKS, "XB")


def known_of(peer: PeerLog, size: int, seen: dict[str, int] | None = None) -> Known:
    """Give what is known of a log whose first entries were taken in."""
    edge, _ = Edge().grown([leaf_hash(entry) for entry in peer.entries[:size]])
    return Known(edge, peer.note(size), seen or {})


def take(peer: PeerLog, known: Known | None = None, entries: Sequence[bytes] | None = None) -> Admitted:
    """Let the gate judge what a log has beyond what is known."""
    known = known or Known()
    admission = Admission(
        known, code="XB", introduction=TALKS, keys=keys_of(boria()), our_code="XA", our_root=OUR_ROOTS.get
    )
    admission.take(peer.entries[known.size :] if entries is None else entries)
    return admission.close(peer.note())


def test_log_is_admitted_whole_with_its_root_and_what_it_saw() -> None:
    peer = boria().receipt({"XA": 2}, {"XA": (2, OUR_ROOTS[2])})

    admitted = take(peer)

    assert admitted.edge.size == len(peer.entries)
    assert admitted.edge.root() == peer.root() == admitted.checkpoint.checkpoint.root
    assert admitted.seen == {"XA": 2}
    assert admitted.note == peer.note() or admitted.note


def test_log_is_admitted_in_pieces_as_in_one() -> None:
    peer = boria().receipt({"XA": 1}, {"XA": (1, OUR_ROOTS[1])}).receipt({"XA": 2}, {"XA": (2, OUR_ROOTS[2])})

    for cut in range(1, len(peer.entries) + 1):
        later = take(peer, known_of(peer, cut, {"XA": 1} if cut > 2 else {}))

        assert later.edge.size == len(peer.entries)
        assert later.edge.root() == peer.root()


@pytest.mark.parametrize("change", [-1, 1])
def test_another_number_of_entries_than_the_checkpoint_says_is_the_carriers_fault(change: int) -> None:
    peer = boria()
    entries = peer.entries[:change] if change < 0 else [*peer.entries, b"{}"]

    with pytest.raises(Carrier, match="nothing was kept"):
        take(peer, entries=entries)


def test_older_checkpoint_is_the_carriers_fault() -> None:
    peer = boria()

    with pytest.raises(Carrier, match="has size 1, but we hold 2 entries"):
        read_checkpoint(peer.note(1), origin=peer.key.origin, keys=keys_of(peer), known=known_of(peer, 2))


def test_two_roots_for_one_size_are_an_equivocation_with_both_notes() -> None:
    peer = boria().receipt({"XA": 1})
    other = peer.fork(2).receipt({"XA": 2})

    with pytest.raises(Equivocation) as caught:
        take(other, known_of(peer, 3))

    assert caught.value.first.startswith(peer.note().split(b"\n\n")[0])
    assert caught.value.second.startswith(other.note().split(b"\n\n")[0])


def test_entries_of_another_history_are_refused_by_their_root() -> None:
    peer = boria().receipt({"XA": 1})
    other = peer.fork(2).receipt({"XA": 2}).receipt({"XA": 1})

    with pytest.raises(BadProof, match="entries 3 to 3 of boria"):
        take(other, known_of(peer, 3))


def test_entry_of_just_the_largest_size_is_admitted_and_one_byte_more_is_not() -> None:
    assert take(boria().add(b"x" * MAX_BYTES)).edge.size == 3
    with pytest.raises(Malformed, match="60001 bytes; at most 60000"):
        take(boria().add(b"x" * (MAX_BYTES + 1)))


@pytest.mark.parametrize("entry", [b"", b"\xff", b"[]", b"null", b'{"act":2}', b'{"act":1,"kind":"treaty"}'])
def test_entry_that_cannot_be_read_is_admitted(entry: bytes) -> None:
    assert take(boria().add(entry)).edge.size == 3


def test_what_an_entry_of_unknown_kind_had_seen_counts() -> None:
    peer = boria().say(kind="treaty", verb="table", seen={"XA": {"root": OUR_ROOTS[2], "size": 2}})

    assert take(peer).seen == {"XA": 2}
    with pytest.raises(Malformed, match="says it has seen 1 entries of XA, after an earlier one said 2"):
        take(peer.receipt({"XA": 1}, {"XA": (1, OUR_ROOTS[1])}))


@pytest.mark.parametrize(("size", "root"), [(2, "33" * 32), (9, "99" * 32)], ids=["another", "future"])
def test_root_of_ours_that_we_never_signed_is_refused(size: int, root: str) -> None:
    with pytest.raises(BadProof, match=f"at size {size} that we never signed"):
        take(boria().receipt({"XA": 1}, {"XA": (size, root)}))


def test_what_was_seen_before_holds_across_looks() -> None:
    peer = boria().receipt({"XA": 1}, {"XA": (1, OUR_ROOTS[1])})

    with pytest.raises(Malformed, match="after an earlier one said 3"):
        take(peer, known_of(peer, 2, {"XA": 3}))


# --- the first key -----------------------------------------------------------------------------------------------


def _keyset(**changes: Any) -> bytes:
    value = json.loads(boria().entries[0])
    value["structure"] |= changes.pop("structure", {})
    return json.dumps(value | changes, separators=(",", ":"), sort_keys=True).encode()


def test_keyset_gives_the_keys_of_log_mirror_and_road() -> None:
    peer = boria()
    keys = keys_of(peer)

    assert keys.log == peer.key.vkeys
    assert keys.road == entry_of("XB").road
    assert keys.age == ("age1qqq",)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"by": "XA"}, Malformed, "not its keyset"),
        ({"dialogue": "ff" * 16}, Malformed, "not its keyset"),
        ({"structure": {"serial": 1}}, Malformed, "0"),
        ({"structure": {"origin": "boria.example/ffff"}}, Malformed, "the introduction says boria.example/4c1d"),
        ({"structure": {"age": ["age1other"]}}, BadSignature, "not signed by the root"),
        ({"structure": {"road": "AAAA" * 10 + "AAA="}}, BadSignature, "not signed by the root"),
        ({"structure": {"log": [format_vkey(v) for v in LogKey("boria.example/4c1d0a7be2f94c55", key_of(60)).vkeys]}},
         BadSignature, "not signed by the root"),
        ({"structure": {"mirror": [format_vkey(v) for v in other_mirror("boria.example/4c1d0a7be2f94c55").vkeys]}},
         BadSignature, "not signed by the root"),
    ],
    ids=["by", "dialogue", "serial", "origin", "age", "road", "log", "mirror"],
)  # fmt: skip
def test_keyset_that_is_not_the_introduced_one_is_refused(
    changes: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_keyset(_keyset(**changes), TALKS, "XB")


@pytest.mark.parametrize("half", ["ed25519", "mldsa44"])
def test_keyset_needs_both_signatures_of_the_root(half: str) -> None:
    value = json.loads(boria().entries[0])
    signature = value["structure"]["signature"]
    other = "A" if signature[half][0] != "A" else "B"
    value["structure"]["signature"] = signature | {half: other + signature[half][1:]}

    with pytest.raises(BadSignature, match="not signed by the root in the introduction"):
        read_keyset(json.dumps(value, separators=(",", ":"), sort_keys=True).encode(), TALKS, "XB")


def test_keyset_signed_by_another_root_than_the_introductions_is_refused() -> None:
    other = replace(entry_of("XB"), root=entry_of("XC").root)
    talks = replace(TALKS, parties=(entry_of("XA"), other))

    with pytest.raises(BadSignature, match="not signed by the root in the introduction"):
        read_keyset(boria().entries[0], talks, "XB")
