# SPDX-License-Identifier: Apache-2.0
"""Erasing by agreement: once an erasure is joint, the payloads that it names go from this node, with their salt.

    joint erasure -> salt and payload out of the joint store -> and out of the proposal that they came from

Rules:
  1. What is erased stays known as erased: it is not asked for, not kept when it comes again, and holds up no receipt.
     The entries stay, and the log verifies.
  2. It is written over, not only let go of: the pages of the database and its journal hold the bytes no longer.
  3. Backups, exports and pouches made afterwards are without it. Those made before are for people to find.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from comity.node import folding, gist, store, trail
from comity.node.home import here
from comity.node.joint.models import Payload
from comity.node.locks import append_lock
from comity.node.national.models import Proposal
from comity.record.erasure import erased


def due(dialogue: str) -> frozenset[str]:
    """Name the payloads that a joint erasure names and that are not erased here yet, by commitment."""
    if not gist.speaks_of(dialogue, "erasure"):
        return frozenset()
    gone = Payload.objects.filter(dialogue_id=dialogue, erased=True).values_list("commitment", flat=True)
    return frozenset(erased(folding.dialogue(dialogue))) - set(gone)


def erase(dialogue: str) -> int:
    """Erase what is due; gives the number of payloads. It may be called at any time, again and again."""
    if not due(dialogue):
        return 0
    with append_lock(here()):
        return erase_locked(dialogue)


def erase_locked(dialogue: str) -> int:
    """Do the work of `erase` for a caller that holds the append lock."""
    commitments = due(dialogue)
    if not commitments:
        return 0
    # The national file first: if this ends in between, the joint store still says that it is due.
    _forget_proposals(dialogue, commitments)
    store.erase(dialogue, commitments)
    return len(commitments)


def _forget_proposals(dialogue: str, commitments: Collection[str]) -> None:
    """Take the words out of the proposals by which they were said."""
    with transaction.atomic():
        for row in Proposal.objects.filter(dialogue=dialogue, salted__isnull=False).iterator():
            payload = row.act.get("payload")
            if payload is not None and payload["commitment"] in commitments:
                Proposal.objects.filter(pk=row.pk).update(salted=None)
        for commitment in sorted(commitments):
            trail.did(trail.NODE, "erase words", dialogue=dialogue, thing=commitment)
    store.write_over("default", "national_proposal", whole=True)
