# SPDX-License-Identifier: Apache-2.0
"""The ledger: the only place that writes to a log of ours.

The order of work, and nothing is acknowledged before its end:
  1. the guard: our log holds all that we ever signed
  2. spell the act; fold it with everything held; refuse one that would be without effect
  3. write entries, tiles and payloads in one transaction, synced to disk
  4. read back what was written, and compute the root by a second path
  5. write the high-water mark, synced to disk; sign, with both keys or not at all; store the checkpoint, which is
     synced with what comes next
  6. ring: tell the keeper that there is something new

A failure in 3 leaves nothing behind. After a crash or a fault between 3 and 5, the next append or start does 4 and 5
for what was written. The checkpoint that a power cut took back is signed again over the same entries, with the same
root: the entries and the mark stand before it, and nothing that follows it can stand without it. Where the disk fails
at a sync, the process ends: the same pages are never tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from comity.acts.act import Act, PayloadRef, Reported, Seen, Verb, encode, spell
from comity.base.errors import Damaged, NotPermitted
from comity.log.checkpoint import Checkpoint, parse_checkpoint
from comity.log.edge import Edge
from comity.log.merkle import leaf_hash
from comity.log.note import parse_note
from comity.log.signature import sign_checkpoint
from comity.log.tile import Tile
from comity.node import folding, guard, store
from comity.node.clock import now_instant, timestamp
from comity.node.disk import disk
from comity.node.home import here
from comity.node.joint.models import Log
from comity.node.keyring import our_log_key
from comity.node.locks import append_lock
from comity.record.entry import decode_entry
from comity.record.reasons import DETAILS

_edges: dict[tuple[str, str], tuple[bytes, Edge]] = {}  # by home and origin, with the checkpoint that was signed of it


@dataclass(frozen=True, slots=True)
class Draft:
    """An act before it is written: everything but who, when, and what was seen, which the ledger adds."""

    verb: Verb
    kind: str
    object: str = ""
    version: str = ""
    supersedes: str = ""
    structure: dict[str, Any] = field(default_factory=dict)
    payload: PayloadRef | None = None
    salted: bytes | None = None
    ad_referendum: bool = False
    reported: Reported | None = None
    adopts: str = ""


def append(dialogue: str, draft: Draft) -> int:
    """Write one act to our log and give its index; raises NotPermitted where it would be without effect."""
    return append_many(dialogue, [draft])[0]


def append_many(dialogue: str, drafts: Sequence[Draft]) -> range:
    """Write acts to our log under one checkpoint, all or none, and give their indexes; as `append` for each in turn."""
    with append_lock(here()):
        return _append(dialogue, drafts)


def append_locked(dialogue: str, draft: Draft) -> int:
    """Do the work of `append` for a caller that holds the append lock."""
    return _append(dialogue, [draft])[0]


def _append(dialogue: str, drafts: Sequence[Draft]) -> range:
    logs = store.logs(dialogue)
    meant = any(draft.kind != "receipt" for draft in drafts)  # a receipt rests on sizes alone
    ours = next(log for log in logs if log.ours)
    _recover(ours)
    guard.require(here(), ours)
    # What is judged as written already is not shown to anybody before it is signed, and is forgotten if that fails.
    with folding.ahead(dialogue, logs) if meant else nullcontext(_Sizes()) as fold:
        heard, at = folding.heard(logs), now_instant()
        seen = _unseen(ours, logs, heard)
        written: list[bytes] = []
        for draft in drafts:
            data, act = spell(
                Act(
                    verb=draft.verb, kind=draft.kind, by=ours.party, dialogue=dialogue, at=at, object=draft.object,
                    version=draft.version, supersedes=draft.supersedes, structure=draft.structure,
                    payload=draft.payload, seen={} if written else seen, ad_referendum=draft.ad_referendum,
                    reported=draft.reported, adopts=draft.adopts,
                )
            )  # fmt: skip
            _require_effect(act, fold.why_not(act, heard))
            fold.take(ours.party, [act])
            written.append(data)
        payloads = {draft.payload.commitment: draft.salted for draft in drafts if draft.payload is not None}
        return _write(ours, written, seen, payloads)


def found(dialogue: str, acts: Sequence[Act]) -> None:
    """Write the first entries of a new log: keyset, and the founding tabled or accepted."""
    with append_lock(here()):
        ours = our_log(dialogue)
        _recover(ours)
        guard.require(here(), ours)
        for act in acts[ours.size :]:
            _write(ours, [encode(act)], act.seen, {})


def append_public_locked(public: Log, entries: Sequence[bytes]) -> range:
    """Write entries to a public log of ours, as `append_many` does to the joint one; the caller holds the lock.

    What may stand there is for node/publication.py to know. Its payloads are here already: they were said jointly.
    """
    _recover(public)
    guard.require(here(), public)
    return _write(public, entries, {}, {})


def recover() -> None:
    """Sign what a crash left written and unsigned, in every log of ours."""
    with append_lock(here()):
        for ours in Log.objects.filter(ours=True):
            _recover(ours)


def recover_locked(dialogue: str) -> None:
    """Do the work of `recover` for one log, for a caller that holds the append lock."""
    _recover(our_log(dialogue))


def our_log(dialogue: str) -> Log:
    """Give our own log in a dialogue."""
    return Log.objects.select_related("dialogue").get(dialogue_id=dialogue, ours=True, channel="joint")


def checkpoint_of(log: Log) -> Checkpoint | None:
    """Give the newest verified checkpoint of a log as we hold it."""
    return parse_checkpoint(parse_note(bytes(log.checkpoint)).text) if log.checkpoint else None


def require_effect(act: Act) -> None:
    """Raise NotPermitted where the act, written now, would be without effect: the fold itself is asked."""
    _require_effect(act, folding.why_not(act))


class _Sizes:
    """What stands in the place of a fold where only receipts are written."""

    def why_not(self, act: Act, heard: Mapping[str, int]) -> str:
        """Say that a receipt is for more than it says to have seen."""
        return "not-seen" if any(size > heard.get(of, 0) for of, size in act.structure["held"].items()) else ""

    def take(self, party: str, entries: Sequence[Act]) -> None:
        """Take in nothing: who asks for the meaning reads it."""


def _require_effect(act: Act, reason: str) -> None:
    if reason:
        raise NotPermitted(
            f"{act.by} cannot {act.verb} this {act.kind.replace('_', ' ')}: {DETAILS.get(reason, reason)}",
            hint="nothing was written; look at how it stands now",
            code=f"act.not-permitted.{reason}",
        )


def _unseen(ours: Log, logs: Sequence[Log], heard: Mapping[str, int]) -> dict[str, Seen]:
    """Give the peers' checkpoints that our log has not yet said it has seen."""
    seen = {}
    for peer in logs:
        if not peer.ours and heard[peer.party] > int(ours.seen.get(peer.party, 0)):
            checkpoint = checkpoint_of(peer)
            assert checkpoint is not None
            seen[peer.party] = Seen(checkpoint.size, checkpoint.root.hex())
    return seen


