# SPDX-License-Identifier: Apache-2.0
"""The stores in PostgreSQL: made, kept from a second node and a second writer, and moved there and back by a backup."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cluster import Cluster
from nodes import COMITY, environment, run
from pair import Pair, make_pair
from shell import Done
from sound import require_sound

from comity.base.errors import Damaged, Ours
from comity.node import backup, databases, folding, ledger, locks
from comity.node.home import Home
from comity.sim.process import Process

pytestmark = pytest.mark.postgresql


@pytest.fixture
def pair(postgres_process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Two nodes in this process whose stores lie in PostgreSQL."""
    return make_pair(postgres_process, tmp_path, monkeypatch)


def rows(pair: Pair) -> dict[str, str]:
    """Digest every table of Alba, by its name, and what is folded of the logs."""
    from django.apps import apps

    with pair.at("alba"):
        found = {"fold": repr(folding.dialogue(pair.dialogue))}
        for model in apps.get_models(include_auto_created=True):
            values = repr([sorted(row.items()) for row in model.objects.order_by("pk").values()])
            found[model.__name__] = hashlib.sha256(values.encode()).hexdigest()
    return found


def says(pair: Pair, title: str) -> None:
    with pair.at("alba"):
        pair.say("table", "round", "ana", "leo", words={"title": {"en": title}})


def comity(home: Home, *arguments: str) -> Done:
    return run([COMITY, *arguments], env=environment(COMITY_HOME=str(home.path)), cwd=home.path.parent)


def test_a_backup_moves_the_stores_to_files_and_back_with_every_row(talks: Pair, server: Cluster) -> None:
    says(talks, "One")
    talks.meet()
    home, before = talks.homes["alba"], rows(talks)
    for number, (database, aside) in enumerate(
        (("", "the schema national_before_restore_1"), (server.make("moved"), "before-restore-1"))
    ):
        assert comity(home, "backup", f"kept-{number}").code == 0
        done = comity(home, "restore", f"kept-{number}", "--database", database)
        assert done.code == 0, done
        assert aside in done.out + done.err
        assert "looks like a restored copy" not in done.out + done.err
        assert home.settings().database == database
        assert (home.path / "joint.sqlite3").exists() == (not database)
        assert rows(talks) == before
    says(talks, "Two")
    talks.meet()
    with talks.at("alba"):
        require_sound(talks.dialogue)


def test_an_old_backup_is_held_back_and_what_was_there_is_kept(talks: Pair, tmp_path: Path) -> None:
    home = talks.homes["alba"]
    with talks.at("alba"):
        backup.back_up(home, tmp_path / "backup")
    says(talks, "One")
    with talks.at("alba"):
        size = ledger.our_log(talks.dialogue).size
        aside = backup.restore(home, tmp_path / "backup")
        (held,) = backup.held_back(home)
        assert "this looks like a restored copy" in held
        with pytest.raises(Ours, match="this looks like a restored copy"):
            talks.say("table", "round", "ana", "leo", words={"title": {"en": "Two"}})
    assert aside == "the schema national_before_restore_1, the schema joint_before_restore_1"
    with psycopg.connect(home.settings().database) as connection:
        found: Any = connection.execute("SELECT max(size) FROM joint_before_restore_1.joint_log WHERE ours").fetchone()
    assert found == (size,)


def test_one_node_runs_and_one_writes_whatever_the_machine(
    talks: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = talks.homes["alba"]
    other = Home(tmp_path / "elsewhere")
    other.path.mkdir()
    other.settings_file.write_bytes(home.settings_file.read_bytes())
    held = locks.instance_lock(home)
    with held, pytest.raises(Ours, match="already running on this database"), locks.instance_lock(other):
        pass
    with locks.instance_lock(other):
        pass

    with psycopg.connect(home.settings().database, autocommit=True) as elsewhere, monkeypatch.context() as patch:
        patch.setattr(locks, "WAIT_SECONDS", 0.3)
        elsewhere.execute("SELECT pg_advisory_lock(%s)", [locks._WRITER])
        with talks.at("alba"), pytest.raises(Ours, match="another machine has been writing"):
            talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
    says(talks, "Two")


def test_writers_on_several_machines_make_one_log(talks: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads without the file lock of a home stand for machines: they have the database alone in common."""
    monkeypatch.setattr(locks, "_take", lambda _: True)
    done: list[int] = []

    def write() -> None:
        from django.db import connections

        done.extend(ledger.append(talks.dialogue, ledger.receipt_draft({"XB": 2})) for _ in range(5))
        connections.close_all()

    with talks.at("alba"):
        size = ledger.our_log(talks.dialogue).size
        threads = [threading.Thread(target=write) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == list(range(size, size + 15))
        assert require_sound(talks.dialogue) == size + 15


@pytest.mark.parametrize(("name", "value"), [("fsync", "off"), ("synchronous_commit", "local")])
def test_server_that_does_not_sync_each_commit_is_refused(name: str, value: str) -> None:
    class Cursor:
        asked = ""

        def execute(self, sql: str) -> None:
            self.asked = sql.removeprefix("SHOW ")

        def fetchone(self) -> tuple[str]:
            return (value if self.asked == name else "on",)

    with pytest.raises(Damaged, match=f"runs with {name}={value}"):
        databases.require_durable(Cursor(), "joint")


@pytest.mark.parametrize(
    ("database", "words"),
    [("postgresql://comity@/nowhere?host=/nonexistent", "cannot be reached"), ("not a name", "cannot be read")],
)
def test_database_that_is_not_there_is_named_before_anything_is_made(database: str, words: str, tmp_path: Path) -> None:
    home = Home(tmp_path / "alba")
    done = comity(home, "init", "--code", "XA", "--name", "en=Alba", "--domain", "alba.example", "--database", database)

    assert (done.code, home.path.exists()) == (1, False)
    assert words in done.err


def test_node_is_made_on_postgresql_by_command(tmp_path: Path, server: Cluster) -> None:
    home, other, database = Home(tmp_path / "alba"), Home(tmp_path / "other"), server.make("commanded")
    made = ("init", "--code", "XA", "--name", "en=Alba", "--domain", "alba.example", "--database", database)

    assert comity(home, *made).code == 0
    assert comity(home, "fsck").code == 0
    assert list(home.path.glob("*sqlite3")) == []
    again = comity(other, *made)
    assert again.code == 1
    assert "a node has its stores in" in again.err
    assert not other.path.exists()
