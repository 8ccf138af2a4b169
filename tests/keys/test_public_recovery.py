# SPDX-License-Identifier: Apache-2.0
"""Our public log comes back from anybody's copy, and goes on by itself only where the mark proves that it is whole."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pair import Pair, make_pair
from test_monitor import copy, look, publish
from typer.testing import CliRunner

import comity_verify_public
from comity.base.errors import BadSignature, Carrier, ComityError, Ours
from comity.cli.main import app
from comity.node import fsck, guard, keys, override, publication, recovery, rotation, store
from comity.node.home import Home

STORES = ("joint.sqlite3", "national.sqlite3")


@pytest.fixture(scope="module")
def once(process: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two nodes that have published once and kept a copy of Alba's stores; made once and copied for each test."""
    with pytest.MonkeyPatch.context() as patch:
        talks = make_pair(process, tmp_path_factory.mktemp("lost"), patch)
        talks.found()
        publish(talks, "one")
        talks.let_go()
        old = talks.homes["alba"].folder("old")
        for name in STORES:
            shutil.copyfile(talks.homes["alba"].path / name, old / name)
        publish(talks, "two")
        publish(talks, "three")
        talks.let_go()
        yield talks


@pytest.fixture
def lived(once: Pair, tmp_path: Path) -> Any:
    before = once.homes
    once.homes = {key: Home(shutil.copytree(home.path, tmp_path / key)) for key, home in before.items()}
    yield once
    once.let_go()
    once.homes = before


def restore(talks: Pair, *, without_guard: bool = False) -> None:
    """Put the old copy in place, and bring the joint log back from Boria."""
    home = talks.homes["alba"].path
    talks.let_go()
    for name in STORES:
        for rest in home.glob(f"{name}*"):
            rest.unlink()
        shutil.copyfile(home / "old" / name, home / name)
    if without_guard:
        shutil.rmtree(home / "guard")
    with talks.at("alba"):
        recovery.recover_by_road(talks.dialogue, "XB")
    talks.meet()  # what the peer said since is here again; that our public log is held back hinders no exchange


def held(talks: Pair) -> str:
    with talks.at("alba"):
        return next((row.why for row in override.show() if row.channel == "public"), "")


def sizes(talks: Pair) -> tuple[int, list[str]]:
    with talks.at("alba"):
        log = publication.public_log(talks.dialogue)
        assert log is not None
        return log.size, [finding for checked in fsck.fsck() for finding in checked.findings]


def recover(talks: Pair, source: Path | str) -> recovery.Recovered:
    with talks.at("alba"):
        return recovery.recover_public(talks.dialogue, str(source))


def test_tail_comes_back_from_a_copy_and_the_mark_proves_that_it_is_whole(lived: Pair, tmp_path: Path) -> None:
    copy(lived, tmp_path / "copy")
    checkpoint = (tmp_path / "copy" / "checkpoint").read_bytes()
    restore(lived)
    with lived.at("alba"), pytest.raises(Ours, match="restored") as raised:
        publication.publish(lived.dialogue)
    assert raised.value.code == "node.restart-guard"

    found = recover(lived, tmp_path / "copy")

    assert (found.before, found.after, found.beyond, found.newest) == (3, 5, 0, True)
    assert held(lived) == ""
    with lived.at("alba"):
        log = publication.public_log(lived.dialogue)
        assert log is not None
        assert bytes(log.checkpoint) == checkpoint
    publish(lived, "four")
    assert sizes(lived) == (6, [])


def test_copy_that_is_too_short_leaves_the_guard_up_until_a_longer_one_comes(lived: Pair, tmp_path: Path) -> None:
    copy(lived, tmp_path / "whole")
    with lived.at("alba"):
        log = publication.public_log(lived.dialogue)
        assert log is not None
        older = store.tree(log, 4).root()
    short = _shortened(lived, tmp_path / "short", older)
    restore(lived)

    found = recover(lived, short)

    assert (found.after, found.beyond) == (4, 1)
    assert "we had signed 1 more" in found.sentence()
    assert held(lived) != ""
    assert recover(lived, tmp_path / "whole").newest
    assert held(lived) == ""
    assert sizes(lived) == (5, [])


