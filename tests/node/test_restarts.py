# SPDX-License-Identifier: Apache-2.0
"""Old copies put in place again and again, and nodes started twice at once: no key of ours ever signs two histories.

COMITY_RESTORES and COMITY_DOUBLE_STARTS raise the numbers, for a soak.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from figures import figure
from pair import Pair
from sound import require_sound

from comity.base.errors import Ours
from comity.log.keys import SigningKey
from comity.node import backup, ledger, locks, means, recovery
from comity.sim.party import Party, Watched

RESTORES = int(os.environ.get("COMITY_RESTORES", "4"))
DOUBLE_STARTS = int(os.environ.get("COMITY_DOUBLE_STARTS", "3"))
IN_ONE_LOG = 50  # each restore reads the log anew, and so would the five hundredth a long one


@pytest.mark.timeout(3000)
def test_restored_copies_never_sign_a_second_history(
    talks: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, home = random.Random(20270304), talks.homes["alba"]
    alba = Party("XA", home)
    watched = replace(means.means(), signer=lambda *seeds: Watched(SigningKey.generate(*seeds), alba))
    monkeypatch.setattr(means, "_in_use", [watched])
    refused = 0
    for start in range(0, RESTORES, IN_ONE_LOG):
        number = min(IN_ONE_LOG, RESTORES - start)
        if start:
            talks.found()
        held_back = _restore_again_and_again(talks, tmp_path / f"copies-{start}", chance, number)
        forked = [at for at, roots in alba.signed.items() if len(roots) > 1]
        figure("restores", number, "restores")  # after each log, so that what was done is told whatever comes next
        figure("restores_held_back", held_back, "restores")
        figure("restores_forked_signatures", len(forked), "signatures")
        assert forked == []
        refused += held_back
        alba.signed.clear()
        talks.sent.clear()
    assert refused >= RESTORES // 3


def _restore_again_and_again(talks: Pair, folder: Path, chance: random.Random, number: int) -> int:
    """Put old copies in the place of Alba's stores, in a log of its own; gives how often the guard held it back."""
    home, copies, refused = talks.homes["alba"], list[Path](), 0
    folder.mkdir()

    def write() -> None:
        with talks.at("alba"):
            ledger.append(talks.dialogue, ledger.receipt_draft({"XB": 2}))

    for restore in range(number):
        with talks.at("alba"):
            copies = [*copies[-3:], folder / f"copy-{restore}"]
            backup.back_up(home, copies[-1])
        for _ in range(chance.randrange(1, 3)):
            write()
        if chance.random() < 0.8:
            talks.pull("boria")
        backup.restore(home, chance.choice(copies))
        try:
            write()
        except Ours:
            refused += 1
        talks.pull("boria")
        with talks.at("alba"):
            recovery.recover_by_road(talks.dialogue, "XB")
        try:
            write()
        except Ours:  # what was signed and never sent is lost, and the copy that has it is put back
            newest = max(home.path.glob("before-restore-*"), key=lambda path: int(path.name.rsplit("-", 1)[1]))
            for file in newest.iterdir():
                shutil.copyfile(file, home.path / file.name)
            write()
        for aside in home.path.glob("before-restore-*"):
            shutil.rmtree(aside)

    with talks.at("alba"):
        assert require_sound_of_restored(talks.dialogue) > number
    shutil.rmtree(folder)
    return refused


def require_sound_of_restored(dialogue: str) -> int:
    """Assert that our log is sound, though roots of sizes that came back from the peer stand for each entry."""
    from comity.node.fsck import fsck

    assert [finding for checked in fsck() for finding in checked.findings] == []
    return ledger.our_log(dialogue).size


@pytest.mark.timeout(3000)
def test_of_two_nodes_started_at_once_only_one_runs(pair: Pair) -> None:
    dialogue, home = pair.open_file("alba"), pair.homes["alba"]
    both = 0
    for _ in range(DOUBLE_STARTS):
        wait, go = os.pipe()
        said, says = os.pipe()
        children = []
        for _ in range(2):
            children.append(os.fork())
            if not children[-1]:
                os.close(go)
                _start(pair, dialogue, wait, says)
        for end in (wait, says, go):  # the last one is what both wait for
            os.close(end)
        heard = b"".join(iter(lambda said=said: os.read(said, 16), b""))
        os.close(said)
        for child in children:
            os.waitpid(child, 0)
        assert sorted(heard) in (sorted(b"+-"), sorted(b"++"))
        both += heard == b"++"
        figure("double_starts", 1, "starts")
        figure("double_starts_both_ran", heard == b"++", "starts")
    with pair.at("alba"):
        size = require_sound(dialogue)  # every root that was signed is one of this log
    assert both == 0
    assert size == DOUBLE_STARTS + 2
    assert home.path.exists()


def _start(pair: Pair, dialogue: str, wait: int, says: int) -> None:
    """Be a node that starts as soon as both may, writes, and runs for a while."""
    try:
        os.read(wait, 1)
        with pair.at("alba"), locks.instance_lock(pair.homes["alba"]):
            ledger.append(dialogue, ledger.receipt_draft({}))
            time.sleep(0.15)
            os.write(says, b"+")
    except Ours:
        os.write(says, b"-")
    finally:
        os._exit(0)
