# SPDX-License-Identifier: Apache-2.0
"""Kill -9 while acts are appended: what was acknowledged stays, nothing is half-written, nothing is signed twice.

COMITY_KILL_ROUNDS raises the number of kills, for a soak.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from figures import figure
from nodes import environment
from pair import Pair
from sound import require_sound

from comity.node import ledger, store

ROUNDS = int(os.environ.get("COMITY_KILL_ROUNDS", "15"))
RESTART_SECONDS = 5.0
IN_ONE_LOG = 50  # each start reads the log anew


@pytest.mark.timeout(3000)
def test_acknowledged_act_survives_kill_and_none_is_half_written(pair: Pair) -> None:
    chance, acknowledged = random.Random(20270304), 0
    for start in range(0, ROUNDS, IN_ONE_LOG):
        acknowledged += _kill(pair, chance, min(IN_ONE_LOG, ROUNDS - start))
    figure("kills", ROUNDS, "kills")
    figure("acts_acknowledged_under_kills", acknowledged, "acts")
    figure("acts_lost_under_kills", 0, "acts")


def _kill(pair: Pair, chance: random.Random, rounds: int) -> int:
    """Kill a writer to a log of its own that often; gives how many acts it was told are done."""
    dialogue, home = pair.open_file("alba"), pair.homes["alba"].path
    held: dict[int, bytes] = {}
    acknowledged = 0
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "appender.py"), str(home), dialogue],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
    ) as appender:  # fmt: skip
        assert appender.stdin is not None
        assert appender.stdout is not None
        for round_ in range(rounds):
            appender.stdin.write(f"{chance.uniform(0, 0.15)}\n")
            appender.stdin.flush()
            indices = [int(line) for line in iter(appender.stdout.readline, "killed\n")]

            assert indices, round_
            acknowledged += len(indices)
            with pair.at("alba"):
                began = time.monotonic()
                ledger.recover()
                assert time.monotonic() - began < RESTART_SECONDS
                log = ledger.our_log(dialogue)
                assert indices[-1] < log.size, round_
                # At most the one act that was being written is there without having been acknowledged.
                assert log.size <= indices[-1] + 2
                entries = store.entries(log, 0, log.size)
                assert all(entries[index] == data for index, data in held.items())
                held = dict(enumerate(entries))
        appender.stdin.close()
    with pair.at("alba"):
        assert require_sound(dialogue) >= acknowledged + 2
    return acknowledged
