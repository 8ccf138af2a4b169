# SPDX-License-Identifier: Apache-2.0
"""Taking in what came from a peer, by whichever road: keep, receipt, cosign; and say in words how it went.

    judged by the gate -> one transaction -> receipt -> cosignature -> countersignature

Two roads lead here, the pull (node/pull.py) and the pouch (node/pouch.py), and one gate stands before it. Either
everything that came is kept or nothing. What is *theirs* to answer for is kept as evidence. A payload that is not
delivered leaves its entry held but not receipted, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from comity.acts.act import Act
from comity.acts.act import decode as decode_act
from comity.base.errors import BadProof, Carrier, ComityError, Equivocation, Theirs
from comity.exchange import gate
from comity.exchange.evidence import encode_equivocation
from comity.exchange.introduction import Introduction, decode
from comity.log.equivocation import judge
from comity.log.note import parse_note
from comity.log.signature import cosign, cosignatures, open_checkpoint
from comity.node import erasure, folding, guard, ledger, store
from comity.node.clock import now, timestamp
from comity.node.home import here
from comity.node.joint.models import Countersignature, Dialogue, Evidence, Log, SignedRoot
from comity.node.keyring import our_keys, ring_of
from comity.record.dialogue import SilentState
from comity.record.entry import Entry, decode_entry

MAX_ENTRIES_AT_ONCE = 200_000  # a bound on what lies aside while it is judged: some 200 MB at their usual length
MAX_EVIDENCE = 1_000_000
_PAYLOAD = b'"payload":{'  # as it stands in canonical JSON, so that other entries need not be read


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
        some = ", ".join(f"{commitment[:8]}…" for commitment in self.missing[:5])
        more = f" and {len(self.missing) - 5} more" if len(self.missing) > 5 else ""
        missing = f"; {len(self.missing)} payload(s) not delivered: {some}{more}" if self.missing else ""
        return (
            f"{what}, {self.after} held, {self.receipted} receipted{missing};"
            f" {self.countersigned} of ours countersigned"
        )


def log_of(introduction: Introduction, party: str) -> Log:
    """Give a party's log as we hold it."""
    return Log.objects.get(dialogue_id=introduction.dialogue, party=party)


def require_open(log: Log) -> None:
    """Raise Carrier where officers must talk before anything more is taken from a peer."""
    if log.frozen:
        raise Carrier(f"the log of {log.party} is frozen: {log.frozen}", hint="see the evidence; officers must talk")


def known(log: Log) -> gate.Known:
    """Give what we hold of a peer's log, as the gate wants to know it."""
    return gate.Known(store.edge(log), bytes(log.checkpoint), log.seen)


def keep(log: Log, admitted: gate.Admitted, entries: Iterable[Sequence[bytes]]) -> None:
    """Write what the gate admitted; the caller holds the append lock, and `log` is as the gate was told it is."""
    if admitted.edge.size == log.size:
        return
    with transaction.atomic(using=store.STORE):
        start = log.size
        for some in entries:
            store.add(log, start, some, ())
            start += len(some)
        store.add(log, start, (), admitted.tiles)
        log.size, log.checkpoint, log.seen = start, admitted.note, dict(admitted.seen)
        log.save(update_fields=["size", "checkpoint", "seen"])


def judge_older(log: Log, note: bytes) -> None:
    """Hold a checkpoint that is older than ours against our copy, which convicts a log of two histories."""
    size = gate.size_of(note)
    if 0 < size < log.size:
        judge_notes(log, note, store.tree(log).prefix_proof(size))


def judge_notes(log: Log, note: bytes, proof: Sequence[bytes]) -> None:
    """Raise Equivocation where our checkpoint of a log and another one cannot both be true."""
    ring = ring_of(log)
    keys_of = [ring.at(gate.size_of(either)).log for either in (bytes(log.checkpoint), note)]
    with gate.unless_revoked(ring, gate.size_of(note)):
        judge(bytes(log.checkpoint), note, origin=log.origin, vkeys=keys_of[0], other_vkeys=keys_of[1], proof=proof)


def settle(introduction: Introduction) -> None:
    """Write a receipt and cosign, where there is reason to; the caller holds the append lock."""
    erasure.erase_locked(introduction.dialogue)
    _receipt(introduction.dialogue)
    for log in Log.objects.filter(dialogue_id=introduction.dialogue, channel="joint", ours=False).order_by("party"):
        _cosign(introduction, log)  # what came of one party may be what another's log waited for


def missing(log: Log) -> list[tuple[int, str]]:
    """Name the payloads that a log's entries speak of and that are neither here nor erased: index, commitment.

    What our receipts say that we hold, we hold with every payload; so only what comes after it is looked at.
    """
    named = [
        (index, act.payload.commitment)
        for index, data in enumerate(store.each(log, log.receipted, log.size), start=log.receipted)
        if _PAYLOAD in data and isinstance(act := decode_entry(data), Act) and act.payload is not None
    ]
    settled = store.settled(log.dialogue_id, [commitment for _, commitment in named]) if named else set()
    return [(index, commitment) for index, commitment in named if commitment not in settled]


