# SPDX-License-Identifier: Apache-2.0
"""Looking at a peer: fetch, let the gate judge, keep, receipt, cosign; and say in words how it went.

    checkpoint -> entry bundles -> gate -> payloads -> one transaction -> receipt -> cosignature -> countersignature

Either everything that came is kept or nothing. What is *theirs* to answer for is kept as evidence. A payload that is
not delivered leaves its entry held but not receipted, and is named.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from comity.acts.act import Act
from comity.base import canonical
from comity.base.digest import open_payload
from comity.base.errors import BadProof, Carrier, ComityError, Equivocation, Malformed, Theirs
from comity.exchange import gate
from comity.exchange.introduction import Introduction, decode
from comity.log.checkpoint import parse_checkpoint
from comity.log.equivocation import judge
from comity.log.note import parse_note
from comity.log.signature import cosign, cosignatures, open_checkpoint
from comity.log.tile import TILE_WIDTH, decode_bundle, entries_path, tile_path
from comity.log.tiletree import TileTree
from comity.node import folding, keys, ledger, store
from comity.node.clock import now, timestamp
from comity.node.home import here
from comity.node.joint.models import Countersignature, Dialogue, Evidence, Log, Payload, SignedRoot
from comity.node.locks import append_lock
from comity.node.road_client import RoadClient
from comity.record.entry import Entry

MAX_ENTRIES_AT_ONCE = 20_000
MAX_EVIDENCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How a look at a peer went: sizes before and after, what is missing by name, what it has countersigned of ours."""

    party: str
    before: int
    after: int
    missing: tuple[str, ...]
    receipted: int
    countersigned: int
    error: ComityError | None = None

    def sentence(self) -> str:
        """Say it in words."""
        if self.error is not None:
            return str(self.error)
        new = self.after - self.before
        what = f"{new} new {'entry' if new == 1 else 'entries'}" if new else "nothing new"
        missing = f"; {len(self.missing)} payload(s) not delivered" if self.missing else ""
        return (
            f"{what}, {self.after} held, {self.receipted} receipted{missing};"
            f" {self.countersigned} of ours countersigned"
        )


def pull(dialogue: str) -> list[Reconciliation]:
    """Look at every peer of a dialogue."""
    row = Dialogue.objects.get(pk=dialogue)
    return [pull_from(row, log.party) for log in Log.objects.filter(dialogue=row, ours=False).order_by("party")]


def pull_from(row: Dialogue, party: str) -> Reconciliation:
    """Look at one peer; the reconciliation says what happened, also where it failed."""
    introduction = decode(bytes(row.introduction))
    ours = ledger.our_log(row.pk)
    client = RoadClient(introduction.party(party), ours.party, keys.load(here(), row.pk, ours.origin).road)
    before = Log.objects.get(dialogue=row, party=party).size
    error: ComityError | None = None
    try:
        # The road may be slow: our own writers wait only while what came is judged and kept.
        _take(introduction, party, client)
        _fetch_payloads(_log(introduction, party), client)
        with append_lock(here()):
            _receipt(row.pk)
            _cosign(introduction, party)
        _countersignature(introduction, party, client)
    except (Theirs, Carrier) as caught:
        error = caught
        _remember(row, party, caught, b"".join(client.recent))
    finally:
        client.close()
    return _done(row, party, before, error)


def _log(introduction: Introduction, party: str) -> Log:
    return Log.objects.get(dialogue_id=introduction.dialogue, party=party)


