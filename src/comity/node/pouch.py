# SPDX-License-Identifier: Apache-2.0
"""Packing and opening pouches: the second road, through the same gate and the same intake as the first.

    file -> outer signature -> decrypted -> contents agree with outside and root -> gate -> intake, in one transaction
         -> receipt, cosignature -> the one-time key is forgotten -> pouches that waited for this one

Opened again, or after a later one, a pouch changes nothing. One whose beginning is not here yet is kept and waits.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from comity.acts.act import Act
from comity.base.errors import BadProof, Carrier, Malformed, Ours, Theirs
from comity.exchange import gate, pouch
from comity.exchange.introduction import Introduction, decode
from comity.node import envelope, folding, intake, keys, ledger, once, publication, store
from comity.node.clock import now
from comity.node.home import here
from comity.node.intake import Reconciliation
from comity.node.joint.models import Dialogue, Log, Pouch
from comity.node.keyring import ring_of, serial_of
from comity.node.locks import append_lock
from comity.record.entry import decode_entry

MAX_PENDING = 16


@dataclass(frozen=True, slots=True)
class Opened:
    """How opening a pouch went: ``opened``, ``again`` or ``pending``, what was reconciled, and which had waited."""

    number: int
    purpose: str
    state: str
    start: int
    end: int
    reconciliation: Reconciliation
    waited: tuple[int, ...] = ()

    def sentence(self) -> str:
        """Say it in words."""
        name = f"pouch {self.number} of {self.reconciliation.party}"
        match self.state:
            case "again":
                return f"{name} was opened before; nothing was changed"
            case "pending":
                held = self.reconciliation.after
                return (
                    f"{name} is kept and waits: it begins at entry {self.start}, and {held} are held;"
                    f" entries {held} to {self.start - 1} come in another one"
                )
        also = f"; with it number {', '.join(map(str, self.waited))}, which waited" if self.waited else ""
        return f"{name}: {self.reconciliation.sentence()}{also}"


@dataclass(frozen=True, slots=True)
class _Hand:
    """What opening needs at hand: the pouch seen from outside, whose it is, and the bytes of the file for waiting."""

    row: Dialogue
    introduction: Introduction
    look: envelope.Look

    @property
    def party(self) -> str:
        return self.look.party

    @property
    def header(self) -> pouch.Header:
        return self.look.outside.header


def open_pouch(path: Path) -> Opened:
    """Open a pouch, all or nothing; raises Carrier for what is no pouch for us, Theirs for what its sender signed."""
    hand = _look(path)
    before = intake.log_of(hand.introduction, hand.party).size
    with append_lock(here()):
        state = _open(hand)
        waited = _open_waiting(hand) if state.state == Pouch.OPENED else ()
        if state.state != Pouch.PENDING:
            intake.settle(hand.introduction)
            with suppress(Ours):  # what came is here; the keeper tries again, and says what is in the way
                publication.publish_locked(hand.row.pk)
    return Opened(
        hand.header.number, hand.header.purpose, state.state, state.start, state.end,
        intake.reconcile(hand.row, hand.party, before), waited,
    )  # fmt: skip


def _look(path: Path) -> _Hand:
    header = envelope.outside_of(path).header
    log = Log.objects.select_related("dialogue").filter(origin=header.to, ours=True).first()
    if log is None:
        raise Carrier(
            f"{path} is for {header.to}, and no log of ours has that name",
            hint="nothing was imported; see that it reaches the right node", code="carrier.another-recipient",
        )  # fmt: skip
    introduction = decode(bytes(log.dialogue.introduction))
    return _Hand(log.dialogue, introduction, envelope.look(path, introduction))


@dataclass(frozen=True, slots=True)
class _State:
    state: str
    start: int
    end: int


def _open(hand: _Hand) -> _State:
    """Open one pouch; the caller holds the append lock."""
    seen = Pouch.objects.filter(dialogue=hand.row, way=Pouch.IN, sha256=hand.header.sha256).first()
    if seen is not None and seen.state == Pouch.OPENED:
        return _State("again", seen.start, seen.end)
    intake.require_open(intake.log_of(hand.introduction, hand.party))
    lasting = keys.identities(here(), hand.row.pk, serial_of(ledger.our_log(hand.row.pk)))
    plain, identity = envelope.decrypt(hand.look, [*once.identities(here(), hand.row.pk, hand.party), *lasting])
    try:
        contents = pouch.decode_contents(plain)
        state = _take(hand, contents)
    except Theirs as error:
        intake.remember(hand.row, hand.party, error, hand.look.outside.signed + b"\n" + plain)
        raise
    if state == Pouch.OPENED:
        once.forget(here(), hand.row.pk, hand.party, identity)
    return _State(state, contents.start, contents.end)


def _take(hand: _Hand, contents: pouch.Contents) -> str:
    """Judge the contents, and write all of them or none."""
    pouch.check_contents(contents, hand.header, hand.introduction, hand.party, hand.look.keys)
    log = intake.log_of(hand.introduction, hand.party)
    if contents.start > log.size:
        _require_room(hand)
        _record(hand, contents, Pouch.PENDING, hand.look.whole())
        return Pouch.PENDING
    admitted = _admit(hand, log, contents)
    _require_named(log, contents)
    size = 0
    if contents.cosigned:
        ring = ring_of(log, hand.introduction) if admitted is None else admitted.ring
        size = intake.check_countersignature(hand.introduction, hand.party, contents.cosigned, ring)
    with transaction.atomic(using=store.STORE):
        if admitted is not None:
            intake.keep(log, admitted, [contents.entries[log.size - contents.start :]])
        for commitment, salted in contents.payloads.items():
            store.keep_payload(hand.row.pk, commitment, salted)
        if size:
            intake.keep_countersignature(hand.introduction, hand.party, contents.cosigned, size)
        _record(hand, contents, Pouch.OPENED, b"")
    return Pouch.OPENED


def _admit(hand: _Hand, log: Log, contents: pouch.Contents) -> gate.Admitted | None:
    """Ask the gate about the entries that are new to us; None where the pouch is older than what we hold."""
    if contents.end < log.size:
        intake.judge_older(log, contents.checkpoint)
        return None
    ours = ledger.our_log(hand.row.pk)
    admission = gate.Admission(
        intake.known(log), code=hand.party, introduction=hand.introduction, keys=ring_of(log, hand.introduction),
        our_code=ours.party, our_root=intake.our_root(ours),
    )  # fmt: skip
    try:
        admission.take(contents.entries[log.size - contents.start :])
        return admission.close(contents.checkpoint)
    except BadProof:
        if log.size:
            # The contents lead to the root that was signed; if what we hold does not, there are two histories.
            intake.judge_notes(log, contents.checkpoint, contents.prefix_proof(log.size))
        raise


def _require_named(log: Log, contents: pouch.Contents) -> None:
    """Refuse payloads that no entry of the sender's log names, so that nothing comes in beside what was said."""
    if not contents.payloads:
        return
    new = map(decode_entry, contents.entries[max(log.size - contents.start, 0) :])
    named = {
        act.payload.commitment: act.payload.size
        for act in (*folding.acts(log), *new)
        if isinstance(act, Act) and act.payload is not None
    }
    for commitment, salted in contents.payloads.items():
        if named.get(commitment) != len(salted) - 32:
            raise Malformed(
                f"the payload {commitment[:16]}… in the pouch is not one that an entry of {log.party} names"
            )


