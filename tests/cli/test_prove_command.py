# SPDX-License-Identifier: Apache-2.0
"""`comity prove`: one version in one file, checked by a program that knows nothing of the node."""

from __future__ import annotations

from pathlib import Path

import pytest
from nodes import Nodes

import comity_verify_proof
from comity.log.proof import parse_proof

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("founded")]


def test_version_is_proved_by_a_file_that_the_verifier_confirms(
    founded: Nodes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alba = founded.alba
    made = alba.act("table", "finding", "--wording", "what is proved", by="ana", released_by="leo")
    out, alone = tmp_path / "proof.json", tmp_path / "alone.tlog-proof"
    given = ("prove", founded.dialogue[:8], made["version"][:12], "--out")
    done = alba.done(*given, str(out), officer="leo")
    assert f"check it: comity-verify-proof {out}" in done.err
    alba.done(*given, str(alone), "--alone", officer="leo")

    assert comity_verify_proof.main([str(out)]) == 0
    assert f"version {made['version']}" in capsys.readouterr().out
    proof = parse_proof(alone.read_bytes())
    proof.require(proof.extra)
    assert alba.comity(*given, str(out), officer="leo").code == 1  # never over a file
    assert alba.comity("prove", founded.dialogue[:8], "0" * 12, "--out", str(tmp_path / "no"), officer="leo").code == 1
