# SPDX-License-Identifier: Apache-2.0
"""The restart guard: a restored backup, a doubled start, a damaged file never make an honest state look like two."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nodes import COMITY, environment, run
from pair import Pair
from shell import Done
from sound import require_sound

from comity.base.errors import Carrier, Damaged, Ours
from comity.node import guard, ledger, locks
from comity.node.joint.models import Evidence, SignedRoot

WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}


def comity(pair: Pair, key: str, *arguments: str) -> Done:
    """Run a command on a home of the pair."""
    home = pair.homes[key].path
    return run([COMITY, *arguments], env=environment(COMITY_HOME=str(home)), cwd=home.parent)


def say(pair: Pair, key: str) -> Any:
    by, second = {"alba": ("ana", "leo"), "boria": ("mir", "eva")}[key]
    with pair.at(key):
        return pair.say("notify", "contact", by, second, words=WORDS)


def backup(pair: Pair, key: str, name: str = "backup") -> Path:
    """Copy the joint store as a backup program would."""
    target = pair.homes[key].path.parent / f"{name}.sqlite3"
    with (
        closing(sqlite3.connect(pair.homes[key].path / "joint.sqlite3")) as store,
        closing(sqlite3.connect(target)) as copy,
    ):
        store.backup(copy)
    return target


def restore(pair: Pair, key: str, copy: Path) -> None:
    home = pair.homes[key].path
    for name in ("joint.sqlite3-wal", "joint.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    shutil.copyfile(copy, home / "joint.sqlite3")


def held_back(pair: Pair, words: str) -> None:
    """Assert that Alba appends nothing, by whichever way, and says why."""
    with pair.at("alba"):
        before = (ledger.our_log(pair.dialogue).size, SignedRoot.objects.count())
    for _ in range(2):
        with pytest.raises(Ours, match=words) as caught:
            say(pair, "alba")
        assert caught.value.code == "node.restart-guard"
        assert "looks like a restored copy" in str(caught.value)
        assert "nothing is appended" in caught.value.hint
    with pair.at("alba"):
        assert (ledger.our_log(pair.dialogue).size, SignedRoot.objects.count()) == before


def test_restored_database_is_held_back_by_the_mark_and_freed_by_the_newest(talks: Pair) -> None:
    old = backup(talks, "alba")
    size = say(talks, "alba").expected_index + 1
    newest = backup(talks, "alba", "newest")

    restore(talks, "alba", old)
    held_back(talks, f"we signed a checkpoint of size {size}")

    restore(talks, "alba", newest)
    assert say(talks, "alba").expected_index == size
    with talks.at("alba"):
        require_sound(talks.dialogue)


def test_missing_mark_holds_back(talks: Pair) -> None:
    for file in (talks.homes["alba"].path / "guard").iterdir():
        file.unlink()

    held_back(talks, "the high-water mark outside the backup is missing")


def test_restored_home_whose_mark_went_back_too_is_held_back_by_the_peers_countersignature(talks: Pair) -> None:
    old, marks = backup(talks, "alba"), talks.homes["alba"].path / "guard"
    shutil.copytree(marks, old.with_name("marks"))
    for _ in range(3):
        say(talks, "alba")
    talks.meet()
    say(talks, "boria")
    with talks.at("alba"):
        size = ledger.our_log(talks.dialogue).size

    restore(talks, "alba", old)
    shutil.rmtree(marks)
    shutil.copytree(old.with_name("marks"), marks)
    result = talks.pull("alba")

    assert isinstance(result.error, Ours)
    assert f"XB has cosigned size {size}" in str(result.error)
    with talks.at("alba"):
        assert list(Evidence.objects.all()) == []  # nobody is blamed for what we lost
    held_back(talks, f"XB has cosigned size {size}")
    assert isinstance(talks.pull("boria").error, Carrier)  # an old copy, and no more than that
    with talks.at("boria"):
        assert list(Evidence.objects.all()) == []


def test_restored_copy_blames_nobody_where_only_the_mark_tells(talks: Pair) -> None:
    old = backup(talks, "alba")
    say(talks, "alba")
    talks.meet()
    restore(talks, "alba", old)
    talks.tamper = lambda answer: replace(answer, status=404) if "/mirror/" in answer.path else None
    result = talks.pull("alba")

    assert isinstance(result.error, Ours)
    assert result.error.code == "node.restart-guard"
    with talks.at("alba"):
        assert list(Evidence.objects.all()) == []


def test_backup_taken_between_written_and_signed_never_lowers_the_mark(
    talks: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as fault:

        def fail(*_: object, **__: object) -> None:
            raise OSError("no")

        fault.setattr(ledger, "sign_checkpoint", fail)
        with pytest.raises(Damaged):
            say(talks, "alba")
    old = backup(talks, "alba")
    for _ in range(2):
        say(talks, "alba")
    with talks.at("alba"):
        log = ledger.our_log(talks.dialogue)
        before = guard.mark(talks.homes["alba"], log)

    restore(talks, "alba", old)
    with talks.at("alba"):
        with pytest.raises(Ours, match="looks like a restored copy"):
            ledger.recover()
        assert guard.mark(talks.homes["alba"], log) == before
    held_back(talks, f"we signed a checkpoint of size {log.size}")


def test_log_is_not_begun_a_second_time_after_a_restore(pair: Pair) -> None:
    from comity.exchange.introduction import encode
    from comity.node import seating
    from comity.node.national.models import PendingIntroduction

    with pair.at("alba"):
        introduction = seating.offer(seating.Offer("exercise", {"en": "Our file"}))
    old = backup(pair, "alba")
    with pair.at("alba"):
        seating.bring_in(pair.officer("leo"), encode(introduction))
        seating.confirm(pair.officer("ida"), introduction.dialogue)
    restore(pair, "alba", old)
    with pair.at("alba"):
        PendingIntroduction.objects.all().delete()
        seating.bring_in(pair.officer("leo"), encode(introduction))
        with pytest.raises(Ours, match="we signed a checkpoint of size 2"):
            seating.confirm(pair.officer("ida"), introduction.dialogue)
        assert ledger.our_log(introduction.dialogue).size == 0
        assert not SignedRoot.objects.exists()


def test_mark_never_goes_down_nor_changes_at_one_size(talks: Pair) -> None:
    home = talks.homes["alba"]
    with talks.at("alba"):
        log = ledger.our_log(talks.dialogue)
        now = guard.mark(home, log)
        assert now is not None
        guard.raise_mark(home, log, now.size, now.root)
        with pytest.raises(Ours, match="we signed another root for size"):
            guard.raise_mark(home, log, now.size, "0" * 64)
        with pytest.raises(Ours, match=f"we signed a checkpoint of size {now.size}"):
            guard.raise_mark(home, log, now.size - 1, now.root)
        assert guard.mark(home, log) == now


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"size":"x"}', b"\xff"])
def test_mark_that_cannot_be_read_holds_back(text: bytes, talks: Pair) -> None:
    (file,) = (talks.homes["alba"].path / "guard").iterdir()
    file.write_bytes(text)

    with pytest.raises(Damaged, match=r"the high-water mark .* cannot be read"):
        say(talks, "alba")
    with talks.at("alba"):
        assert ledger.our_log(talks.dialogue).size == SignedRoot.objects.count()


# --- damaged files -------------------------------------------------------------------------------------------------

DAMAGES = {
    "header": lambda data: b"\x00" * 100 + data[100:],
    "text": lambda _: b"this is no database\n" * 100,
    "cut": lambda data: data[: len(data) // 2 - 100],
    "pages": lambda data: data[:8192] + b"\xa5" * (len(data) - 8192),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("store", ["joint", "national"])
def test_damaged_database_is_named_and_nothing_changed(damage: str, store: str, talks: Pair) -> None:
    file = talks.homes["alba"].path / f"{store}.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    data = file.read_bytes()

    commands = [("fsck",), ("verify",), ("pull",)] if store == "joint" else [("officer", "list")]
    found = [comity(talks, "alba", *command) for command in (*commands, ("serve",))]

    for done in found:
        assert done.code == 1, done
        assert "comity: error: " in done.err, done
        assert "comity: hint: " in done.err, done
        assert "Traceback" not in done.err, done
    assert file.read_bytes() == data


def test_missing_database_is_named(talks: Pair) -> None:
    (talks.homes["alba"].path / "joint.sqlite3").unlink()
    done = comity(talks, "alba", "fsck")

    assert done.code == 1, done
    assert "Traceback" not in done.err


@pytest.mark.parametrize("name", ["log", "mirror", "road"])
def test_key_file_that_is_gone_or_damaged_is_named_and_nothing_signed(name: str, talks: Pair) -> None:
    file = talks.homes["alba"].path / "keys" / talks.dialogue / f"{name}.json"
    for text in ("{", '{"ed25519":"zz"}', "[]", None):
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="ascii")
        done = comity(talks, "alba", "pull")
        assert done.code == 1, done
        assert f"{name}.json" in done.err
        assert "Traceback" not in done.err


# --- two at once -----------------------------------------------------------------------------------------------------


def test_second_instance_on_one_directory_is_refused_while_the_first_runs(pair: Pair) -> None:
    home = pair.homes["alba"]
    with locks.instance_lock(home):
        done = comity(pair, "alba", "serve")
        assert done.code == 1
        assert "comity: error: a node is already running on" in done.err
        with pytest.raises(Ours, match="already running"), locks.instance_lock(home):
            pass
    with locks.instance_lock(home):
        pass


def test_writer_waits_for_the_other_and_gives_up_with_a_sentence(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    home = pair.homes["alba"]
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.1)
    with (
        locks.append_lock(home),
        pytest.raises(Ours, match="another process has been writing"),
        locks.append_lock(home),
    ):
        pass


def test_mark_stands_in_the_last_whole_place_of_its_file_and_a_full_file_is_written_anew(talks: Pair) -> None:
    home = talks.homes["alba"]
    with talks.at("alba"):
        log = ledger.our_log(talks.dialogue)
        start = guard.mark(home, log)
        assert start is not None
        (file,) = (home.path / "guard").iterdir()
        lengths = set()
        for step in range(1, 2 * guard.PLACES):
            guard.raise_mark(home, log, start.size + step, f"{step:064x}")
            assert guard.mark(home, log) == guard.Mark(start.size + step, f"{step:064x}")
            lengths.add(file.stat().st_size)
        assert lengths == {guard.PLACE * guard.PLACES}
        newest, data = guard.mark(home, log), file.read_bytes()
        assert newest is not None
        end = len(data.rstrip(b" "))
        for cut in (1, 100, guard.PLACE - 1):  # the disk took so much of the next one, and no more
            file.write_bytes(data[:end] + data[end - guard.PLACE :][:cut].ljust(len(data) - end))
            assert guard.mark(home, log) == newest
            guard.raise_mark(home, log, newest.size + 1, "e" * 64)
            assert guard.mark(home, log) == guard.Mark(newest.size + 1, "e" * 64)


def test_mark_of_an_older_node_is_read_and_raised(talks: Pair) -> None:
    home = talks.homes["alba"]
    with talks.at("alba"):
        log = ledger.our_log(talks.dialogue)
        now = guard.mark(home, log)
        assert now is not None
        (file,) = (home.path / "guard").iterdir()
        file.write_text(f'{{"origin": "{log.origin}", "size": {now.size}, "root": "{now.root}"}}')
        assert guard.mark(home, log) == now
        guard.raise_mark(home, log, now.size + 1, "e" * 64)
        assert guard.mark(home, log) == guard.Mark(now.size + 1, "e" * 64)


def test_checkpoint_that_a_power_cut_took_back_is_signed_again_with_the_same_root(talks: Pair) -> None:
    with talks.at("alba"):
        before = ledger.our_log(talks.dialogue)
    say(talks, "alba")
    with talks.at("alba"):
        lost = ledger.our_log(talks.dialogue)
        root = SignedRoot.objects.get(log=lost, size=lost.size).root
        SignedRoot.objects.filter(log=lost, size=lost.size).delete()
        type(lost).objects.filter(pk=lost.pk).update(size=before.size, checkpoint=before.checkpoint, seen=before.seen)
        ledger.recover()
        again = ledger.our_log(talks.dialogue)
        assert (again.size, again.seen) == (lost.size, lost.seen)
        assert SignedRoot.objects.get(log=again, size=again.size).root == root
    say(talks, "alba")
    talks.meet()
