# SPDX-License-Identifier: Apache-2.0
"""The stand-alone verifier: what it says of a sound export, and that it overlooks nothing in one that is not."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from two_logs import NOW, Story, founded, key, told

import comity_verify
from comity.acts.act import Seen, Verb
from comity.log.checkpoint import Checkpoint
from comity.log.keys import SigningKey
from comity.log.merkle import EMPTY_ROOT
from comity.log.note import format_note, parse_note
from comity.log.signature import LogKey, sign_checkpoint

PROGRAM = Path(comity_verify.__file__)


@pytest.fixture
def verify(capsys, tmp_path):
    def run(export: Path | Story, *arguments: str) -> tuple[int, str]:
        if isinstance(export, Story):
            export = export.export(tmp_path / "export")
        code = comity_verify.main([str(export), *arguments])
        return code, capsys.readouterr().out

    return run


def test_sound_export_holds_and_each_thing_that_holds_is_said(verify):
    code, said = verify(told())

    assert code == 0
    fingerprint = told().introduction.fingerprint()
    assert said.splitlines() == [
        "dialogue 0f5c8a61d2b34e7f9a10b2c3d4e5f607 of XA and XB; purpose: exercise",
        f"introduction {fingerprint}: compare it with the one that your officers hold",
        "XA: 4 entries; every entry and every tile hashes to the signed root",
        "XA: signed at 2027-03-04T13:02:11Z by its clock, with both keys that the root of XA named",
        "XA: entry 1 tables the founding: these parties, purpose exercise",
        "XB: 4 entries; every entry and every tile hashes to the signed root",
        "XB: signed at 2027-03-04T13:02:11Z by its clock, with both keys that the root of XB named",
        "XB: entry 1 accepts the founding: these parties, purpose exercise",
        "XA: had seen 3 entries of XB; every root it names is one of that log",
        "XA: XB countersigned 4 entries, at 2027-03-04T13:03:11Z by its clock",
        "XB: had seen 4 entries of XA; every root it names is one of that log",
        "XB: XA countersigned 3 entries, at 2027-03-04T13:03:11Z by its clock; the 1 after them are not countersigned",
        "payloads: 4 here, each opens its commitment; 0 not here: not delivered, erased or left out",
        "holds: these logs are what the keys of the introduction signed",
    ]


def test_program_runs_alone_with_no_comity_in_reach(tmp_path):
    shutil.copy(PROGRAM, tmp_path / "alone.py")
    export = told().export(tmp_path / "export")
    # -I: no current folder, no environment; a folder named comity in reach would not be found either.
    code = (
        "import runpy, sys; sys.modules['comity'] = None;"
        f"sys.argv = ['alone', {str(export)!r}]; runpy.run_path({str(tmp_path / 'alone.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0, "holds: these logs are what the keys of the introduction signed",
    )  # fmt: skip


def test_program_is_one_short_file_on_the_standard_library_and_cryptography():
    source = PROGRAM.read_text(encoding="utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert len(source.splitlines()) < 500


def test_log_of_many_tiles_holds(verify):
    story = told()
    for number in range(600):
        story.add("XA", story.sides["XA"].act(Verb.ACKNOWLEDGE, "receipt", structure={"held": {"XB": number}}))
    code, said = verify(story)
    assert code == 0
    assert "XA: 604 entries; every entry and every tile hashes to the signed root" in said
    assert "XA: not countersigned; nothing here shows that XB holds the same log" not in said
    assert "XB countersigned 4 entries" in said
    assert "the 600 after them are not countersigned" in said


def test_flipped_bit_in_any_file_is_refused(verify, tmp_path):
    """A third of all bits of the short files; of the long signatures and keys, some bits of every part."""
    export = told().export(tmp_path / "export")
    trusted = shutil.copy(export / "introduction.json", tmp_path / "trusted.json")
    for path in sorted(p for p in export.rglob("*") if p.is_file()):
        data = path.read_bytes()
        for bit in range(len(path.name) % 7, len(data) * 8, 3 if len(data) < 500 else 401):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            path.write_bytes(flipped)
            code, said = verify(export, "--introduction", str(trusted))
            if code == 0:
                # A cosigner's line whose name or id is another is an unknown key's, and then nothing is countersigned.
                assert path.name in {"checkpoint", "cosigned"}, (path, bit)
                assert "not countersigned; nothing" in said
            else:
                assert said.splitlines()[-1].startswith("does not hold: ")
        path.write_bytes(data)
    assert verify(export)[0] == 0


def refused(verify, story: Story | Path, reason: str) -> None:
    code, said = verify(story)
    assert code == 3
    assert reason in said.splitlines()[-1]


def test_lost_file_is_refused_unless_it_is_a_payload_or_an_older_cosignature(verify, tmp_path):
    export = told().export(tmp_path / "export")
    for path in sorted(p for p in export.rglob("*") if p.is_file()):
        data = path.read_bytes()
        path.unlink()
        code, said = verify(export)
        if path.parent.name == "payloads":
            assert (code, "payloads: 3 here, each opens its commitment; 1 not here" in said) == (0, True)
        elif path.name == "cosigned":
            assert (code, "XB: not countersigned; nothing here shows that XA holds" in said) == (0, True)
        else:
            assert (code, "cannot be read" in said) == (3, True)
        path.write_bytes(data)


def test_log_that_is_not_here_is_said_and_what_was_seen_of_it_not_claimed(verify, tmp_path):
    export = told().export(tmp_path / "export")
    shutil.rmtree(export / "logs" / "XB")
    for path in (export / "payloads").iterdir():
        path.unlink()
    code, said = verify(export)
    assert code == 0
    assert "XB: its log is not here" in said
    assert "XA: had seen 3 entries of XB; that log is not here" in said
    assert "XA: not countersigned" in said


def test_folder_of_a_stranger_is_refused(verify, tmp_path):
    export = told().export(tmp_path / "export")
    (export / "logs" / "XC").mkdir()
    refused(verify, export, "expected folders of XA and XB, found XA, XB, XC")


def test_trusted_introduction_must_be_the_one_in_the_export(verify, tmp_path):
    export = told().export(tmp_path / "export")
    trusted = tmp_path / "ours.json"
    trusted.write_bytes((export / "introduction.json").read_bytes().rstrip())
    code, said = verify(export, "--introduction", str(trusted))
    assert (code, "introduction " in said, "the one that was named" in said) == (0, True, True)

    trusted.write_bytes(trusted.read_bytes().replace(b"exercise", b"live"))
    code, said = verify(export, "--introduction", str(trusted))
    assert (code, "another introduction than" in said) == (3, True)


@pytest.mark.parametrize("changes", [{"purpose": "live"}, {"title": {"en": "Another"}}, {"options": {"x": 1}}])
def test_introduction_that_says_more_than_was_founded_is_refused(verify, changes):
    story = told()
    story.introduction = replace(story.introduction, **changes)
    refused(verify, story, "entry 1 of XA is not for the founding that this introduction leads to")


def test_introduction_with_another_root_is_refused(verify):
    story = told()
    stranger = replace(story.sides["XB"], code="XC").entry()
    parties = (story.introduction.parties[0], replace(stranger, code="XB"))
    story.introduction = replace(story.introduction, parties=parties)
    story.sides["XA"].entries = story.sides["XA"].entries[:1]
    story.sides["XB"].entries = story.sides["XB"].entries[:1]
    refused(verify, story, "XB: entry 0: not signed by the root (ed25519)")


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"{}", b"1", b"\xff", b'{"a":1,"a":1}', b'{"comity":"introduction"}', b"[" * 5000, b'{"a":1.5}'],
)
def test_file_that_is_no_introduction_is_refused(verify, tmp_path, data):
    export = told().export(tmp_path / "export")
    (export / "introduction.json").write_bytes(data)
    refused(verify, export, "introduction.json: ")


def test_introduction_without_every_party_is_refused(verify, tmp_path):
    story = told()
    export = story.export(tmp_path / "export")
    value = json.loads((export / "introduction.json").read_bytes())
    value["parties"] = value["parties"][:1]
    (export / "introduction.json").write_bytes(comity_verify.encode(value))
    refused(verify, export, "not complete, only XA added its entry")


@pytest.mark.parametrize(("half", "place"), [("ed25519", 0), ("mldsa44", 1)])
def test_keyset_signed_by_one_half_of_the_root_is_refused(verify, half, place):
    story = founded()
    seeds = [key("XA root").to_seed()[:32], key("XA root").to_seed()[32:]]
    seeds[place] = bytes(32)
    story.sides["XA"].entries = [story.sides["XA"].keyset(signer=SigningKey.generate(*seeds))]
    refused(verify, story, f"entry 0: not signed by the root ({half})")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"origin": "alba.example/other"}, "not the next keyset of alba"),
        ({"serial": 1}, "not the next keyset"),
        ({"log": []}, "must have one key of each type"),
        ({"mirror": []}, "must have one key of each type"),
        ({"log": ["a+b"]}, "not a keyset as"),
        ({"log": [1]}, "not a keyset as"),
        ({"log": None}, "not a keyset as"),
    ],
)
def test_keyset_that_the_root_signed_but_that_is_not_this_log_s_is_refused(verify, monkeypatch, changes, reason):
    monkeypatch.setattr("two_logs.encode", lambda act: comity_verify.encode({
        "act": 1, "at": act.at, "by": act.by, "dialogue": act.dialogue, "kind": act.kind, "verb": "notify",
        "object": act.object, "structure": act.structure,
    }))  # fmt: skip
    story = founded()
    story.sides["XB"].entries = story.sides["XB"].entries[:1]
    story.sides["XA"].entries = [story.sides["XA"].keyset(**changes)]
    refused(verify, story, reason)


def test_checkpoint_with_one_signature_of_the_log_is_refused(verify, tmp_path):
    export = told().export(tmp_path / "export")
    path = export / "logs/XA/checkpoint"
    note = parse_note(path.read_bytes())
    for number in (0, 1):
        path.write_bytes(format_note(replace(note, signatures=(note.signatures[number], *note.signatures[2:]))))
        refused(verify, export, "not signed with both keys of the log of XA")


def test_checkpoint_signed_by_another_key_is_refused(verify, tmp_path):
    story = told()
    export = story.export(tmp_path / "export")
    side = story.sides["XA"]
    forged = sign_checkpoint(Checkpoint(side.origin, 4, side.root_at(4)), LogKey(side.origin, key("Eve")), NOW)
    (export / "logs/XA/checkpoint").write_bytes(forged)
    refused(verify, export, "not signed with both keys of the log of XA")


def test_cosignature_by_one_key_of_the_mirror_is_none(verify, tmp_path):
    export = told().export(tmp_path / "export")
    path = export / "logs/XA/checkpoint"
    note = parse_note(path.read_bytes())
    path.write_bytes(format_note(replace(note, signatures=note.signatures[:3])))
    code, said = verify(export)
    assert (code, "XA: not countersigned" in said) == (0, True)


def test_cosigned_checkpoint_of_another_history_is_refused(verify, tmp_path):
    story = told()
    export = story.export(tmp_path / "export")
    story.sides["XB"].entries[1] = b"{}"
    (export / "logs/XB/cosigned").write_bytes(story.note("XB", 3, "XA"))
    refused(verify, export, "logs/XB/cosigned: not a root that the log of XB had and signed")


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Seen(3, "00" * 32), "on what it has seen of XB: a root that this log never had"),
        (Seen(9, "00" * 32), "9 entries, and only 4 are here"),
        (Seen(1, "00" * 32), "no size, or less than before"),
    ],
)
def test_seen_that_the_other_log_does_not_bear_out_is_refused(verify, seen, reason):
    story = told()
    story.tell("XA", b"a false word", seen={"XB": seen})
    refused(verify, story, reason)


def test_seen_of_a_stranger_is_refused(verify):
    story = told()
    story.tell("XA", b"a false word", seen={"XC": Seen(1, EMPTY_ROOT.hex())})
    refused(verify, story, "on what it has seen of XC")


def test_payload_that_does_not_open_or_belongs_nowhere_or_has_another_length_is_refused(verify, tmp_path):
    story = told()
    export = story.export(tmp_path / "export")
    path = export / "payloads" / min(story.payloads)
    data = path.read_bytes()
    for wrong in (b"", data[:31], data[:-1], data + b" ", bytes(32) + data[32:]):
        path.write_bytes(wrong)
        refused(verify, export, "does not open its commitment")
    path.write_bytes(data)
    (export / "payloads" / ("0" * 64)).write_bytes(data)
    refused(verify, export, "belongs to no entry")


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"{}",
        b"null",
        b"\xff",
        b'{"act": 1}',
        b'{"act":1,"act":1}',
        b'{"act":true}',
        b"[" * 5000,
        b"1" * 5000,
        b"NaN",
    ],
)
def test_entry_that_is_no_act_is_counted_and_without_effect(verify, entry):
    story = told()
    story.add("XA", entry)
    code, said = verify(story)
    assert code == 0
    assert "XA: 1 entries are no acts of XA in their only spelling, without effect: ['4']" in said


def test_act_of_another_party_or_dialogue_is_without_effect(verify):
    story = told()
    story.add("XA", story.sides["XB"].act(Verb.ACKNOWLEDGE, "receipt", structure={"held": {}}))
    code, said = verify(story)
    assert (code, "without effect: ['4']" in said) == (0, True)


def test_new_keyset_hands_over_to_new_keys(verify):
    story = told()
    side = story.sides["XA"]
    side.log_label = "second log"
    story.add("XA", side.keyset(serial=1))
    assert verify(story)[0] == 0

    story.sides["XA"].log_label = "log"
    refused(verify, story, "not signed with both keys of the log of XA")


def test_new_keyset_that_the_root_did_not_sign_is_without_effect(verify):
    story = told()
    side = story.sides["XA"]
    side.log_label = "Eve"
    story.add("XA", side.keyset(serial=1, signer=key("Eve")))
    side.log_label = "log"
    code, said = verify(story)
    assert (code, "without effect: ['4']" in said) == (0, True)


def test_founding_not_yet_made_is_no_failure(verify):
    story = founded()
    for side in story.sides.values():
        side.entries = side.entries[:1]
    assert verify(story)[0] == 0


@pytest.mark.parametrize("arguments", [[], ["/nowhere"], ["--no-such-option"], ["a", "b"]])
def test_wrong_usage_is_exit_code_two(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        comity_verify.main(arguments)
    assert stopped.value.code == 2
    assert "usage: comity-verify" in capsys.readouterr().err