def _edge(ours: Log) -> Edge:
    """Give the edge of our log: kept since its checkpoint was signed here, or read from tiles that lead to its root."""
    note, edge = _edges.get((str(here().path), ours.origin), (b"", None))
    if edge is None or note != bytes(ours.checkpoint):
        edge, signed = store.edge(ours), checkpoint_of(ours)
        if signed is not None and edge.root() != signed.root:
            raise Damaged(
                f"the tiles of our log in {ours.dialogue_id} do not lead to the root we signed for size {ours.size}",
                hint="nothing was written; run `comity fsck`",
            )
    return edge


def _write(ours: Log, new: Sequence[bytes], seen: Mapping[str, Seen], payloads: Mapping[str, bytes | None]) -> range:
    start, end = ours.size, ours.size + len(new)
    edge, tiles = _edge(ours).grown([leaf_hash(data) for data in new])
    with disk("the act could not be written", hint="nothing was signed; see to the disk"):
        store.fold_wal()
        with transaction.atomic(using=store.STORE):
            store.add(ours, start, new, tiles)
            if payloads:
                store.keep_payloads(ours.dialogue_id, payloads)
    if new:
        _sign(ours, edge, tiles, {**ours.seen, **{party: checkpoint.size for party, checkpoint in seen.items()}})
        if ours.channel == "joint":
            ring()
    return range(start, end)


def _sign(ours: Log, edge: Edge, tiles: Sequence[tuple[Tile, bytes]], seen: dict[str, int]) -> None:
    """Verify what lies on disk by a second path, and only then sign it."""
    size, root = edge.size, edge.root()
    with disk("the act was written and could not be signed", hint="see to the disk; it is signed with the next one"):
        found, entries = _edge(ours).frontier.copy(), store.entries(ours, ours.size, size)
        found.extend(leaf_hash(entry) for entry in entries)
        if found.root() != root or not store.holds(ours, tiles):
            raise Damaged(
                f"what was read back of our log in {ours.dialogue_id} does not hash to what was written",
                hint="nothing was signed; run `comity fsck`",
            )
        key = our_log_key(ours, entries)
        # While the disk makes the mark durable, one of the two signatures is made; only then the other.
        durable = guard.begin_mark(here(), ours, size, root.hex())
        note = sign_checkpoint(Checkpoint(ours.origin, size, root), key, timestamp(), between=durable)
        store.keep_checkpoint(ours, size, root.hex(), note, seen)
    ours.size, ours.checkpoint, ours.seen = size, note, seen
    _edges[str(here().path), ours.origin] = note, edge


def _recover(ours: Log) -> None:
    written = store.count(ours)
    if written > ours.size and guard.held(here(), ours) is None:  # who appends next is told why
        seen, entries = dict(ours.seen), store.entries(ours, ours.size, written)
        for entry in entries:
            seen |= {party: s.size for party, s in decode_entry(entry).seen.items()}
        _sign(ours, *_edge(ours).grown([leaf_hash(entry) for entry in entries]), seen)


def ring() -> None:
    """Tell the keeper of the running node that a log of ours has grown."""
    (here().folder("run") / "ring").write_bytes(b"")


def receipt_draft(held: dict[str, int]) -> Draft:
    """Make the receipt that says how many entries of each peer we hold with every payload."""
    return replace(Draft(Verb.ACKNOWLEDGE, "receipt"), structure={"held": held})
