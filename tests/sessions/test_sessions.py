# SPDX-License-Identifier: Apache-2.0
"""Every script in this folder, played at two real nodes. How to read one stands in `script.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from nodes import Nodes
from script import parse, play

SCRIPTS = [
    pytest.param(path, id=path.stem, marks=pytest.mark.pdf if "$ comity kit " in path.read_text("utf-8") else ())
    for path in sorted(Path(__file__).parent.glob("*.txt"))
]


@pytest.mark.nodes
@pytest.mark.parametrize("script", SCRIPTS)
def test_session(script: Path, nodes: Nodes) -> None:
    play(nodes, script.read_text(encoding="utf-8"))


def test_script_reads_nodes_officers_expectations_and_what_is_kept() -> None:
    steps = parse(
        "# a comment\n"
        "alba$ comity show \\\n    --json\n"
        "…   -> $all\n"
        "! boria/mir$ comity release 1\n"
        "exit 4\n"
        "comity: error: …\n"
        "until $ true\n"
    )

    assert [(s.node, s.officer, s.command, s.code, s.repeat) for s in steps] == [
        ("alba", "", "comity show --json", 0, False),
        ("boria", "mir", "comity release 1", 4, False),
        ("", "", "true", 0, True),
    ]
    assert [s.expected for s in steps] == [["…   -> $all"], ["comity: error: …"], []]
