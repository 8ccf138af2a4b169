# SPDX-License-Identifier: Apache-2.0
"""Our own log comes back from the peer that holds it, as we signed it, and goes on without a fork."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pair import Pair

from comity.base.errors import BadProof, ComityError, NotPermitted, Ours


@pytest.fixture
def lived(talks: Pair) -> Pair:
    """Two nodes that have said something, and hold all of it."""
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
    with talks.at("boria"):
        talks.say("table", "round", "mir", "eva", words={"title": {"en": "Two"}})
    talks.meet()
    return talks


def lose(pair: Pair, *, guard: bool = False) -> bytes:
    """Lose the database of Alba; gives the introduction, which its officers have on paper and medium."""
    from comity.node.joint.models import Dialogue

    with pair.at("alba"):
        data = bytes(Dialogue.objects.get(pk=pair.dialogue).introduction)
    home, mould = pair.homes["alba"].path, pair.process.mould.path
    pair.let_go()
    for file in home.glob("joint.sqlite3*"):
        file.unlink()
    shutil.copyfile(mould / "joint.sqlite3", home / "joint.sqlite3")
    if guard:
        shutil.rmtree(home / "guard")
    return data


def reopened(pair: Pair, data: bytes) -> None:
    from comity.node import recovery

    with pair.at("alba"):
        recovery.reopen(pair.officer("leo"), pair.officer("ida"), data)


def by_road(pair: Pair) -> object:
    from comity.node import recovery

    with pair.at("alba"):
        return recovery.recover_by_road(pair.dialogue, "XB")


def came_back(pair: Pair, before: tuple[object, ...]) -> None:
    """What was there is there again; one more receipt says that the peer's log is held anew, and both agree."""
    findings, dialogue, size = state(pair, "alba")
    pair.meet()

    assert (findings, size) == ([], before[2] + 1)
    assert dialogue.objects == before[1].objects
    assert state(pair, "alba")[1] == state(pair, "boria")[1]


def state(pair: Pair, key: str) -> tuple[object, ...]:
    from comity.node import dialogues, ledger
    from comity.node.fsck import fsck

    with pair.at(key):
        findings = [finding for checked in fsck() for finding in checked.findings]
        return findings, dialogues.room_of(pair.dialogue).dialogue, ledger.our_log(pair.dialogue).size


@pytest.mark.parametrize("guard", [False, True])
def test_a_lost_database_comes_back_from_the_peer_and_the_log_goes_on(lived: Pair, *, guard: bool) -> None:
    before = state(lived, "alba")

    reopened(lived, lose(lived, guard=guard))
    recovered = by_road(lived)
    lived.meet()

    assert (recovered.before, recovered.after, recovered.beyond) == (0, before[2], 0)
    came_back(lived, before)
    assert recovered.payloads == 1
    with lived.at("alba"):
        lived.say("table", "round", "ana", "leo", words={"title": {"en": "Three"}})
    lived.meet()
    assert state(lived, "alba")[1] == state(lived, "boria")[1]


def test_an_old_copy_that_was_restored_is_brought_up_to_what_the_peer_holds(talks: Pair) -> None:
    from comity.node import ledger

    home = talks.homes["alba"].path
    talks.let_go()
    old = (home / "joint.sqlite3").read_bytes()
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
    talks.meet()
    after = state(talks, "alba")
    talks.let_go()
    for file in home.glob("joint.sqlite3*"):
        file.unlink()
    (home / "joint.sqlite3").write_bytes(old)
    with talks.at("alba"), pytest.raises(Ours, match="restored copy"):
        ledger.append(talks.dialogue, ledger.receipt_draft({"XB": 1}))

    by_road(talks)
    talks.meet()

    assert state(talks, "alba") == after


def test_what_was_signed_and_never_sent_keeps_the_guard_up(lived: Pair) -> None:
    from comity.node import ledger

    with lived.at("alba"):
        lived.say("table", "round", "ana", "leo", words={"title": {"en": "never sent"}})
    reopened(lived, lose(lived))

    recovered = by_road(lived)

    assert recovered.beyond == 1
    assert "we had signed 1 more that the peer never received" in recovered.sentence()
    with lived.at("alba"), pytest.raises(Ours) as caught:
        ledger.append(lived.dialogue, ledger.receipt_draft({"XB": 1}))
    assert caught.value.code == "node.restart-guard"


def test_it_comes_back_from_the_folder_that_the_peer_exported(lived: Pair, tmp_path: Path) -> None:
    from comity.node import recovery
    from comity.node.export import export

    before = state(lived, "alba")
    with lived.at("boria"):
        export(lived.dialogue, tmp_path / "export")
    lived.down = {"alba", "boria"}
    reopened(lived, lose(lived))

    with lived.at("alba"):
        recovered = recovery.recover_from(lived.dialogue, tmp_path / "export")

    assert (recovered.after, recovered.payloads, recovered.beyond) == (before[2], 1, 0)
    lived.down.clear()
    lived.meet()
    came_back(lived, before)


def test_it_comes_back_across_a_rotation_of_keys(lived: Pair) -> None:
    from comity.node import rotation

    with lived.at("alba"):
        rotation.rotate(lived.officer("leo"), lived.officer("ida"), lived.dialogue)
    lived.meet()
    before = state(lived, "alba")
    data = lose(lived)
    # What the peer knows of our road key is the new one; the files say which that is once the log is back.
    reopened(lived, data)
    by_road(lived)
    lived.meet()

    came_back(lived, before)


def test_a_peer_that_shows_another_log_as_ours_is_not_believed(lived: Pair) -> None:
    data = lose(lived)
    reopened(lived, data)

    def change(answer: object) -> object:
        if "tile/entries" not in answer.path:
            return None
        return type(answer)(answer.node, answer.method, answer.path, 200, answer.data[:-9] + b"x" + answer.data[-8:])

    lived.tamper = change
    with pytest.raises(ComityError) as caught:
        by_road(lived)
    assert isinstance(caught.value, BadProof)
    assert state(lived, "alba")[2] == 0


def test_one_officer_cannot_reopen_alone(lived: Pair) -> None:
    from comity.node import recovery

    data = lose(lived)
    with lived.at("alba"), pytest.raises(NotPermitted, match="stands for both"):
        recovery.reopen(lived.officer("leo"), lived.officer("leo"), data)


def test_what_the_peer_holds_and_has_not_cosigned_comes_back_too(lived: Pair) -> None:
    """Words were not delivered, so Boria countersigned nothing; our entries it holds all the same, by our signature."""
    lived.tamper = lambda answer: (
        type(answer)(answer.node, answer.method, answer.path, 404, b"") if "/payload/" in answer.path else None
    )
    with lived.at("alba"):
        lived.say("table", "round", "ana", "leo", words={"title": {"en": "withheld"}})
    lived.pull("boria")
    lived.tamper = None
    size = state(lived, "alba")[2]
    lived.down = {"alba"}  # what it did not fetch it does not get any more
    data = lose(lived)
    lived.down = set()
    reopened(lived, data)

    recovered = by_road(lived)

    assert (recovered.after, recovered.beyond) == (size, 0)
