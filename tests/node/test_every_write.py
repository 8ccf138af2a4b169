# SPDX-License-Identifier: Apache-2.0
"""A kill, EIO or ENOSPC at every n-th write, sync and rename of append, opening a pouch, and restore.

Nothing acknowledged is lost, nothing is half-written, nothing is signed after a sync that failed, and the same work
goes well the next time. COMITY_FAULTS=every goes through all of them, for a soak; without it a few are drawn.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from courier import Courier
from figures import figure
from nodes import environment
from pair import Pair
from sound import require_sound
from striker import CALLS, FAULTS

from comity.base.errors import Damaged
from comity.node import backup, ledger, store
from comity.node.pouch import open_pouch
from comity.node.start import prepare

EVERY = os.environ.get("COMITY_FAULTS") == "every"
FEW = 6
Strike = Callable[[str, str, str, int], dict[str, Any]]


@pytest.fixture(autouse=True)
def strace() -> None:
    """Skip where strace is not there, but not where CI must have it."""
    if shutil.which("strace") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("strace is not here: install Debian's strace")


@contextmanager
def striking(home: Path, dialogue: str, folder: Path) -> Iterator[Strike]:
    """Run striker.py at a home."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "striker.py"), str(home), dialogue, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        ask, answers = process.stdin, process.stdout

        def strike(*words: object) -> dict[str, Any]:
            ask.write(" ".join(map(str, words)) + "\n")
            ask.flush()
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield strike
        ask.close()


def strikes(work: str, strike: Strike, before: Callable[[], None], after: Callable[[dict[str, Any]], None]) -> None:
    """Strike at each call in turn until the fault strikes no more, or at a few that are drawn."""
    chance, count, signed = random.Random(20270304), 0, []
    places = [(call, fault) for call in CALLS for fault in FAULTS]
    for call, fault in places if EVERY else chance.sample(places, FEW):
        number = 1 if EVERY else chance.randrange(1, 6)
        while True:
            before()
            found = strike(work, call, fault, number)
            after(found)
            if found["signed_after_failed_sync"]:
                signed.append(f"{call} {fault} {number}: {found['signed_after_failed_sync']}")
            count += found["struck"]
            number += 1
            if not (EVERY and found["struck"]):
                break
    figure(f"faults_struck_{work}", count, "faults")
    figure(f"signatures_after_failed_sync_{work}", len(signed), "signatures")
    assert signed == []
    assert count >= (30 if EVERY else 1)


@pytest.mark.timeout(3000)
def test_fault_at_any_call_of_an_append_loses_nothing(pair: Pair, tmp_path: Path) -> None:
    dialogue, home = pair.open_file("alba"), pair.homes["alba"]
    held: dict[int, bytes] = {}

    def after(found: dict[str, Any]) -> None:
        with pair.at("alba"):
            ledger.recover()
            size = require_sound(dialogue)
            log = ledger.our_log(dialogue)
            entries = store.entries(log, 0, log.size)
            assert all(entries[index] == data for index, data in held.items()), found
            assert len(held) <= size <= len(held) + 1, found
            if found["acknowledged"].isdigit():
                assert int(found["acknowledged"]) < size, found
            held.update(enumerate(entries))

    with pair.at("alba"):
        log = ledger.our_log(dialogue)
        held.update(enumerate(store.entries(log, 0, log.size)))
    with striking(home.path, dialogue, tmp_path) as strike:
        strikes("append", strike, lambda: None, after)


@pytest.mark.timeout(3000)
def test_fault_at_any_call_of_opening_a_pouch_imports_all_or_nothing(talks: Pair, tmp_path: Path) -> None:
    courier = Courier(talks, tmp_path)
    sizes = []

    def before() -> None:
        courier.say("boria", b"words")
        (tmp_path / "one.pouch").write_bytes(courier.pack("boria", static=True).data)
        sizes.append(courier.peer("alba").size)

    def after(found: dict[str, Any]) -> None:
        with talks.at("boria"):
            whole = ledger.our_log(talks.dialogue).size
        with talks.at("alba"):
            ledger.recover()
            require_sound(talks.dialogue)
            peer = courier.peer("alba")
            assert peer.size in {sizes[-1], whole}, found
            if found["acknowledged"] == "opened":
                assert peer.size == whole
        with talks.at("alba"):
            assert open_pouch(tmp_path / "one.pouch").state in {"opened", "again"}
        assert courier.peer("alba").size == whole
        assert courier.peer("alba").receipted == whole

    with striking(talks.homes["alba"].path, talks.dialogue, tmp_path) as strike:
        strikes("open", strike, before, after)


@pytest.mark.timeout(3000)
def test_fault_at_any_call_of_a_restore_leaves_the_old_stores_or_the_new_ones(pair: Pair, tmp_path: Path) -> None:
    dialogue, home = pair.open_file("alba"), pair.homes["alba"]
    with pair.at("alba"):
        backup.back_up(home, tmp_path / "backup")
        size = require_sound(dialogue)

    def after(found: dict[str, Any]) -> None:
        with pair.at("alba"):
            if (home.path / "restoring").exists():
                with pytest.raises(Damaged, match="was not finished"):
                    prepare(home)
            else:
                prepare(home)
                require_sound(dialogue)
        if not found["acknowledged"] or found["acknowledged"].startswith("refused"):
            backup.restore(home, tmp_path / "backup")
        with pair.at("alba"):
            prepare(home)
            assert require_sound(dialogue) == size
        for aside in home.path.glob("before-restore-*"):
            shutil.rmtree(aside)

    with striking(home.path, dialogue, tmp_path) as strike:
        strikes("restore", strike, lambda: None, after)
