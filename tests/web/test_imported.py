# SPDX-License-Identifier: Apache-2.0
"""Communiqués come in in bulk: unreviewed, not public, each once; two officers and two samples make them public."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

TOWNS = ("Warsaw", "Lisbon", "Warsaw", "Lisbon")


def texts(folder: Path) -> Path:
    lines = [
        {
            "id": f"round-{n}", "url": f"https://source.example/{n}", "date": f"2031-0{n}-09",
            "text": f"Poland-Portugal cyber dialogue\n\nOn {n} {month} 2031, the {ordinal} meeting of the "
            f"Poland-Portugal cyber dialogue took place in {town}.\n"
            "Both sides discussed confidence-building measures within the OSCE.\n",
        }
        for n, month, ordinal, town in zip(
            (1, 2, 3, 4), ("January", "February", "March", "April"), ("second", "third", "fourth", "fifth"), TOWNS,
            strict=True,
        )
    ]  # fmt: skip
    file = folder / "rounds.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def test_bulk_goes_from_import_to_the_register_with_two_officers_and_two_samples(
    world: World, officers: dict[str, Visitor], stranger: Visitor, tmp_path: Path
):
    drafter, releaser, second = (officers[who] for who in ("drafter", "releaser", "second"))
    token = tmp_path / "token"
    token.write_text(world.alba.tokens["drafter"])
    command = ("register", "import", str(texts(tmp_path)), "--home", str(world.alba.home), "--token", str(token))
    world.alba.cli(*command)
    page = drafter.get("/reading/imported/")
    assert "4 drafts without any doubt" in page.words
    world.alba.cli(*command)
    assert "4 drafts without any doubt" in drafter.get("/reading/imported/").words
    assert "0 publications." in stranger.get("/register/?party=PL").words

    file = {"do": "confirm", "dialogue": world.ids["fr-ru-2021-file"]}
    assert "The sample has not been checked in full." in drafter.post(page.path, file).words
    sample = re.findall(r'item-title"><a href="(/reading/\d+/)">', page.body.split('id="h-all"')[0])
    assert len(sample) == 3
    for each in sample:
        assert "Imported draft, unreviewed." in drafter.get(each).words
        drafter.post(each, {"accept_section": ""})
    assert "4 accounts proposed." in drafter.post(page.path, file).words
    assert "0 publications." in stranger.get("/register/?party=PL").words

    waiting = second.get("/reading/imported/")
    assert "4 accounts wait for a second officer" in waiting.words
    seen = re.findall(r'name="seen" value="(\d+)"', waiting.body)
    assert len(seen) == 3
    refused = second.post(waiting.path, {"do": "release", "seen": seen[:1]})
    assert "The sample has not been checked in full." in refused.words
    publish = second.post(waiting.path, {"do": "release", "seen": seen})
    assert publish.path.startswith("/desk/proposal/")
    assert "0 publications." in stranger.get("/register/?party=PL").words
    releaser.post(publish.path, {"do": "release"})

    found = stranger.get("/register/?party=PL")
    assert "4 publications." in found.words
    assert "Poland – Portugal: cyber dialogue, round 5, Lisbon, 4 April 2031" in found.words
    assert "https://source.example/4" in stranger.get("/register/export.json?party=PL").body
