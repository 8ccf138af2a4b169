# SPDX-License-Identifier: Apache-2.0
"""What every reader prints with `--json` is JSON, and says what its table says."""

from __future__ import annotations

import json

import pytest
from nodes import Nodes

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("founded")]


def test_every_reader_prints_json(founded: Nodes) -> None:
    alba = founded.alba
    proposal = alba.done(
        "act", "table", "round", "--words", '{"title": {"en": "First", "ru": "Первая"}}', "--note", "for the minister",
        "--json", officer="ana",
    ).value  # fmt: skip
    waiting = alba.done("proposals", "--json", officer="leo").value
    released = alba.done("release", str(proposal["id"]), "--json", officer="leo").value
    line = alba.done("show", "--json", officer="ana").value
    room = alba.done("show", founded.dialogue[:6], "--json", officer="ana").value
    thing = alba.done("show", founded.dialogue, released["object"][:10], "--json", officer="ana").value
    checked = alba.done("fsck", "--json").value
    looked = alba.done("pull", "--json").value
    officers = alba.done("officer", "list", "--json").value

    assert (proposal["state"], released["state"]) == ("open", "released")
    assert [p["note"] for p in waiting if p["id"] == proposal["id"]] == ["for the minister"]
    assert [(row["id"], row["purpose"], row["founded"]) for row in line] == [(founded.dialogue, "exercise", True)]
    assert released["object"] in room["record"]["objects"]
    assert list(thing["record"]["objects"]) == [released["object"]]
    assert room["words"][released["act"]["payload"]["commitment"]] == {"title": {"en": "First", "ru": "Первая"}}
    assert {row["of"]: row["findings"] for row in checked} == {"XA": [], "XB": [], "payloads": []}
    assert [(row["party"], row["error"]) for row in looked] == [("XB", None)]
    assert [row["name"] for row in officers] == ["Ana Lis", "Ida Sol", "Leo Var", "Noa Rin"]


def test_json_is_readable_by_people_who_do_not_write_english(founded: Nodes) -> None:
    text = founded.alba.done("officer", "list", "--json").out

    assert json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n" == text
