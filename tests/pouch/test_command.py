# SPDX-License-Identifier: Apache-2.0
"""The pouch as officers handle it: packed, checked on a machine that has only the introduction, opened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from courier import Courier
from typer.testing import CliRunner

from comity.base.errors import Carrier, Ours
from comity.cli.main import app
from comity.exchange.cover import cover_text, mark
from comity.node.envelope import outside_of


def run(*arguments: object) -> str:
    """Run a command to its end, and give its standard output."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def introduction_of(courier: Courier) -> Path:
    from comity.node.joint.models import Dialogue

    with courier.pair.at("alba"):
        data = bytes(Dialogue.objects.get().introduction)
    path = courier.folder / "talks.intro"
    path.write_bytes(data + b"\n")
    return path


@pytest.fixture
def at(joined: Courier, monkeypatch: pytest.MonkeyPatch) -> Iterator[Courier]:
    """Commands run in this process at the home that they name; Django is set up already."""
    from comity.node import start

    monkeypatch.chdir(joined.folder)
    with ExitStack() as stack:
        be_at = joined.pair.process.at
        monkeypatch.setattr(start, "prepare", lambda home, **_: stack.enter_context(be_at(home)))
        yield joined


def test_a_pouch_is_packed_checked_and_opened_by_command(at: Courier) -> None:
    at.say("alba", b"{}")
    homes = {key: home.path for key, home in at.pair.homes.items()}

    packed = run("pouch", "pack", "XB", "--home", homes["alba"])
    (file,) = at.folder.glob("XB-*.pouch")
    assert packed == (
        f"packed 2 entries (2..3) and 1 payload(s) for XB into {file.name},"
        f" {(file.stat().st_size + 999) // 1000} kB: exercise, pouch 3\n"
    )

    introduction = introduction_of(at)
    disks = [at.disk(key) for key in homes]
    checked = json.loads(run("pouch", "check", file, "--introduction", introduction, "--json"))
    assert (checked["from"], checked["to"], checked["purpose"]) == ("XA", "XB", "exercise")
    assert checked["encrypted"] < file.stat().st_size
    assert "contents" not in checked

    identity = homes["boria"] / "keys" / at.dialogue / "once-XA.json"
    inside = json.loads(run("pouch", "check", file, "--introduction", introduction, "--identity", identity, "--json"))[
        "contents"
    ]
    assert inside == {"start": 2, "end": 4, "payloads": 1}
    assert [at.disk(key) for key in homes] == disks

    opened = run("pouch", "open", file, "--home", homes["boria"])
    assert opened.startswith("exercise, pouch ")
    assert "receipted" in opened
    assert "was opened before; nothing was changed" in run("pouch", "open", file, "--home", homes["boria"])


def test_pack_never_writes_over_a_file(at: Courier) -> None:
    home = at.pair.homes["alba"].path
    taken = at.folder / "a.pouch"
    taken.write_bytes(b"mine")

    with pytest.raises(Ours, match="is there already"):
        run("pouch", "pack", "XB", "--home", home, "--out", taken)

    run("pouch", "pack", "XB", "--home", home)
    run("pouch", "pack", "XB", "--home", home)
    assert (taken.read_bytes(), len(list(at.folder.glob("XB-*.pouch")))) == (b"mine", 2)


def test_a_party_that_is_not_there_is_named_with_those_that_are(at: Courier) -> None:
    with pytest.raises(Ours, match="XQ is no other party of this dialogue; there is XB"):
        run("pouch", "pack", "XQ", "--home", at.pair.homes["alba"].path)


def test_check_with_another_introduction_is_refused(at: Courier) -> None:
    file = at.file(at.pack("alba").data)
    introduction = introduction_of(at)
    value = json.loads(introduction.read_bytes())
    value["parties"][0]["root"] = value["parties"][1]["root"]
    introduction.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    with pytest.raises(Carrier, match="is not signed by the root in the introduction"):
        run("pouch", "check", file, "--introduction", introduction)


def test_check_with_another_identity_says_whom_to_ask(at: Courier) -> None:
    file = at.file(at.pack("alba").data)
    identity = at.pair.homes["alba"].path / "keys" / at.dialogue / "age.json"

    with pytest.raises(Carrier) as caught:
        run("pouch", "check", file, "--introduction", introduction_of(at), "--identity", identity)

    assert "ask XA to pack it again" in caught.value.hint


@pytest.mark.parametrize("suffix", ["html", "txt"])
def test_the_cover_sheet_says_what_stands_outside_and_nothing_more(at: Courier, suffix: str) -> None:
    at.say("alba", b"SECRET-WORDS")
    file, sheet = at.file(at.pack("alba").data), at.folder / f"cover.{suffix}"

    run("pouch", "cover", file, "--out", sheet)

    text, outside = sheet.read_text(encoding="utf-8"), outside_of(file)
    header = outside.header
    assert header.sha256 == hashlib.sha256(file.read_bytes()[outside.body :]).hexdigest()
    for shown in (header.sender, header.to, str(file.stat().st_size), mark(header), *header.words("ru")):
        assert shown in text
    for word in ("exercise", "учение", "exercice"):
        assert word in text
    for hidden in (at.dialogue, "Talks", "SECRET-WORDS"):
        assert hidden not in text


def test_the_cover_sheet_as_text_stands_by_itself(at: Courier) -> None:
    file = at.file(at.pack("alba").data)
    text = cover_text(outside_of(file).header, file.stat().st_size)

    assert [part.splitlines()[0] for part in text.split("\n\n")[:3]] == ["POUCH", "VALISE", "ВАЛИЗА"]