def _shortened(talks: Pair, folder: Path, root: bytes) -> Path:
    """Make the copy that somebody took when the log had four entries."""
    from comity.log.checkpoint import Checkpoint
    from comity.log.signature import sign_checkpoint
    from comity.log.tile import encode_bundle, entries_path

    copy(talks, folder)
    with talks.at("alba"):
        log = publication.public_log(talks.dialogue)
        assert log is not None
        key = keys.load_log(talks.homes["alba"], talks.dialogue, log.origin, 0, keys.PUBLIC)
        note = sign_checkpoint(Checkpoint(log.origin, 4, root), key, 1_804_165_331)
        entries = store.entries(log, 0, 4)
    (folder / "checkpoint").write_bytes(note)
    path = folder / entries_path(0, 4)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_bundle(entries))
    return folder


def test_without_the_mark_no_copy_is_believed_to_be_the_newest_and_two_officers_answer(
    lived: Pair, tmp_path: Path
) -> None:
    copy(lived, tmp_path / "copy")
    restore(lived, without_guard=True)

    for _ in range(2):  # asked again, it knows no more: what it raised the mark to came from the copy
        found = recover(lived, tmp_path / "copy")
        assert (found.after, found.newest) == (5, False)
        assert "ask whoever watches this log" in found.sentence()
        assert "nothing says that it was the newest" in held(lived)
    with lived.at("alba"), pytest.raises(Ours) as raised:
        guard.require(lived.homes["alba"], publication.public_log(lived.dialogue))
    assert raised.value.code == "node.restart-guard"

    with lived.at("alba"):
        (row,) = [row for row in override.show() if row.channel == "public"]
        override.propose(lived.officer("leo"), lived.dialogue, "public", guard.Mark(row.size, row.root))
        override.confirm(lived.officer("ida"), lived.dialogue, "public")
    publish(lived, "four")
    assert sizes(lived) == (6, [])


def test_copy_that_is_longer_than_the_mark_shows_that_the_mark_was_restored_too(lived: Pair, tmp_path: Path) -> None:
    """The whole disk came back from an image: the mark agrees with the store, and both are old."""
    copy(lived, tmp_path / "copy")
    restore(lived)
    with lived.at("alba"):
        log = publication.public_log(lived.dialogue)
        guard.begin_anew(lived.homes["alba"], log, log.size, store.tree(log).root().hex())
    assert held(lived) == ""

    found = recover(lived, tmp_path / "copy")

    assert (found.after, found.newest) == (5, False)
    assert "nothing says that it was the newest" in held(lived)
    assert not recover(lived, tmp_path / "copy").newest


def test_database_that_is_lost_begins_no_second_log_under_the_old_name(lived: Pair, tmp_path: Path) -> None:
    from test_recovery import lose

    copy(lived, tmp_path / "copy")
    data = lose(lived, guard=True)
    with lived.at("alba"):
        recovery.reopen(lived.officer("leo"), lived.officer("ida"), data)
        recovery.recover_by_road(lived.dialogue, "XB")
    lived.meet()
    with lived.at("alba"):
        assert len(publication.due(lived.dialogue)) == 3
        with pytest.raises(Ours) as raised:
            publication.publish(lived.dialogue)
    assert raised.value.code == "node.restart-guard"
    assert "the database was lost" in held(lived)

    assert recover(lived, tmp_path / "copy").after == 5
    assert sizes(lived) == (5, [])


