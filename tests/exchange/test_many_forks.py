# SPDX-License-Identifier: Apache-2.0
"""Forks of four kinds, each shown on the road or in a pouch's place: each becomes a file that `comity-verify` confirms.

COMITY_FORKS raises their number, for a soak.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from figures import figure
from pair import Pair

import comity_verify
from comity.base.errors import Equivocation
from comity.node.joint.models import Evidence, Log
from comity.sim.hostile import PeerLog
from comity.sim.strikes import FORKS

NUMBER = int(os.environ.get("COMITY_FORKS", "4"))


@pytest.mark.timeout(3000)
def test_every_fork_becomes_a_file_that_the_verifier_confirms(talks: Pair, tmp_path: Path) -> None:
    chance, confirmed = random.Random(20270304), 0
    with talks.at("boria"):
        true = PeerLog.here(talks.dialogue)
    size = len(true.entries)
    for number in range(NUMBER):
        back, on = FORKS[list(FORKS)[number % len(FORKS)]]
        other = true.fork(size - back if back else 2)
        for _ in range(on if back else size):
            other.receipt({"XA": chance.randrange(1, 1 << 40)})
        talks.tamper = other.serve()
        error = talks.pull("alba").error
        assert isinstance(error, Equivocation), (number, error)
        with talks.at("alba"):
            row = Evidence.objects.latest("pk")
            file = tmp_path / "two-histories.json"
            file.write_bytes(bytes(row.data))
            confirmed += bool(comity_verify.check_evidence(file, None))
            # Officers have talked, and the next one begins: the peer is what it was before.
            Evidence.objects.all().delete()
            Log.objects.filter(party="XB").update(frozen="")
    figure("forks", NUMBER, "forks")
    figure("forks_confirmed", confirmed, "files")

    assert confirmed == NUMBER