def _require_room(hand: _Hand) -> None:
    waiting = Pouch.objects.filter(dialogue=hand.row, party=hand.party, way=Pouch.IN, state=Pouch.PENDING)
    if waiting.exclude(sha256=hand.header.sha256).count() >= MAX_PENDING:
        raise Carrier(
            f"{MAX_PENDING} pouches of {hand.party} wait already for earlier ones",
            hint="nothing was kept of this one; open the earlier ones first",
        )


def _record(hand: _Hand, contents: pouch.Contents, state: str, data: bytes) -> None:
    Pouch.objects.update_or_create(
        dialogue=hand.row, way=Pouch.IN, sha256=hand.header.sha256,
        defaults={
            "party": hand.party, "number": contents.number, "start": contents.start, "end": contents.end,
            "age": list(contents.age), "state": state, "data": data, "at": now(),
        },
    )  # fmt: skip


def _open_waiting(hand: _Hand) -> tuple[int, ...]:
    """Open the pouches that waited for this one, in the order of their entries."""
    done: list[int] = []
    waiting = Pouch.objects.filter(dialogue=hand.row, party=hand.party, way=Pouch.IN, state=Pouch.PENDING)
    while True:
        size = intake.log_of(hand.introduction, hand.party).size
        row = waiting.filter(start__lte=size).order_by("start").first()
        if row is None:
            return tuple(done)
        try:
            _open(replace(hand, look=envelope.look(bytes(row.data), hand.introduction)))
        except (Theirs, Carrier):
            row.delete()  # what is theirs to answer for stands among the evidence
        else:
            done.append(row.number)
