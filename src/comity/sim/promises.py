# SPDX-License-Identifier: Apache-2.0
"""What must hold in every run, whatever befell the nodes and whoever was hostile.

1. Every log of an honest party verifies, on its own node and on every other that holds it.
2. Nodes that hold the same entries fold them to the same record.
3. What a node acknowledged is in its log, but what a restored copy had never sent; and then nothing more is written.
4. No honest party signed two roots for one size.
5. Whoever was shown a fork holds evidence of it that `comity-verify` confirms; where nobody is hostile, there is none.
6. What was joint stays so.
7. Where nobody is hostile and the roads are mended, all hold the same; but who is held back takes nothing in.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import comity_verify
from comity.acts.permission import Standing
from comity.base.errors import Ours
from comity.log.merkle import leaf_hash, root
from comity.node import folding, guard, ledger, store
from comity.node.fsck import fsck
from comity.node.joint.models import Evidence, Log
from comity.sim.party import Party
from comity.sim.run import Run

LASTING = (Standing.JOINT, Standing.SUPERSEDED)


def while_it_runs(run: Run) -> None:
    """Look whether anything that was joint is so no longer."""
    for party in run.honest:
        if not party.down:
            _joint_stays(run, party)


def at_the_end(run: Run) -> None:
    """Hold the run against every promise."""
    for party in run.honest:
        with run.at(party):
            _verifies(run, party)
            _nothing_is_lost(run, party)
            _one_history(run, party)
            _evidence(run, party)
        _joint_stays(run, party)
    _same_record(run)


def _joint_stays(run: Run, party: Party) -> None:
    with run.at(party):
        things = folding.dialogue(run.dialogue).objects.values()
        lasting = {version.id for thing in things for version in thing.versions if version.standing in LASTING}
    gone = run.joint[party.code] - lasting
    assert not gone, f"{party.code} no longer sees {min(gone)} as joint"
    run.joint[party.code] = lasting


def _verifies(run: Run, party: Party) -> None:
    found = [f"{checked.party}: {finding}" for checked in fsck() for finding in checked.findings]
    if party.restored:  # what is not there yet cannot be at the mark; the guard says so, and is asked below
        found = [finding for finding in found if "the high-water mark says" not in finding]
    assert not found, f"{party.code} finds: {found}"
    log = ledger.our_log(run.dialogue)
    assert store.count(log) == log.size, f"{party.code} has written {store.count(log)} and signed {log.size}"


def _nothing_is_lost(run: Run, party: Party) -> None:
    log = ledger.our_log(run.dialogue)
    entries = store.entries(log, 0, log.size)
    for index, data in party.acknowledged.items():
        if index < log.size:
            assert entries[index] == data, f"entry {index} of {party.code} is not what was acknowledged"
            continue
        assert party.restored, f"entry {index} of {party.code} was acknowledged and is lost"
        try:
            guard.require(party.home, log)
        except Ours:
            continue
        raise AssertionError(f"{party.code} lost entry {index} with a restore, and the guard would let it go on")


def _one_history(run: Run, party: Party) -> None:
    log = ledger.our_log(run.dialogue)
    leaves = [leaf_hash(entry) for entry in store.entries(log, 0, log.size)]
    for (origin, size), roots in party.signed.items():
        assert len(roots) == 1, f"{party.code} signed {len(roots)} roots of {origin} at size {size}"
        if origin == log.origin and size <= log.size:
            assert roots == {root(leaves[:size])}, f"{party.code} signed another root at size {size} than its log has"


def _evidence(run: Run, party: Party) -> None:
    rows = list(Evidence.objects.order_by("pk"))
    if run.hostile is None:
        assert not rows, f"{party.code} blames {rows[0].party}: {rows[0].sentence}"
    for row in rows:
        assert run.hostile is not None
        assert row.party == run.hostile.code, f"{party.code} blames {row.party}, who is honest: {row.sentence}"
        if row.code == "theirs.equivocation":
            file = Path(run.folder) / "evidence.json"
            file.write_bytes(bytes(row.data))
            said = comity_verify.check_evidence(file, None)
            assert said, f"evidence of {party.code} is not confirmed"


def _same_record(run: Run) -> None:
    going_on = set()
    records: dict[tuple[tuple[str, int, bytes], ...], str] = {}
    for party in run.honest:
        with run.at(party):
            held = tuple(
                (log.party, log.size, store.tree(log).root())
                for log in Log.objects.filter(dialogue_id=run.dialogue).order_by("party")
            )
            record = hashlib.sha256(repr(folding.dialogue(run.dialogue)).encode()).hexdigest()
        assert records.setdefault(held, record) == record, f"{party.code} folds the same entries to another record"
        if not party.restored:
            going_on.add(held)  # of who is held back as well: it got back, and shows, what any of them has
    if run.hostile is None:
        sizes = [[(code, size) for code, size, _ in held] for held in going_on]
        assert len(going_on) <= 1, f"they do not come to hold the same: {sizes}"
