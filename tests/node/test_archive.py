# SPDX-License-Identifier: Apache-2.0
"""A bag for the archives: their tool checks it, and the program inside proves it."""

from __future__ import annotations

import subprocess
import sys

import bagit
import pytest

from comity.base.errors import Ours
from comity.node.archive import archive


@pytest.fixture
def bag(talks, tmp_path):
    with talks.at("alba"):
        talks.say("table", "finding", "ana", "leo", words={"wording": {"en": "The parties met."}})
    talks.meet()
    with talks.at("alba"):
        archive(talks.dialogue, tmp_path / "bag")
    return tmp_path / "bag"


def test_bag_is_whole_by_the_archives_own_tool(bag):
    read = bagit.Bag(str(bag))

    assert read.is_valid()
    assert read.info["Check-With"] == "python3 data/comity_verify.py data/dialogue"
    assert read.info["Marking"] == "TLP:AMBER"


def test_what_is_in_the_bag_proves_itself(bag):
    command = [sys.executable, str(bag / "data" / "comity_verify.py"), str(bag / "data" / "dialogue")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_file_is_found(bag):
    victim = next((bag / "data" / "dialogue" / "payloads").iterdir())
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")

    assert not bagit.Bag(str(bag)).is_valid()


def test_a_folder_that_holds_something_is_left_alone(talks, tmp_path):
    (tmp_path / "note").write_text("mine")
    with talks.at("alba"), pytest.raises(Ours, match="not empty"):
        archive(talks.dialogue, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["note"]
