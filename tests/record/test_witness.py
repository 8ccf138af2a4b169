# SPDX-License-Identifier: Apache-2.0
"""Law 4 alone, without permissions: the slot against the exponential oracle, over random histories."""

from __future__ import annotations

import itertools
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


def test_slot_says_once_that_a_version_is_joint_and_knows_who_knows_it():
    slot = Slot(2)
    slot.take(0, 0, "v")
    assert not slot.attest(0, 0, (1, 0))
    slot.take(1, 0, "v")
    assert not slot.attest(1, 0, (1, 1))
    assert slot.attest(0, 1, (2, 1))
    assert not slot.attest(1, 1, (2, 2))
    assert slot.joint.entries == (1, 0)
    assert [slot.joint.within(known) for known in ((1, 1), (2, 0), (2, 1))] == [False, False, True]


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


def test_slot_agrees_with_the_oracle_on_every_history_of_two_parties_and_seven_steps():
    """Each step, one party accepts the one or the other wording, takes back what it holds, or looks at everything."""
    model = oracle.load()
    checked = reached = 0
    every = itertools.product((0, 1), ("v", "w", "back", "look"))
    for rest in itertools.product(tuple(every), repeat=6):
        steps = ((0, "v"), *rest)  # the first to speak may be called 0, and the first wording v
        logs = _write(steps)
        if logs is None:
            continue
        view = [len(log) for log in logs]
        slot = _play(logs, view, random.Random(0))
        assert ({slot.joint.version} if slot.joint else set()) == model.joint(logs, view, ["v", "w"]), steps
        checked += 1
        reached += slot.joint is not None
    assert (checked, reached) == (25_563, 1_506)


def _write(steps):
    """Write the logs of these steps; None where a step does nothing, so that a shorter history says the same."""
    logs, seen, holds = ([], []), [[0, 0], [0, 0]], ["", ""]
    for party, step in steps:
        if step == "look":
            if seen[party][1 - party] == len(logs[1 - party]):
                return None
            seen[party][1 - party] = len(logs[1 - party])
            logs[party].append(("receipt", None, tuple(seen[party])))
        elif step == "back":
            if not holds[party]:
                return None
            logs[party].append(("reserve", holds[party], tuple(seen[party])))
            holds[party] = ""
        else:
            if holds[party] == step:
                return None
            holds[party] = step
            logs[party].append(("accept", step, tuple(seen[party])))
    return logs
