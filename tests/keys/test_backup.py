# SPDX-License-Identifier: Apache-2.0
"""A backup holds neither keys nor guard, and what is restored from it never forks our log."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from pair import Pair

from comity.base.errors import Damaged, Ours
from comity.node import backup


def made(pair: Pair, folder: Path) -> Path:
    """Back up Alba's node while it is open."""
    with pair.at("alba"):
        assert backup.back_up(pair.homes["alba"], folder) > 0
    return folder


def put(pair: Pair, folder: Path) -> list[str]:
    pair.let_go()
    aside = backup.restore(pair.homes["alba"], folder)
    assert {file.name for file in Path(aside).iterdir()} >= {"joint.sqlite3", "national.sqlite3"}
    with pair.at("alba"):
        return backup.held_back(pair.homes["alba"])


def test_a_backup_holds_neither_keys_nor_guard(talks: Pair, tmp_path: Path) -> None:
    folder = made(talks, tmp_path / "backup")

    assert {file.name for file in folder.iterdir()} == {
        "joint.sqlite3", "national.sqlite3", "node.json", "backup.json",
    }  # fmt: skip
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}
    with pytest.raises(Ours, match="is not empty"):
        made(talks, folder)


def test_a_backup_that_is_newest_goes_on_at_once(talks: Pair, tmp_path: Path) -> None:
    folder = made(talks, tmp_path / "backup")

    assert put(talks, folder) == []
    talks.meet()
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})


def test_an_older_backup_is_held_back_until_the_peer_gives_our_log_back(talks: Pair, tmp_path: Path) -> None:
    from comity.node import ledger, recovery

    folder = made(talks, tmp_path / "backup")
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
    talks.meet()
    guard = sorted((f.name, f.read_bytes()) for f in (talks.homes["alba"].path / "guard").iterdir())

    (sentence,) = put(talks, folder)
    assert "this looks like a restored copy" in sentence
    assert sorted((f.name, f.read_bytes()) for f in (talks.homes["alba"].path / "guard").iterdir()) == guard
    with talks.at("alba"), pytest.raises(Ours, match="restored copy"):
        ledger.append(talks.dialogue, ledger.receipt_draft({"XB": 1}))

    with talks.at("alba"):
        recovery.recover_by_road(talks.dialogue, "XB")
        assert backup.held_back(talks.homes["alba"]) == []
    talks.meet()


@pytest.mark.parametrize("name", ["joint.sqlite3", "node.json", "backup.json"])
def test_a_backup_that_was_changed_is_not_restored(talks: Pair, tmp_path: Path, name: str) -> None:
    folder = made(talks, tmp_path / "backup")
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    home = talks.homes["alba"].path
    before = sorted(file.name for file in home.iterdir())

    with pytest.raises((Damaged, Ours)):
        backup.restore(talks.homes["alba"], folder)

    assert sorted(file.name for file in home.iterdir()) == before


def test_another_partys_backup_is_not_restored(talks: Pair, tmp_path: Path) -> None:
    folder = made(talks, tmp_path / "backup")

    with pytest.raises(Ours, match="another party's node"):
        backup.restore(talks.homes["boria"], folder)


def test_a_restored_store_is_one_sound_file(talks: Pair, tmp_path: Path) -> None:
    folder = made(talks, tmp_path / "backup")
    home = talks.homes["alba"].path
    talks.let_go()
    shutil.rmtree(home / "run")

    backup.restore(talks.homes["alba"], folder)

    with sqlite3.connect(home / "joint.sqlite3") as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list(home.glob("joint.sqlite3-*"))
