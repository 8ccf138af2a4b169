# SPDX-License-Identifier: Apache-2.0
"""Looking at a peer along the road: fetch, let the gate judge, and hand over to the intake (node/intake.py).

checkpoint -> entry bundles -> gate -> kept -> payloads -> receipt -> cosignature -> countersignature
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress

from comity.base.digest import open_payload
from comity.base.errors import BadProof, BadSignature, Carrier, ComityError, Malformed, Ours, Theirs
from comity.exchange import gate
from comity.exchange.introduction import Introduction, decode
from comity.log.tile import TILE_WIDTH, decode_bundle, entries_path, tile_path
from comity.log.tiletree import TileTree
from comity.node import guard, intake, ledger, publication, store
from comity.node.aside import Aside
from comity.node.home import here
from comity.node.intake import MAX_ENTRIES_AT_ONCE, Reconciliation
from comity.node.joint.models import Dialogue, Log
from comity.node.keyring import ring_of, road_key
from comity.node.locks import append_lock
from comity.node.road_client import RoadClient


def pull(dialogue: str) -> list[Reconciliation]:
    """Look at every peer of a dialogue."""
    row = Dialogue.objects.get(pk=dialogue)
    found = [pull_from(row, log.party) for log in Log.objects.filter(dialogue=row, ours=False).order_by("party")]
    with suppress(Ours):  # what came is here; the keeper tries again, and says what is in the way
        publication.publish(dialogue)
    return found


def pull_from(row: Dialogue, party: str) -> Reconciliation:
    """Look at one peer; the reconciliation says what happened, also where it failed."""
    introduction = decode(bytes(row.introduction))
    ours = ledger.our_log(row.pk)
    client = road_to(introduction, ours, party)
    before = Log.objects.get(dialogue=row, party=party).size
    error: ComityError | None = None
    try:
        # The road may be slow: our own writers wait only while what came is judged and kept.
        _require_whole(introduction, party, client)
        _take(introduction, party, client)
        _fetch_payloads(intake.log_of(introduction, party), client)
        with append_lock(here()):
            intake.settle(introduction)
        _countersignature(introduction, party, client)
    except ComityError as caught:
        error = caught
        intake.remember(row, party, caught, b"".join(client.recent))
    finally:
        client.close()
    return intake.reconcile(row, party, before, error)


def _require_whole(introduction: Introduction, party: str, client: RoadClient) -> None:
    """Before anything is judged, ask how much of our own log the peer has countersigned, and raise Ours if it is more.

    A restored copy would otherwise blame the peer for having seen what we no longer know.
    """
    if intake.log_of(introduction, party).size:
        with suppress(Theirs):  # it is judged below, by the keys that its newest entries name
            _countersignature(introduction, party, client)
    with append_lock(here()):
        ledger.recover_locked(introduction.dialogue)
        guard.require(here(), ledger.our_log(introduction.dialogue))


def road_to(introduction: Introduction, ours: Log, party: str) -> RoadClient:
    """Go to a peer along the road, as the party that we are."""
    return RoadClient(introduction.party(party), ours.party, road_key(ours, party))


def _take(introduction: Introduction, party: str, client: RoadClient) -> None:
    """Fetch what is new, let the gate judge it, and keep it."""
    log = intake.log_of(introduction, party)
    intake.require_open(log)
    note = client.get("checkpoint")
    ring, known = ring_of(log, introduction), intake.known(log)
    size = gate.size_of(note)
    if not size:
        raise Carrier("the peer's log is still empty", hint="the node will look again")
    if size <= log.size:
        _known_already(log, note, known, ring)
        return
    if size - log.size > MAX_ENTRIES_AT_ONCE:
        raise Carrier(f"{party} has {size - log.size} new entries, and at most {MAX_ENTRIES_AT_ONCE} are taken at once")
    ours = ledger.our_log(introduction.dialogue)
    admission = gate.Admission(
        known, code=party, introduction=introduction, keys=ring, our_code=ours.party, our_root=intake.our_root(ours)
    )
    with Aside(here().folder("run")) as aside:
        for entries in _bundles(client, log.size, size):
            admission.take(entries)
            aside.put(entries)
        client.recent.append(note)  # what is judged together is kept together, should it be evidence
        try:
            admitted = admission.close(note)
        except BadProof:
            _judge_fork(log, note, size, client)
            raise
        with append_lock(here()):
            if intake.log_of(introduction, party).size == known.size:
                intake.keep(log, admitted, aside)
            # else another process looked at the same time, and what it kept is as good


def _known_already(log: Log, note: bytes, known: gate.Known, ring: gate.Keyring) -> None:
    """Read a checkpoint no newer than ours: the same one, an old copy, or one that convicts."""
    try:
        gate.read_checkpoint(note, origin=log.origin, keys=ring.at(gate.size_of(note)), known=known)
    except Carrier:
        intake.judge_older(log, note)
        raise


def _judge_fork(log: Log, note: bytes, size: int, client: RoadClient) -> None:
    """Where entries do not follow from what we hold, see whether the peer's own tiles convict it of two histories."""
    if not log.size:
        return
    tiles = TileTree(size, lambda level, index, width: client.get(tile_path(level, index, width)))
    with suppress(BadProof, BadSignature, Malformed, Carrier):
        intake.judge_notes(log, note, tiles.prefix_proof(log.size))


def _bundles(client: RoadClient, start: int, end: int) -> Iterator[list[bytes]]:
    """Fetch the entries from `start` to one before `end`, bundle by bundle."""
    first, last = start // TILE_WIDTH, (end - 1) // TILE_WIDTH
    widths = [min(end - index * TILE_WIDTH, TILE_WIDTH) for index in range(first, last + 1)]
    paths = [entries_path(index, width) for index, width in enumerate(widths, start=first)]
    skipped = start - first * TILE_WIDTH
    for width, data in zip(widths, client.get_each(paths), strict=True):
        yield decode_bundle(data, count=width)[skipped:]
        skipped = 0


def _fetch_payloads(log: Log, client: RoadClient) -> None:
    """Ask for every payload that an entry names and that is not here, and keep those that open their commitment."""
    for commitment in dict.fromkeys(commitment for _, commitment in intake.missing(log)):
        salted = client.find(f"payload/{commitment}")
        if salted is not None:
            open_payload(commitment, salted)
        store.keep_payload(log.dialogue_id, commitment, salted)


def _countersignature(introduction: Introduction, party: str, client: RoadClient) -> None:
    """Fetch the peer's cosigned copy of our checkpoint."""
    ours = ledger.our_log(introduction.dialogue)
    note = client.find(f"mirror/{hashlib.sha256(ours.origin.encode()).hexdigest()}/checkpoint")
    if note is not None:
        ring = ring_of(intake.log_of(introduction, party), introduction)
        size = intake.check_countersignature(introduction, party, note, ring)
        intake.keep_countersignature(introduction, party, note, size)
