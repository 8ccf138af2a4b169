# SPDX-License-Identifier: Apache-2.0
"""Positions and the trail on the command line, against a real node."""

from __future__ import annotations

from nodes import Nodes


def test_position_is_read_and_approved_at_the_command_line_by_two(founded: Nodes) -> None:
    alba = founded.alba
    script = (
        "import os; from comity.node.home import Home; from comity.node.start import prepare;"
        "prepare(Home(os.environ['COMITY_HOME'])); from comity.node import positions;"
        "from comity.node.national.models import Officer; from comity.node.joint.models import Dialogue;"
        "draft = positions.Draft('Instructions', 'instructions', 'Say yes.', 'Foreign Ministry', ());"
        "ana = Officer.objects.get(name='Ana Lis');"
        "print(positions.begin(ana, Dialogue.objects.first().pk, draft).pk)"
    )
    import os
    import subprocess
    import sys

    env = {**os.environ, "COMITY_HOME": str(alba.home)}
    number = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env=env, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert "Instructions" in alba.done("position", "list", officer="ana").out
    shown = alba.done("position", "show", number, "--json", officer="ana").value
    assert "Say yes." in alba.done("position", "show", number, officer="leo").out

    refused = alba.comity("position", "approve", number, "--version", shown["version"], officer="ana")
    assert (refused.code, "may not release" in refused.err) == (1, True)
    stale = alba.comity("position", "approve", number, "--version", "0" * 64, officer="leo")
    assert (stale.code, "not its current version" in stale.err) == (1, True)
    first = alba.done("position", "approve", number, "--version", shown["version"][:8], officer="leo").out
    second = alba.done("position", "approve", number, "--version", shown["version"], officer="ida").out
    assert (first.strip().endswith("open"), second.strip().endswith("Leo Var and Ida Sol, issued")) == (True, True)


def test_trail_is_for_the_auditor(founded: Nodes) -> None:
    for officer in ("ana", "leo"):
        assert founded.alba.comity("audit", officer=officer).code == 1