def test_where_nobody_has_a_copy_the_public_log_begins_anew_under_another_name(lived: Pair) -> None:
    from test_recovery import lose

    with lived.at("alba"):
        log = publication.public_log(lived.dialogue)
        assert log is not None
        before = log.origin
    data = lose(lived, guard=True)
    with lived.at("alba"):
        recovery.reopen(lived.officer("leo"), lived.officer("ida"), data)
        recovery.recover_by_road(lived.dialogue, "XB")
    lived.meet()
    with lived.at("alba"):
        rotation.rotate_public(lived.officer("leo"), lived.officer("ida"), lived.dialogue)
        assert len(publication.publish(lived.dialogue)) == 3
        log = publication.public_log(lived.dialogue)
        assert log is not None
        assert log.origin != before
    assert sizes(lived) == (5, [])


def test_copy_that_we_did_not_sign_changes_nothing(lived: Pair, tmp_path: Path) -> None:
    copy(lived, tmp_path / "copy")
    restore(lived)
    note = (tmp_path / "copy" / "checkpoint").read_bytes()
    (tmp_path / "copy" / "checkpoint").write_bytes(note.replace(b"\n5\n", b"\n4\n"))
    bundle = next((tmp_path / "copy" / "tile" / "entries").glob("000.p/5"))
    bundle.with_name("4").write_bytes(bundle.read_bytes())
    with pytest.raises(ComityError):
        recover(lived, tmp_path / "copy")
    (tmp_path / "copy" / "checkpoint").write_bytes(note[:-20] + b"A" * 18 + b"=\n")
    with pytest.raises((BadSignature, ComityError)):
        recover(lived, tmp_path / "copy")
    with pytest.raises(Carrier):
        recover(lived, tmp_path / "nowhere")
    assert sizes(lived)[0] == 3


def test_monitor_keeps_a_copy_that_the_command_brings_back(lived: Pair, tmp_path: Path) -> None:
    """Somebody watches the log from outside and hands back what the ministry lost."""
    from comity.node import start

    copy(lived, tmp_path / "served")
    (tmp_path / "served" / "payloads").rename(tmp_path / "served" / "payload")  # as the web names it
    watch = ["monitor", str(tmp_path / "served"), "--state", str(tmp_path / "s.json"), "--copy", str(tmp_path / "kept")]
    for _ in range(2):
        said = CliRunner().invoke(app, watch, catch_exceptions=False)
        assert (said.exit_code, "copy of 5 entries, with 3 payload(s)" in said.stderr) == (0, True), said.stderr
    assert comity_verify_public.main([str(tmp_path / "kept")]) == 0
    restore(lived)
    home = lived.homes["alba"].path
    with pytest.MonkeyPatch.context() as context, ExitStack() as stack:
        context.setattr(start, "prepare", lambda where, **_: stack.enter_context(lived.process.at(where)))
        arguments = ["recover", "--channel", "public", "--home", str(home)]
        done = CliRunner().invoke(app, [*arguments, "--from", str(tmp_path / "kept")], catch_exceptions=False)
        assert CliRunner().invoke(app, arguments).exit_code == 1  # no copy is named
        assert CliRunner().invoke(app, ["recover", "--home", str(home)]).exit_code == 1  # nor a party
    assert (done.exit_code, "2 entries came back, 5 are held" in done.stderr) == (0, True), done.stderr
    assert sizes(lived) == (5, [])


def test_look_that_ends_in_an_alarm_leaves_the_copy_as_it_was(lived: Pair, tmp_path: Path) -> None:
    from comity.node.public_copy import Copy

    state, served = tmp_path / "state.json", tmp_path / "served"
    get = copy(lived, served)
    kept = Copy(get, tmp_path / "kept")
    from comity.node import monitor

    subject = monitor.subject_of(kept.get, state, None)
    monitor.look(kept.get, subject, state)
    kept.keep(subject)
    before = {path: path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file()}
    bundle = next((served / "tile" / "entries").glob("000.p/5"))
    bundle.write_bytes(bundle.read_bytes()[:-9] + b"x" + bundle.read_bytes()[-8:])
    with pytest.raises(ComityError):
        look(Copy(monitor.folder(served), tmp_path / "kept").get, state)
    assert {path: path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file()} == before
    assert json.loads(state.read_text())["comity"] == "monitor"
