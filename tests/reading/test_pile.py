# SPDX-License-Identifier: Apache-2.0
"""A pile of files is read in its order, by one process or several, whatever stands in it."""

from __future__ import annotations

import gzip
import json

import pytest
from specimens import SPECIMENS, names, text

from comity.base.errors import Ours
from comity.node.pile import items, read_pile


@pytest.fixture
def folder(tmp_path):
    for name in names():
        (tmp_path / f"{name}.txt").write_text(text(name), encoding="utf-8")
    (tmp_path / ".hidden").write_text("no", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    return tmp_path


def test_several_processes_say_the_same_in_the_same_order(folder):
    alone, together = (list(read_pile([str(folder)], jobs=jobs)) for jobs in (1, 2))

    assert [answer.name for answer in alone] == [str(path) for path in sorted(folder.glob("[!.]*"))]
    assert [(answer.name, answer.draft) for answer in together] == [(answer.name, answer.draft) for answer in alone]
    assert [answer.name for answer in together if answer.error] == [str(folder / "broken.pdf")]


def test_line_of_json_is_a_text_with_its_day_of_publication(tmp_path):
    line = {"id": "one", "date": "2027-03-04", "text": text(names()[0])}
    path = tmp_path / "many.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(line).encode() + b"\n\n" + json.dumps({"text": "Nothing."}).encode()))

    first, second = read_pile([str(path)])

    assert (first.name, str(first.draft["kind"])) == ("one", "dialogue")
    assert (second.name, str(second.draft["kind"])) == (f"{path}:3", "none")


@pytest.mark.parametrize("line", ["[]", "{}", '{"text": 1}', "{", "[" * 100_000])
def test_line_that_holds_no_text_is_named(line, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")

    with pytest.raises(Ours) as caught:
        list(items([str(path)]))

    assert f"{path}:1" in str(caught.value)


def test_file_by_name_is_read_with_the_digest_of_its_bytes():
    (answer,) = read_pile([str(SPECIMENS / f"{names()[0]}.txt")])

    assert set(answer.source) == {"kind", "encoding", "sha256"}
    assert len(answer.source["sha256"]) == 64
