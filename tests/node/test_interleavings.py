# SPDX-License-Identifier: Apache-2.0
"""One history, whatever the order in which it arrives and whatever it lies in: one record, bit for bit.

COMITY_INTERLEAVINGS raises the number of orders, for a soak.
"""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest
from figures import figure

from comity.node import folding, store
from comity.node.joint.models import Log
from comity.record.entry import Entry, decode_entry
from comity.record.fold import Running
from comity.sim.deeds import answer, look, speak
from comity.sim.process import Process
from comity.sim.run import Run

ORDERS = int(os.environ.get("COMITY_INTERLEAVINGS", "300"))


def digest_of(running: Running) -> str:
    return hashlib.sha256(repr(running.dialogue()).encode()).hexdigest()


@pytest.fixture(params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[dict[str, list[Entry]], str, str]:
    """Play a short dialogue of two parties on either kind of store; give its entries, and how the store folds them."""
    process: Process = request.getfixturevalue("process" if request.param == "sqlite" else "postgres_process")
    run = Run(process, tmp_path / request.param, seed=20270304)
    with run._in_this_world():
        run._found()
        for _ in range(15):
            run.chance.choice((speak, answer, look))(run)
        look(run)
        with run.at(run.parties["XA"]):
            logs = list(Log.objects.filter(dialogue_id=run.dialogue))
            entries = {log.party: [decode_entry(data) for data in store.entries(log, 0, log.size)] for log in logs}
            digest = hashlib.sha256(repr(folding.dialogue(run.dialogue)).encode()).hexdigest()
    for party in run.parties.values():
        process.let_go(party.home)
    return entries, digest, run.dialogue


@pytest.mark.timeout(3000)
def test_any_order_of_arrival_gives_the_record_that_the_store_gives(
    played: tuple[dict[str, list[Entry]], str, str], request: pytest.FixtureRequest
) -> None:
    (entries, from_store, dialogue), chance = played, random.Random(412)
    found = set()
    for _ in range(ORDERS // 2):
        running, done = Running(dialogue, entries), dict.fromkeys(entries, 0)
        while left := [party for party, log in entries.items() if done[party] < len(log)]:
            party = chance.choice(left)
            end = min(done[party] + chance.randrange(1, 9), len(entries[party]))
            running.take(party, entries[party][done[party] : end])
            done[party] = end
            if chance.random() < 0.1:
                running.dialogue()  # somebody looks in between
        found.add(digest_of(running))
    figure(f"interleavings_{request.node.callspec.params['played']}", ORDERS // 2, "orders")
    figure(f"interleavings_{request.node.callspec.params['played']}_digests", len(found | {from_store}), "digests")

    assert found == {from_store}
