# SPDX-License-Identifier: Apache-2.0
"""One flipped byte in the database is found by `comity fsck` (exit 1) and by `comity verify` (exit 3)."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from nodes import COMITY, environment, run
from pair import Pair
from shell import Done

from comity.node.fsck import fsck

WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}
KINDS = {
    "entry": "SELECT rowid, data FROM joint_entry",
    "tile": "SELECT rowid, data FROM joint_tile",
    "payload": "SELECT rowid, salted FROM joint_payload WHERE salted IS NOT NULL",
    "checkpoint": "SELECT rowid, checkpoint FROM joint_log",
}


def comity(home: Path, *arguments: str) -> Done:
    return run([COMITY, *arguments], env=environment(COMITY_HOME=str(home)), cwd=home.parent)


def blobs(home: Path, kind: str) -> list[tuple[int, bytes]]:
    with closing(sqlite3.connect(home / "joint.sqlite3")) as store:
        return [(row, bytes(data)) for row, data in store.execute(KINDS[kind])]


def write(home: Path, kind: str, row: int, data: bytes) -> None:
    column, table = KINDS[kind].split()[2], KINDS[kind].split()[4]
    with closing(sqlite3.connect(home / "joint.sqlite3")) as store, store:
        store.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (data, row))


def flip(data: bytes, at: int, bit: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


@pytest.fixture
def home(talks: Pair) -> Path:
    """Alba's home, with words of both parties in it."""
    for key, by, second in (("alba", "ana", "leo"), ("boria", "mir", "eva")):
        with talks.at(key):
            talks.say("notify", "contact", by, second, words=WORDS)
    talks.meet()
    return talks.homes["alba"].path


@pytest.mark.parametrize("kind", KINDS)
def test_flipped_byte_is_found_by_fsck_and_by_the_verifier(kind: str, home: Path) -> None:
    assert (comity(home, "fsck").code, comity(home, "verify").code) == (0, 0)
    for row, data in blobs(home, kind)[:2]:
        write(home, kind, row, flip(data, len(data) // 2))

        checked, verified = comity(home, "fsck"), comity(home, "verify")

        assert checked.code == 1, checked
        assert "comity: error: " in checked.err
        assert [line for line in checked.out.splitlines() if not line.endswith("sound")]
        assert verified.code == 3, verified
        assert "comity: error: the stand-alone verifier does not confirm this dialogue" in verified.err
        write(home, kind, row, data)
    assert (comity(home, "fsck").code, comity(home, "verify").code) == (0, 0)


def test_any_flipped_bit_is_found(home: Path, talks: Pair) -> None:
    chance = random.Random(1918)
    for kind in KINDS:
        found = blobs(home, kind)
        for _ in range(40):
            row, data = chance.choice(found)
            write(home, kind, row, flip(data, chance.randrange(len(data)), chance.randrange(8)))
            with talks.at("alba"):
                findings = [finding for checked in fsck() for finding in checked.findings]
            write(home, kind, row, data)
            assert findings, (kind, row)
    with talks.at("alba"):
        assert [finding for checked in fsck() for finding in checked.findings] == []


def test_fsck_says_where_what_was_expected_and_what_stands_there(home: Path) -> None:
    row, data = blobs(home, "tile")[0]
    write(home, "tile", row, flip(data, 5))

    done = comity(home, "fsck", "--json")

    assert done.code == 1
    assert [f for found in done.value for f in found["findings"]] == [
        "tile/0/000.p/5 does not hold the hashes of the entries"
    ]
