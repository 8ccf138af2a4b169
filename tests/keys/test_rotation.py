# SPDX-License-Identifier: Apache-2.0
"""Keys are renewed by index: what was signed before stays, and the peer learns by the root, on either road."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pair import Pair
from typer.testing import CliRunner

import comity_verify
from comity.base.errors import Equivocation, NotPermitted, Ours
from comity.cli.main import app
from comity.log.note import parse_note


def rotate(pair: Pair, key: str = "alba", **options: Any) -> int:
    from comity.node import rotation

    names = {"alba": ("leo", "ida"), "boria": ("eva", "jan")}[key]
    with pair.at(key):
        return rotation.rotate(*(pair.officer(name) for name in names), pair.dialogue, **options)


def verdict(pair: Pair, key: str, folder: Path) -> int:
    from comity.node.export import export
    from comity.node.fsck import fsck

    with pair.at(key):
        export(pair.dialogue, folder)
        assert [finding for checked in fsck() for finding in checked.findings] == []
    return comity_verify.main([str(folder)])


def keyset_lines(pair: Pair, key: str) -> list[Any]:
    from comity.node.rotation import show

    with pair.at(key):
        return sorted(show(pair.dialogue), key=lambda row: (row.party, row.serial))


def test_after_a_rotation_both_sides_go_on_and_the_verifier_agrees(talks: Pair, tmp_path: Path) -> None:
    index = rotate(talks)
    talks.meet()
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
    talks.meet()

    rows = keyset_lines(talks, "boria")
    assert [(row.party, row.serial, row.index) for row in rows] == [("XA", 0, 0), ("XA", 1, index), ("XB", 0, 0)]
    assert not set(rows[0].keys.values()) & set(rows[1].keys.values())
    assert rows == keyset_lines(talks, "alba")
    for key in ("alba", "boria"):
        assert verdict(talks, key, tmp_path / f"export-{key}") == 0


def test_both_may_rotate_at_once_and_again(talks: Pair, tmp_path: Path) -> None:
    for _ in range(2):
        for key in ("alba", "boria"):
            rotate(talks, key)
        talks.meet()

    assert [(row.party, row.serial) for row in keyset_lines(talks, "alba")] == [
        (party, serial) for party in ("XA", "XB") for serial in range(3)
    ]
    for key in ("alba", "boria"):
        assert verdict(talks, key, tmp_path / f"export-{key}") == 0


def test_the_checkpoint_above_a_keyset_is_signed_by_the_new_key_alone(talks: Pair) -> None:
    from comity.node import ledger
    from comity.node.keyring import ring_of

    with talks.at("alba"):
        before = parse_note(bytes(ledger.our_log(talks.dialogue).checkpoint))
        old = ring_of(ledger.our_log(talks.dialogue)).newest
    rotate(talks, sorts=("log",))
    with talks.at("alba"):
        ours = ledger.our_log(talks.dialogue)
        note, new = parse_note(bytes(ours.checkpoint)), ring_of(ours).newest

    assert [len(key.signed(before)) for key in old.log] == [1, 1]
    assert [len(key.signed(note)) for key in (*old.log, *new.log)] == [0, 0, 1, 1]
    assert (new.mirror, new.road, new.age) == (old.mirror, old.road, old.age)


def test_the_road_goes_on_when_both_renew_its_key_while_the_other_is_away(talks: Pair) -> None:
    for key in ("alba", "boria"):
        rotate(talks, key, sorts=("road",))

    for key in ("alba", "boria", "alba", "boria"):
        assert talks.pull(key).error is None


def test_a_pouch_for_a_lasting_key_of_before_is_still_opened(talks: Pair, tmp_path: Path) -> None:
    from comity.node.pack import pack
    from comity.node.pouch import open_pouch

    file = tmp_path / "a.pouch"
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
        file.write_bytes(pack(talks.dialogue, "XB", static=True).data)
    rotate(talks, "boria")
    rotate(talks, "alba")

    with talks.at("boria"):
        assert open_pouch(file).state == "opened"
    after = tmp_path / "b.pouch"
    with talks.at("alba"):
        after.write_bytes(pack(talks.dialogue, "XB").data)
    with talks.at("boria"):
        assert open_pouch(after).state == "opened"
    assert len(keyset_lines(talks, "boria")) == 4


def test_one_officer_is_not_two(talks: Pair) -> None:
    from comity.node import ledger, rotation

    with talks.at("alba"):
        size = ledger.our_log(talks.dialogue).size
        with pytest.raises(NotPermitted, match="stands for both"):
            rotation.rotate(talks.officer("leo"), talks.officer("leo"), talks.dialogue)
        with pytest.raises(NotPermitted, match="may not introduce"):
            rotation.rotate(talks.officer("leo"), talks.officer("ana"), talks.dialogue)
        assert ledger.our_log(talks.dialogue).size == size


def test_without_the_root_nothing_is_changed_and_with_its_file_all_is(talks: Pair, tmp_path: Path) -> None:
    folder = talks.homes["alba"].path / "keys" / talks.dialogue
    safe = tmp_path / "root.json"
    (folder / "root.json").rename(safe)
    files = sorted(folder.iterdir())

    with pytest.raises(Ours, match="the root key is not in"):
        rotate(talks)
    with pytest.raises(Ours, match="is not the one in the introduction"):
        rotate(talks, root=folder / "mirror.json")
    assert sorted(file for file in folder.iterdir() if ".1." not in file.name) == files

    rotate(talks, root=safe)
    talks.meet()


def test_a_keyset_that_the_root_did_not_sign_has_no_effect(talks: Pair, tmp_path: Path) -> None:
    from comity.acts.act import Verb
    from comity.node import keys, ledger
    from comity.node.keyring import serial_of

    with talks.at("alba"):
        ours = ledger.our_log(talks.dialogue)
        introduction = json.loads(bytes(ours.dialogue.introduction))
        assert introduction["dialogue"] == talks.dialogue
        from comity.exchange.introduction import decode

        act = keys.keyset(talks.homes["alba"], decode(bytes(ours.dialogue.introduction)), "XA", "2027-03-04T13:02:11Z")
        forged = {**act.structure, "serial": 1}
        ledger.append(talks.dialogue, ledger.Draft(Verb.NOTIFY, "keyset", object=talks.dialogue, structure=forged))
        assert serial_of(ledger.our_log(talks.dialogue)) == 0
    talks.meet()

    assert [row.serial for row in keyset_lines(talks, "boria")] == [0, 0]
    assert verdict(talks, "boria", tmp_path / "export") == 0


def test_a_fork_across_a_rotation_convicts(talks: Pair) -> None:
    from comity.log.checkpoint import Checkpoint
    from comity.log.signature import sign_checkpoint
    from comity.node import intake, keys, ledger

    rotate(talks)
    talks.meet()
    with talks.at("alba"):
        ours = ledger.our_log(talks.dialogue)
        old = keys.load(talks.homes["alba"], talks.dialogue, ours.origin, 0).log
        other = sign_checkpoint(Checkpoint(ours.origin, 2, bytes(32)), old, 1_804_165_331)
    with talks.at("boria"):
        log = intake.Log.objects.get(dialogue_id=talks.dialogue, party="XA")
        with pytest.raises(Equivocation):
            intake.judge_older(log, other)


def test_a_crash_before_the_keyset_is_signed_is_made_good(talks: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.node import ledger

    class Crash(BaseException):
        pass

    def fall(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as context:
        context.setattr(ledger, "_sign", fall)
        with pytest.raises(Crash):
            rotate(talks)
    with talks.at("alba"):
        ledger.recover()
    talks.meet()

    assert [row.serial for row in keyset_lines(talks, "boria") if row.party == "XA"] == [0, 1]


def test_keys_are_shown_as_words_and_rotated_by_command(talks: Pair, tmp_path: Path) -> None:
    from comity.node import officers, start

    tokens = {}
    with talks.at("alba"):
        for name in ("leo", "ida"):
            tokens[name] = tmp_path / f"{name}.token"
            tokens[name].write_text(officers.give_token(talks.officer(name)))
    home = talks.homes["alba"].path
    patch = pytest.MonkeyPatch()
    with patch.context() as context, ExitStack() as stack:
        context.setattr(start, "prepare", lambda where, **_: stack.enter_context(talks.process.at(where)))
        said = [
            CliRunner().invoke(app, ["keys", *arguments, "--home", str(home)], catch_exceptions=False)
            for arguments in (
                ["rotate", "--token", str(tokens["leo"]), "--second", str(tokens["ida"]), "--sort", "log"],
                ["show", "--language", "ru"],
                ["show", "--json"],
            )
        ]

    assert [result.exit_code for result in said] == [0, 0, 0]
    rows = [line.split("\t") for line in said[1].stdout.splitlines()]
    assert len(rows) == 3 * 4
    assert {len(row[4].split()) for row in rows} == {12}
    assert [(r["party"], r["serial"]) for r in json.loads(said[2].stdout)] == [("XA", 0), ("XA", 1), ("XB", 0)]