def _take(introduction: Introduction, party: str, client: RoadClient) -> None:
    """Fetch what is new, let the gate judge it, and keep it."""
    log = _log(introduction, party)
    if log.frozen:
        raise Carrier(f"the log of {party} is frozen: {log.frozen}", hint="see the evidence; officers must talk")
    note = client.get("checkpoint")
    keyset = store.entries(log, 0, 1)[0] if log.size else _first_entry(client, note)
    peer_keys = gate.read_keyset(keyset, introduction, party)
    known = gate.Known(log.size, store.frontier(log), bytes(log.checkpoint), log.seen)
    size = gate.read_checkpoint(note, origin=log.origin, keys=peer_keys, known=known).checkpoint.size
    if size - log.size > MAX_ENTRIES_AT_ONCE:
        raise Carrier(f"{party} has {size - log.size} new entries, and at most {MAX_ENTRIES_AT_ONCE} are taken at once")
    if size == log.size:
        return
    entries = _fetch_entries(client, log.size, size)
    ours = ledger.our_log(introduction.dialogue)
    try:
        admitted = gate.admit(
            known, note, entries,
            code=party, introduction=introduction, keys=peer_keys, our_code=ours.party, our_root=_our_root(ours),
        )  # fmt: skip
    except BadProof:
        _judge_fork(log, note, size, peer_keys, client)
        raise
    with append_lock(here()):
        if _log(introduction, party).size != known.size:
            return  # another process looked at the same time, and what it kept is as good
        with transaction.atomic(using=store.STORE):
            store.add(log, log.size, admitted.entries, admitted.leaves)
            log.size, log.checkpoint, log.seen = size, note, dict(admitted.seen)
            log.save(update_fields=["size", "checkpoint", "seen"])


def _first_entry(client: RoadClient, note: bytes) -> bytes:
    """Fetch entry 0, whose keyset the introduction's root must have signed; the note is not verified yet."""
    size = parse_checkpoint(parse_note(note).text).size
    if not size:
        raise Carrier("the peer's log is still empty", hint="the node will look again")
    return _bundle(client, 0, min(size, TILE_WIDTH))[0]


def _judge_fork(log: Log, note: bytes, size: int, peer_keys: gate.Keys, client: RoadClient) -> None:
    """Where entries do not follow from what we hold, see whether the peer's own tiles convict it of two histories."""
    if not log.size:
        return
    tiles = TileTree(size, lambda level, index, width: client.get(tile_path(level, index, width)))
    with suppress(BadProof, Malformed, Carrier):
        judge(bytes(log.checkpoint), note, origin=log.origin, vkeys=peer_keys.log, proof=tiles.prefix_proof(log.size))


