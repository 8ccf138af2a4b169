# SPDX-License-Identifier: Apache-2.0
"""`comity read` with what is no text: a message, a hint, exit code 1, and nothing on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nodes import COMITY, environment, run
from shell import Done


def read(*arguments: str, folder: Path, stdin: bytes = b"") -> Done:
    return run([COMITY, "read", *arguments], env=environment(), cwd=folder, stdin=stdin)


BAD = {
    "half-utf16": b"\xff\xfeC\x00o",
    "empty": b"",
    "blank": b" \n\t\n",
    "binary": bytes(range(256)) * 40,
    "pdf": b"%PDF-1.7\n\x00\x01\x02",
    "over-5-mb": b"The parties met in Portalba. " * 180_000,
}


@pytest.mark.parametrize("sort", BAD)
@pytest.mark.parametrize("way", ["file", "stdin", "jsonl"])
def test_bytes_that_are_no_text_are_refused_with_a_hint(sort: str, way: str, tmp_path: Path) -> None:
    (tmp_path / "round.txt").write_bytes(BAD[sort])
    arguments = {"file": ("round.txt",), "stdin": ("-",), "jsonl": ("--jsonl", "round.txt")}[way]

    done = read(*arguments, folder=tmp_path, stdin=BAD[sort] if way == "stdin" else b"")

    assert (done.code, done.out) == (1, "")
    error, hint = done.err.splitlines()[-2:]
    assert error.startswith("comity: error: ")
    assert hint.startswith("comity: hint: ")


@pytest.mark.parametrize(("name", "words"), [("none.txt", "No such file"), (".", "directory")])
def test_file_that_cannot_be_read_is_named(name: str, words: str, tmp_path: Path) -> None:
    done = read(name, folder=tmp_path)

    assert (done.code, done.out) == (1, "")
    assert f"comity: error: {name} cannot be read: " in done.err
    assert words.lower() in done.err.lower()
    assert "comity: hint: nothing was read" in done.err


def test_file_in_a_list_that_cannot_be_read_is_named_among_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The parties met.", encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xfd")

    done = read("--jsonl", "good.txt", "bad.txt", folder=tmp_path)

    assert done.code == 1
    assert "bad.txt" in done.err
    assert len(done.out.splitlines()) == 1


def test_text_that_is_no_report_of_a_round_is_no_error(tmp_path: Path) -> None:
    done = read("--json", "-", folder=tmp_path, stdin=b"Recipe: take two apples.\n")

    assert done.code == 0
    (draft,) = json.loads(done.out)
    assert (draft["kind"], draft["facts"]) == ("none", [])


def test_largest_text_that_is_read_is_read(tmp_path: Path) -> None:
    done = read("--jsonl", "-", folder=tmp_path, stdin=b"word " * 20_000)

    assert done.code == 0
    assert json.loads(done.out)["kind"] == "none"


def test_no_file_is_a_matter_of_usage(tmp_path: Path) -> None:
    assert read(folder=tmp_path).code == 2
