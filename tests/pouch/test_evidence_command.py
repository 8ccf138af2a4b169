# SPDX-License-Identifier: Apache-2.0
"""What convicts a peer is listed, given out as a file, and confirmed by a program that knows nothing of the node."""

from __future__ import annotations

import json

import pytest
from courier import Courier
from test_command import at, run  # noqa: F401  # a fixture
from test_hostile import _fork, _resealed

import comity_verify
from comity.base.errors import BadProof, Equivocation, Ours


@pytest.mark.parametrize("longer", [-1, 0, 2])
def test_a_fork_is_exported_and_confirmed_by_the_verifier(at: Courier, longer: int) -> None:  # noqa: F811
    at.say("alba")
    fork = _fork(at, max(longer, 0))
    if longer < 0:  # the fork is older than what is held
        at.say("alba")
    at.carry("alba", "boria")
    with pytest.raises(Equivocation):
        at.open("boria", fork)
    home = at.pair.homes["boria"].path

    (listed,) = json.loads(run("evidence", "list", "--home", home, "--json"))
    out = at.folder / "two-histories.json"
    run("evidence", "export", listed["number"], "--out", out, "--home", home)

    assert (listed["party"], listed["code"]) == ("XA", "theirs.equivocation")
    assert comity_verify.main(["--evidence", str(out)]) == 0
    with pytest.raises(Ours, match="is there already"):
        run("evidence", "export", listed["number"], "--out", out, "--home", home)


def test_other_evidence_is_given_out_byte_for_byte(at: Courier) -> None:  # noqa: F811
    at.say("alba", b"words")
    data = _resealed(at, lambda c: c.__class__(**{**_fields(c), "payloads": dict.fromkeys(c.payloads, b"!" * 40)}))
    with pytest.raises(BadProof):
        at.open("boria", data)
    home = at.pair.homes["boria"].path

    (listed,) = json.loads(run("evidence", "list", "--home", home, "--json"))
    out = at.folder / "bytes"
    run("evidence", "export", listed["number"], "--out", out, "--home", home)

    assert listed["bytes"] == out.stat().st_size
    assert b"!" * 40 in out.read_bytes()
    with pytest.raises(Ours, match=f"there is no evidence 77; here: {listed['number']}"):
        run("evidence", "export", 77, "--out", at.folder / "no", "--home", home)


def _fields(contents: object) -> dict[str, object]:
    return {name: getattr(contents, name) for name in contents.__slots__}  # type: ignore[attr-defined]
