# SPDX-License-Identifier: Apache-2.0
"""Each exit code, by whose fault it is; and errors that name what there is. No command ends in a traceback."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from nodes import COMITY, Nodes, environment, free_ports, run
from shell import Done

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("founded")]


def comity(*arguments: str, folder: Path, stdin: bytes = b"", **more: str) -> Done:
    return run([COMITY, *arguments], env=environment(**more), cwd=folder, stdin=stdin)


def said(done: Done, code: int, *words: str) -> None:
    """Assert the exit code, a sentence in the manner of the terminal, and nothing on standard output."""
    assert done.code == code, done
    lines = done.err.splitlines()
    error = next(line for line in lines if line.startswith("comity: error: ")).removeprefix("comity: error: ")
    assert not error.endswith(".")
    assert all(word in done.err for word in words), done.err
    assert "Traceback" not in done.err


# --- 0 and 2 -----------------------------------------------------------------------------------------------------


def test_what_is_done_ends_with_0_and_says_results_on_standard_output_alone(founded: Nodes) -> None:
    done = founded.alba.comity("show", officer="ana")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(founded.dialogue[:8])


@pytest.mark.parametrize(
    "arguments",
    [
        ("treaty",),
        ("act",),
        ("act", "table"),
        ("release", "seven"),
        ("show", "--loud"),
        ("introduce", "sign"),
        ("read",),
    ],
    ids=" ".join,
)
def test_usage_ends_with_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = comity(*arguments, folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "Usage: comity" in done.err


# --- 1 -----------------------------------------------------------------------------------------------------------


def test_directory_without_a_node_is_answered_by_how_to_make_one(tmp_path: Path) -> None:
    for arguments in (("fsck",), ("serve",), ("pull",), ("verify",), ("officer", "list"), ("show",)):
        done = comity(*arguments, folder=tmp_path, COMITY_TOKEN="x")
        said(done, 1, "there is no node in", "comity init")
    assert list(tmp_path.iterdir()) == []


def test_node_is_made_only_where_there_is_none(founded: Nodes, tmp_path: Path) -> None:
    before = (founded.alba.home / "node.json").read_bytes()
    again = founded.alba.comity("init", "--code", "XC", "--name", "en=Cadria", "--domain", "cadria.example")

    said(again, 1, "there is a node in", "nothing was changed")
    assert (founded.alba.home / "node.json").read_bytes() == before
    for wrong, words in (
        (("--code", "alba"), "'alba' is not a party's code"),
        (("--name", "Alba"), "expected LANGUAGE=TEXT, found 'Alba'"),
        (("--web", "8100"), "expected HOST:PORT, found '8100'"),
        (("--road", "127.0.0.1:99999"), "expected HOST:PORT"),
        (("--zone", "Europe/Portalba"), "Europe/Portalba"),
        (("--domain", "not a domain"), "not a domain"),
    ):
        arguments = {"--code": "XA", "--name": "en=Alba", "--domain": "alba.example"} | dict([wrong])
        flat = [part for pair in arguments.items() for part in pair]
        said(comity("init", "--home", "new", *flat, folder=tmp_path), 1, words)
        assert not (tmp_path / "new" / "node.json").exists()


def test_settings_that_cannot_be_read_are_ours(tmp_path: Path) -> None:
    for text, words in (
        ("{", "cannot be read"),
        ("[]", "fields"),
        ('{"code": "XA"}', "fields"),
        ("\x00", "cannot be read"),
    ):
        (tmp_path / "node.json").write_text(text, encoding="utf-8")
        said(comity("fsck", "--home", ".", folder=tmp_path), 1, "node.json", words)


def test_token_that_is_missing_wrong_or_unreadable_opens_nothing(founded: Nodes, tmp_path: Path) -> None:
    home = str(founded.alba.home)
    said(comity("show", "--home", home, folder=tmp_path), 1, "no officer's token was given", "--token FILE")
    said(comity("show", "--home", home, folder=tmp_path, COMITY_TOKEN="wrong"), 1, "is not one of this node")
    said(comity("show", "--home", home, "--token", "none", folder=tmp_path), 1, "the token file none cannot be read")
    (tmp_path / "t").write_bytes("é".encode())
    said(comity("show", "--home", home, "--token", "t", folder=tmp_path), 1, "the token file t cannot be read")
    (tmp_path / "u").write_text("a\nb: c", encoding="ascii")
    said(comity("show", "--home", home, "--token", "u", folder=tmp_path), 1, "token")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("act", "sign", "paragraph"), ("unknown verb 'sign'", "table, accept, reserve, withdraw, notify")),
        (("act", "table", "treaty"), ("unknown kind 'treaty'", "agenda_item", "paragraph", "round")),
        (("act", "table", "round", "--dialogue", "ffff"), ("no single dialogue begins with 'ffff'", "comity show")),
        (("act", "accept", "paragraph", "--version", "ffff"), ("0 versions begin with 'ffff'", "comity show")),
        (("act", "table", "round", "--words", "{"), ("--words is not JSON", "@FILE")),
        (("act", "table", "round", "--words", "[]"), ("--words is not a JSON object", "@FILE")),
        (("act", "table", "round", "--words", "@none.json"), ("--words is not JSON", "none.json")),
        (("act", "table", "round"), ("a round carries its words in a payload", "nothing was proposed")),
        (("act", "table", "round", "--wording", "a\u202eb"), ("U+202E", "nothing was proposed")),
        (("act", "table", "agenda_item", "--wording", "x", "--structure", '{"place": "A B"}'), ("$.structure.place",)),
        (("act", "notify", "round", "--wording", "x"), ("things of this kind have no such verb",)),
        (("act", "reserve", "round", "--object", "aa" * 16, "--version", "ab" * 32), ("had not seen anybody bring",)),
        (("release", "999999"), ("may not release",)),
        (("show", "ffff"), ("no single dialogue begins with 'ffff'", "comity show")),
        (("introduce", "confirm", "ff" * 16), ("may not introduce",)),
        (("introduce", "bring", "none.intro"), ("none.intro cannot be read",)),
        (("mandate", "Nobody", "--until", "2099-01-01T00:00:00Z"), ("may not mandate",)),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else None,
)  # fmt: skip
def test_word_that_is_not_known_is_answered_by_those_that_are(
    arguments: tuple[str, ...], words: tuple[str, ...], founded: Nodes
) -> None:
    before = founded.alba.comity("proposals", "--json", officer="leo").value

    said(founded.alba.comity(*arguments, officer="ana"), 1, *words)
    assert founded.alba.comity("proposals", "--json", officer="leo").value == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("release", "999999"), ("there is no proposal 999999 here",)),
        (("refuse", "999999"), ("there is no proposal 999999 here",)),
        (("introduce", "confirm", "ff" * 16), ("there is no introduction of",)),
        (("mandate", "Nobody", "--until", "2099-01-01T00:00:00Z"), ("there is no officer 'Nobody'", "officer list")),
        (("mandate", "Noa Rin"), ("until",)),
        (("mandate", "Noa Rin", "--until", "tomorrow"), ("until",)),
        (("mandate", "Noa Rin", "--until", "2001-01-01T00:00:00Z"), ("still to come",)),
        (("mandate", "Noa Rin", "--until", "2099-01-01T00:00:00Z", "--kinds", "paragraph"), ("told kinds", "check")),
        (("mandate", "Noa Rin", "--confirm"), ("number", "Noa Rin")),
        (("mandate", "77", "--revoke"), ("there is no mandate 77",)),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else None,
)
def test_number_or_officer_that_is_not_there_is_named(
    arguments: tuple[str, ...], words: tuple[str, ...], founded: Nodes
) -> None:
    said(founded.alba.comity(*arguments, officer="leo"), 1, *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("pull", "ffff"), ("no single dialogue begins with 'ffff'",)),
        (("verify", "ffff"), ("no single dialogue begins with 'ffff'",)),
        (("export", "out", "ffff"), ("no single dialogue begins with 'ffff'",)),
        (
            ("officer", "add", "X", "--post", "Y", "--roles", "king"),
            ("unknown role 'king'", "drafter, clearer, releaser"),
        ),
        (("officer", "add", "Ana Lis", "--post", "Y", "--roles", "reader"), ("there is an officer 'Ana Lis' already",)),
        (("officer", "link", "Nobody"), ("there is no officer 'Nobody'", "Ana Lis, Ida Sol, Leo Var, Noa Rin")),
        (("officer", "token", "Nobody"), ("there is no officer 'Nobody'",)),
        (("introduce", "fingerprint", "none.intro"), ("none.intro cannot be read",)),
        (("introduce", "join", "none.intro", "--out", "x"), ("none.intro cannot be read",)),
        (("introduce", "fingerprint", "alba-boria.intro", "--language", "de"), ("'de'", "en, fr, ru")),
        (("introduce", "offer", "--purpose", "fun", "--title", "en=T", "--out", "x"), ("purpose", "exercise")),
        (("introduce", "offer", "--purpose", "live", "--title", "T", "--out", "x"), ("expected LANGUAGE=TEXT",)),
        (("introduce", "offer", "--purpose", "live", "--title", "en=T", "--with", "boria", "--out", "x"), ("boria",)),
        (("introduce", "offer", "--purpose", "live", "--title", "en=T", "--with", "XA", "--out", "x"), ("XA",)),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else None,
)
def test_operator_is_answered_by_what_there_is(
    arguments: tuple[str, ...], words: tuple[str, ...], founded: Nodes
) -> None:
    keys = sorted((founded.alba.home / "keys").iterdir())

    said(founded.alba.comity(*arguments), 1, *words)
    assert sorted((founded.alba.home / "keys").iterdir()) == keys
    assert not (founded.folder / "x").exists()


def test_export_goes_into_an_empty_folder_only(founded: Nodes, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="ascii")

    said(founded.alba.comity("export", str(tmp_path)), 1, "is not empty", "nothing was written")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_second_instance_on_one_directory_is_refused(founded: Nodes) -> None:
    said(founded.alba.comity("serve"), 1, "a node is already running on", "would fork its logs")
    assert founded.alba.comity("show", officer="ana").code == 0


def test_port_in_use_is_named(tmp_path: Path) -> None:
    ports = free_ports(2)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[1]))
        taken.listen()
        made = comity(
            "init", "--home", ".", "--code", "XA", "--name", "en=Alba", "--domain", "alba.example",
            "--web", f"127.0.0.1:{ports[0]}", "--road", f"127.0.0.1:{ports[1]}", folder=tmp_path,
        )  # fmt: skip
        assert made.code == 0
        done = comity("serve", "--home", ".", folder=tmp_path)

    said(done, 1, f"the node cannot listen on 127.0.0.1:{ports[1]}", "change it in node.json")


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever is root may write everywhere")
def test_directory_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = comity("init", "--home", "x", "--code", "XA", "--name", "en=A", "--domain", "a.example", folder=tmp_path)

    said(done, 1, "cannot be made")


# --- 3 -----------------------------------------------------------------------------------------------------------


def test_file_of_another_that_is_not_what_it_must_be_is_theirs(founded: Nodes, tmp_path: Path) -> None:
    whole = (founded.folder / "alba-boria.intro").read_bytes()
    for data in (b"", b"{}", b"\xff", whole[:-20], whole.replace(b'"exercise"', b'"exercises"')):
        (tmp_path / "bad.intro").write_bytes(data)
        for command in (("fingerprint", "bad.intro"), ("join", "bad.intro", "--out", "out.intro")):
            done = comity("introduce", *command, folder=tmp_path, COMITY_HOME=str(founded.boria.home))
            said(done, 3)
            assert not (tmp_path / "out.intro").exists()


# --- 4 -----------------------------------------------------------------------------------------------------------


def test_node_that_does_not_answer_is_the_carriers_fault(founded: Nodes, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    text = (founded.alba.home / "node.json").read_text(encoding="utf-8")
    web = founded.alba.settings["web_port"]
    (tmp_path / "home" / "node.json").write_text(text.replace(str(web), str(free_ports(1)[0])), encoding="utf-8")

    done = comity("show", "--home", "home", folder=tmp_path, COMITY_TOKEN=founded.alba.tokens["ana"])

    said(done, 4, "no node answers at", "start it with `comity serve`; nothing was changed")
