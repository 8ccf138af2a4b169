# SPDX-License-Identifier: Apache-2.0
"""A peer that floods us with tiny and hostile acts does not slow our own append. COMITY_FLOOD is how many acts."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

import pytest
from figures import figure
from pair import Pair

from comity.node import ledger
from comity.sim.hostile import PeerLog

FLOOD = int(os.environ.get("COMITY_FLOOD", "600"))
NARROW = FLOOD >= 100_000
LOOKS, APPENDS = (20, 200) if NARROW else (6, 40)


def p95(pair: Pair, number: int) -> float:
    """Append acts and give the 95th percentile of the processor's time for one, in milliseconds."""
    times = []
    with pair.at("alba"):
        ledger.append(pair.dialogue, ledger.receipt_draft({"XB": 2}))  # what was read anew is warm by now
        for _ in range(number):
            began = time.process_time()
            ledger.append(pair.dialogue, ledger.receipt_draft({"XB": 2}))
            times.append(time.process_time() - began)
    return 1000 * statistics.quantiles(times, n=20)[-1]


def hostile(peer: PeerLog, number: int) -> None:
    """Add tiny, unreadable, unknown and unpermitted entries."""
    kinds: tuple[Callable[[int], object], ...] = (
        lambda n: peer.add(b"%d" % n),
        lambda _: peer.add(b""),
        lambda n: peer.receipt({"XA": n + 1}),
        lambda n: peer.say(kind="treaty", verb="table", object=f"{n:032x}"),
        lambda n: peer.say(kind="release", verb="accept", object=f"{n:032x}", version="0" * 64),
        lambda n: peer.say(kind="release", verb="table", object=f"{n:032x}", structure={"releases": ["0" * 64]}),
    )
    for n in range(len(peer.entries), len(peer.entries) + number):
        kinds[n % len(kinds)](n)


@pytest.mark.timeout(3000)
def test_flood_of_hostile_acts_leaves_our_append_as_quick_as_it_was(talks: Pair) -> None:
    usual = p95(talks, APPENDS)
    with talks.at("boria"):
        peer = PeerLog.here(talks.dialogue)
    while_it_comes = []
    for _ in range(LOOKS):
        hostile(peer, FLOOD // LOOKS)
        talks.tamper = peer.serve()
        result = talks.pull("alba")
        assert result.error is None
        while_it_comes.append(p95(talks, APPENDS // LOOKS + 5))
    afterwards = p95(talks, APPENDS)
    figure("flood_acts", FLOOD, "acts")
    figure("flood_append_p95_usual", usual, "ms")
    figure("flood_append_p95_while", statistics.median(while_it_comes), "ms")
    figure("flood_append_p95_after", afterwards, "ms")

    assert result.after >= FLOOD
    assert max(statistics.median(while_it_comes), afterwards) <= usual * (1.2 if NARROW else 3)
