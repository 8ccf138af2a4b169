# SPDX-License-Identifier: Apache-2.0
"""Law 4 alone, without permissions: the slot against the exponential oracle, over random histories."""

from __future__ import annotations

import random

import oracle
import pytest

from comity.record.witness import Slot

_STEPS = {2: 20, 3: 70}


def _play(logs, view, rnd):
    """Bring the first view[p] entries of each log into one slot, in a random causal order."""
    slot, done, parties = Slot(len(logs)), [0] * len(logs), range(len(logs))

    def ready(p):
        return done[p] < view[p] and all(logs[p][done[p]][2][q] <= done[q] for q in parties if q != p)

    while choice := [p for p in parties if ready(p)]:
        p = rnd.choice(choice)
        kind, version, seen = logs[p][done[p]]
        if kind == "accept":
            slot.take(p, done[p], str(version))
        elif kind != "receipt":
            slot.release(p, done[p], str(version))
        known = tuple(done[p] + 1 if q == p else seen[q] for q in parties)
        slot.attest(p, done[p], known)
        done[p] += 1
    assert done == list(view)
    return slot


@pytest.mark.parametrize(
    ("parties", "rivals", "runs"), [(2, 1, 500), (2, 2, 2000), (2, 3, 1000), (3, 2, 800), (3, 3, 500)]
)
def test_slot_names_the_joint_version_that_the_oracle_names(parties, rivals, runs):
    model = oracle.load()
    versions = list(range(rivals))
    reached = 0
    for seed in range(runs):
        rnd = random.Random(seed)
        logs = model.history(rnd, parties, versions, _STEPS[parties])
        view = [len(log) for log in logs]
        slot = _play(logs, view, rnd)
        expected = model.joint(logs, view, versions)
        assert ({int(slot.joint.version)} if slot.joint else set()) == expected, f"seed {seed}"
        if slot.joint:
            reached += 1
            found = model.witnesses(logs, view, int(slot.joint.version))
            assert (slot.joint.acceptances, list(slot.joint.entries)) in found, f"seed {seed}"
            assert slot.joint.entries == tuple(map(min, zip(*(entries for _, entries in found), strict=True)))
    assert reached > runs // 20


@pytest.mark.parametrize("parties", [2, 3])
def test_slot_finds_the_same_witness_in_every_causal_order_and_never_loses_it(parties):
    model = oracle.load()
    for seed in range(300):
        rnd = random.Random(seed)
        logs = model.history(rnd, parties, [0, 1], _STEPS[parties])
        whole = _play(logs, [len(log) for log in logs], rnd).joint
        assert whole == _play(logs, [len(log) for log in logs], rnd).joint
        view, last = [0] * parties, None
        while ready := [
            p
            for p in range(parties)
            if view[p] < len(logs[p]) and all(logs[p][view[p]][2][q] <= view[q] for q in range(parties) if q != p)
        ]:
            view[rnd.choice(ready)] += 1
            now = _play(logs, view, rnd).joint
            assert last in (None, now)
            last = now
        assert last == whole