def _fetch_entries(client: RoadClient, start: int, end: int) -> list[bytes]:
    found: list[bytes] = []
    for index in range(start // TILE_WIDTH, (end + TILE_WIDTH - 1) // TILE_WIDTH):
        width = min(end - index * TILE_WIDTH, TILE_WIDTH)
        bundle = _bundle(client, index, width)
        found += bundle[max(start - index * TILE_WIDTH, 0) :]
    return found


def _bundle(client: RoadClient, index: int, width: int) -> list[bytes]:
    return decode_bundle(client.get(entries_path(index, width)), count=width)


def _fetch_payloads(log: Log, client: RoadClient) -> None:
    """Ask for every payload that an entry names and that is not here, and keep those that open their commitment."""
    named = [
        act.payload.commitment for act in folding.acts(log)[log.receipted :] if isinstance(act, Act) and act.payload
    ]
    here_already = set(
        Payload.objects.filter(dialogue_id=log.dialogue_id, salted__isnull=False).values_list("commitment", flat=True)
    )
    erased = set(Payload.objects.filter(dialogue_id=log.dialogue_id, erased=True).values_list("commitment", flat=True))
    for commitment in dict.fromkeys(named):
        if commitment in here_already or commitment in erased:
            continue
        salted = client.find(f"payload/{commitment}")
        if salted is not None:
            open_payload(commitment, salted)
        store.keep_payload(log.dialogue_id, commitment, salted)


def _missing(log: Log) -> list[tuple[int, str]]:
    """Name the payloads that a log's entries speak of and that are neither here nor erased: index, commitment."""
    rows = Payload.objects.filter(dialogue_id=log.dialogue_id)
    settled = {p.commitment for p in rows if p.erased or p.salted is not None}
    return [
        (index, act.payload.commitment)
        for index, act in enumerate(folding.acts(log))
        if isinstance(act, Act) and act.payload is not None and act.payload.commitment not in settled
    ]


def _receipt(dialogue: str) -> None:
    """Write a receipt where a peer's log holds new entries other than receipts, all their payloads here."""
    held = {}
    for log in Log.objects.filter(dialogue_id=dialogue, ours=False, frozen=""):
        whole = min((index for index, _ in _missing(log)), default=log.size)
        if any(_counts(entry) for entry in folding.acts(log)[log.receipted : whole]):
            held[log.party] = whole
    if not held:
        return
    ledger.append_locked(dialogue, ledger.receipt_draft(held))
    for party, size in held.items():
        Log.objects.filter(dialogue_id=dialogue, party=party).update(receipted=size)


def _counts(entry: Entry) -> bool:
    return not (isinstance(entry, Act) and entry.kind == "receipt")


def _cosign(introduction: Introduction, party: str) -> None:
    """Cosign the peer's checkpoint, when everything below it but receipts is receipted with its payloads."""
    log = Log.objects.get(dialogue_id=introduction.dialogue, party=party)
    if log.frozen or not log.size or _missing(log):
        return
    if log.cosigned and parse_note(bytes(log.cosigned)).text == parse_note(bytes(log.checkpoint)).text:
        return
    ours = ledger.our_log(introduction.dialogue)
    mirror = keys.load(here(), introduction.dialogue, ours.origin).mirror
    log.cosigned = cosign(bytes(log.checkpoint), mirror, timestamp())
    log.save(update_fields=["cosigned"])
    ledger.ring()


def _countersignature(introduction: Introduction, party: str, client: RoadClient) -> None:
    """Fetch the peer's cosigned copy of our checkpoint, and keep it if it is newer than the one we have."""
    ours = ledger.our_log(introduction.dialogue)
    note = client.find(f"mirror/{hashlib.sha256(ours.origin.encode()).hexdigest()}/checkpoint")
    if note is None:
        return
    our_keys = keys.load(here(), introduction.dialogue, ours.origin)
    peer = Log.objects.get(dialogue_id=introduction.dialogue, party=party)
    peer_keys = gate.read_keyset(store.entries(peer, 0, 1)[0], introduction, party)
    signed = open_checkpoint(note, origin=ours.origin, vkeys=our_keys.log.vkeys)
    found = cosignatures(note, peer_keys.mirror)
    size, root = signed.checkpoint.size, signed.checkpoint.root.hex()
    if not found:
        raise BadProof(f"{party} serves our checkpoint of size {size} without its own cosignatures")
    if _our_root(ours)(size) not in {root, None}:
        raise BadProof(f"{party} shows a root of our log at size {size} that is not the one we signed")
    known = Countersignature.objects.filter(log=ours, party=party).first()
    if known is None or known.size < size:
        Countersignature.objects.update_or_create(
            log=ours, party=party, defaults={"size": size, "note": note, "at": now()}
        )


def _our_root(ours: Log) -> gate.OurRoot:
    def root(size: int) -> str | None:
        row = SignedRoot.objects.filter(log=ours, size=size).first()
        return None if row is None else row.root

    return root


def _remember(row: Dialogue, party: str, error: ComityError, bytes_sent: bytes) -> None:
    """Keep as evidence what is theirs to answer for, once; an equivocation freezes our receipts."""
    if not isinstance(error, Theirs):
        return
    data = _evidence_file(error) if isinstance(error, Equivocation) else bytes_sent[:MAX_EVIDENCE]
    Evidence.objects.get_or_create(
        dialogue=row, party=party, code=error.code, sentence=str(error), defaults={"data": data}
    )
    if isinstance(error, Equivocation):
        Log.objects.filter(dialogue=row, party=party).update(frozen=str(error)[:200])


def _evidence_file(error: Equivocation) -> bytes:
    """Write two notes that cannot both be true, and the hashes that show it, as one self-contained JSON file."""
    return canonical.encode({
        "comity": "equivocation", "format": 1, "first": error.first.decode(), "second": error.second.decode(),
        "proof": [node.hex() for node in error.proof],
    })  # fmt: skip


def _done(row: Dialogue, party: str, before: int, error: ComityError | None) -> Reconciliation:
    log = Log.objects.get(dialogue=row, party=party)
    countersigned = Countersignature.objects.filter(log__dialogue=row, log__ours=True, party=party).first()
    result = Reconciliation(
        party, before, log.size, tuple(commitment for _, commitment in _missing(log)), log.receipted,
        countersigned.size if countersigned is not None else 0, error,
    )  # fmt: skip
    looked = "ok" if error is None else error.code
    Log.objects.filter(pk=log.pk).update(looked_at=now(), looked=looked)
    return result
