# SPDX-License-Identifier: Apache-2.0
"""What must hold of a node's own log whatever befell it; for the caller to ask at that node."""

from __future__ import annotations

from comity.acts.act import decode
from comity.log.checkpoint import parse_checkpoint
from comity.log.merkle import leaf_hash, root
from comity.log.note import parse_note
from comity.node import guard, ledger, store
from comity.node.fsck import fsck
from comity.node.home import here
from comity.node.joint.models import SignedRoot


def require_sound(dialogue: str) -> int:
    """Assert that our log is whole: every entry an act, every root that was signed its own; gives its size."""
    log = ledger.our_log(dialogue)
    entries = store.entries(log, 0, log.size)
    for entry in entries:
        decode(entry)
    checkpoint = parse_checkpoint(parse_note(bytes(log.checkpoint)).text)
    assert checkpoint.size == log.size == store.count(log)
    leaves = [leaf_hash(entry) for entry in entries]
    signed = {row.size: row.root for row in SignedRoot.objects.filter(log=log)}
    assert signed == {size: root(leaves[:size]).hex() for size in range(1, log.size + 1)}
    guard.require(here(), log)
    assert [finding for checked in fsck() for finding in checked.findings] == []
    return log.size