def _receipt(dialogue: str) -> None:
    """Write a receipt where a peer's log holds new entries other than receipts, all their payloads here."""
    logs, held = store.logs(dialogue), {}
    heard = folding.heard(logs)
    for log in logs:
        if log.ours or log.frozen:
            continue
        if heard[log.party] < log.size:  # it waits for a third party's log, and nothing is said of it yet
            continue
        whole = min((index for index, _ in missing(log)), default=log.size)
        new = range(log.receipted, whole)
        # Most often something counts by what it is, and nobody need read what all of it means.
        if any(_counts(decode_entry(data)) for data in store.each(log, new.start, new.stop)) or (
            new and any(party == log.party and index in new for party, index in _closing_entries(dialogue))
        ):
            held[log.party] = whole
    if not held:
        return
    ledger.append_locked(dialogue, ledger.receipt_draft(held))
    for party, size in held.items():
        Log.objects.filter(dialogue_id=dialogue, party=party).update(receipted=size)


def _closing_entries(dialogue: str) -> frozenset[tuple[str, int]]:
    """Name the entries that accept by silence: receipts that say something, and are receipted in turn."""
    answers = (answer for procedure in folding.dialogue(dialogue).silences for answer in procedure.answers)
    return frozenset(
        (a.party, a.entry.index) for a in answers if a.entry is not None and a.state is SilentState.ACCEPTS
    )


def _counts(entry: Entry) -> bool:
    return not (isinstance(entry, Act) and entry.kind == "receipt")


def _cosign(introduction: Introduction, log: Log) -> None:
    """Cosign the peer's checkpoint, when everything below it but receipts is receipted with its payloads."""
    if log.frozen or not log.size or missing(log):
        return
    if folding.heard(store.logs(introduction.dialogue))[log.party] < log.size:
        return
    if log.cosigned and parse_note(bytes(log.cosigned)).text == parse_note(bytes(log.checkpoint)).text:
        return
    ours = ledger.our_log(introduction.dialogue)
    mirror = our_keys(ours).mirror
    log.cosigned = cosign(bytes(log.checkpoint), mirror, timestamp())
    log.save(update_fields=["cosigned"])
    ledger.ring()


def check_countersignature(introduction: Introduction, party: str, note: bytes, ring: gate.Keyring) -> int:
    """Check a peer's cosigned copy of our checkpoint, and say of what size it is; or raise Theirs."""
    ours = ledger.our_log(introduction.dialogue)
    vkeys = ring_of(ours).at(gate.size_of(note)).log
    signed = open_checkpoint(note, origin=ours.origin, vkeys=vkeys)
    found = [by for mirror in ring.mirrors() for by in cosignatures(note, mirror)]
    size, root = signed.checkpoint.size, signed.checkpoint.root.hex()
    if not found:
        raise BadProof(f"{party} shows our checkpoint of size {size} without its own cosignatures")
    if size > ours.size:  # a restored copy does not know what it signed; that the peer holds it is worth remembering
        keep_countersignature(introduction, party, note, size)
        guard.require(here(), ours)
    if our_root(ours)(size) not in {root, None}:
        raise BadProof(f"{party} shows a root of our log at size {size} that is not the one we signed")
    return size


def keep_countersignature(introduction: Introduction, party: str, note: bytes, size: int) -> None:
    """Keep a peer's cosigned copy of our checkpoint that was checked, if it is newer than the one we have."""
    ours = ledger.our_log(introduction.dialogue)
    before = Countersignature.objects.filter(log=ours, party=party).first()
    if before is None or before.size < size:
        Countersignature.objects.update_or_create(
            log=ours, party=party, defaults={"size": size, "note": note, "at": now()}
        )


def our_root(ours: Log) -> gate.OurRoot:
    """Give the question which root of our log we signed at a size."""

    def root(size: int) -> str | None:
        row = SignedRoot.objects.filter(log=ours, size=size).first()
        if row is None and size > ours.size:
            guard.require(here(), ours)  # a restored copy does not know what it signed, and must blame nobody for it
        return None if row is None else row.root

    return root


def remember(row: Dialogue, party: str, error: ComityError, bytes_sent: bytes) -> None:
    """Keep as evidence what is theirs to answer for, once; an equivocation freezes our receipts."""
    if not isinstance(error, Theirs):
        return
    data = _equivocation(row, party, error) if isinstance(error, Equivocation) else bytes_sent[:MAX_EVIDENCE]
    Evidence.objects.get_or_create(
        dialogue=row, party=party, code=error.code, sentence=str(error), defaults={"data": data}
    )
    if isinstance(error, Equivocation):
        Log.objects.filter(dialogue=row, party=party).update(frozen=str(error)[:200])


def _equivocation(row: Dialogue, party: str, error: Equivocation) -> bytes:
    introduction = decode(bytes(row.introduction))
    log = log_of(introduction, party)
    keysets = [decode_act(store.entries(log, index, index + 1)[0]).structure for index, _ in ring_of(log).sets]
    return encode_equivocation(error, introduction, party, keysets)


def reconcile(row: Dialogue, party: str, before: int, error: ComityError | None = None) -> Reconciliation:
    """Say how it went, and write down that we looked."""
    log = Log.objects.get(dialogue=row, party=party)
    ours = Countersignature.objects.filter(log__dialogue=row, log__ours=True, party=party).first()
    result = Reconciliation(
        party, before, log.size, tuple(commitment for _, commitment in missing(log)), log.receipted,
        ours.size if ours is not None else 0, error,
    )  # fmt: skip
    looked = "ok" if error is None else error.code
    Log.objects.filter(pk=log.pk).update(looked_at=now(), looked=looked)
    return result
