# SPDX-License-Identifier: Apache-2.0
"""Two real homes that no road joins: whatever passes between them is a file."""

from __future__ import annotations

import pytest
from courier import Courier

from comity.base.errors import Carrier, Ours


def test_receipts_and_a_joint_founding_are_reached_by_pouch_alone(apart: Courier) -> None:
    for sender, to in (("alba", "boria"), ("boria", "alba"), ("alba", "boria")):
        assert apart.carry(sender, to).state == "opened"

    for key in ("alba", "boria"):
        assert apart.room(key).dialogue.founded
        assert apart.peer(key).receipted > 0
    assert apart.room("alba").dialogue == apart.room("boria").dialogue


def test_a_word_with_its_payload_is_held_receipted_and_countersigned_by_pouch_alone(joined: Courier) -> None:
    held = joined.say("alba", b'{"title":{"en":"A paper"}}')

    opened = joined.carry("alba", "boria")
    back = joined.carry("boria", "alba")

    assert (opened.reconciliation.missing, opened.reconciliation.receipted) == ((), joined.peer("boria").size)
    with joined.pair.at("alba"):
        from comity.node import ledger

        ours = ledger.our_log(joined.dialogue).size
    assert back.reconciliation.countersigned == ours
    with joined.pair.at("boria"):
        from comity.node import store

        assert store.payload(joined.dialogue, held) == b'{"title":{"en":"A paper"}}'


def test_a_pouch_packed_again_begins_at_what_the_peer_acknowledged(joined: Courier) -> None:
    joined.say("alba")
    lost = joined.pack("alba")
    joined.say("alba")
    second = joined.pack("alba")

    assert (second.number, second.start, second.end) == (lost.number + 1, lost.start, lost.end + 1)
    assert joined.open("boria", second.data).state == "opened"


def test_a_pouch_opened_twice_or_after_a_later_one_changes_nothing(joined: Courier) -> None:
    joined.say("alba")
    first = joined.pack("alba")
    joined.say("alba")
    second = joined.pack("alba")
    joined.open("boria", second.data)
    after = joined.record("boria")

    late = joined.open("boria", first.data)
    again = [joined.open("boria", packed.data) for packed in (second, first, second)]

    assert (late.state, late.reconciliation.after - late.reconciliation.before) == ("opened", 0)
    assert [opened.state for opened in again] == ["again"] * 3
    assert joined.record("boria") == after


def test_a_gap_is_kept_pending_and_said_and_then_filled(joined: Courier) -> None:
    parts = []
    for _ in range(3):
        joined.say("alba")
        start = parts[-1].end if parts else None
        parts.append(joined.pack("alba", since=start))
    before = joined.peer("boria").size

    third = joined.open("boria", parts[2].data)
    second = joined.open("boria", parts[1].data)

    assert [third.state, second.state] == ["pending", "pending"]
    assert f"entries {before} to {parts[2].start - 1} come in another one" in third.sentence()
    assert joined.peer("boria").size == before

    first = joined.open("boria", parts[0].data)

    assert (first.state, first.waited) == ("opened", (parts[1].number, parts[2].number))
    assert joined.peer("boria").size == parts[2].end
    assert joined.peer("boria").receipted == parts[2].end


def test_pouches_after_the_first_are_for_one_time_recipients(apart: Courier) -> None:
    packed = [apart.pack("alba")]
    apart.open("boria", packed[0].data)
    packed += [apart.pack("boria") for _ in range(6)]
    for pouch in packed[1:]:
        apart.open("alba", pouch.data)

    # Four were offered; the fifth and sixth fall back on the lasting key.
    assert [pouch.once for pouch in packed] == [False, True, True, True, True, False, False]


def test_a_one_time_key_is_forgotten_once_its_pouch_is_open(joined: Courier) -> None:
    from comity.node import once

    with joined.pair.at("boria"):
        home = joined.pair.homes["boria"]
        before = once.identities(home, joined.dialogue, "XA")
    packed = joined.pack("alba")
    joined.open("boria", packed.data)
    with joined.pair.at("boria"):
        after = once.identities(home, joined.dialogue, "XA")

    assert packed.once
    assert (len(before) - len(after), set(after) < set(before)) == (1, True)


def test_a_node_that_lost_its_one_time_keys_asks_for_the_lasting_one(joined: Courier) -> None:
    joined.say("alba")
    packed = joined.pack("alba")
    home = joined.pair.homes["boria"].path
    (home / "keys" / joined.dialogue / "once-XA.json").unlink()

    with pytest.raises(Carrier) as caught:
        joined.open("boria", packed.data)
    assert "--static" in caught.value.hint

    assert joined.open("boria", joined.pack("alba", static=True).data).state == "opened"


def test_a_pouch_for_the_wrong_node_says_so_and_writes_nothing(joined: Courier) -> None:
    packed = joined.pack("alba")
    disk = joined.disk("alba")

    with pytest.raises(Carrier, match=r"is for boria\.example/.*no log of ours"):
        joined.open("alba", packed.data)

    assert joined.disk("alba") == disk


def test_pouch_and_road_lead_to_one_record(joined: Courier) -> None:
    joined.say("alba")
    packed = joined.pack("alba")
    joined.pair.down.clear()
    for key in ("boria", "alba"):
        assert joined.pair.pull(key).error is None

    opened = joined.open("boria", packed.data)

    assert (opened.state, opened.reconciliation.before) == ("opened", opened.reconciliation.after)
    joined.pair.pull("alba")
    assert joined.room("alba").dialogue == joined.room("boria").dialogue


def test_packing_is_refused_after_a_restore(joined: Courier) -> None:
    home = joined.pair.homes["alba"].path
    joined.pair.let_go()
    copy = {name: (home / name).read_bytes() for name in ("joint.sqlite3",)}
    joined.say("alba")
    joined.pair.let_go()
    for name, data in copy.items():
        (home / name).write_bytes(data)

    with pytest.raises(Ours) as caught:
        joined.pack("alba")

    assert caught.value.code == "node.restart-guard"
