# SPDX-License-Identifier: Apache-2.0
"""Checking our disk: every entry, tile, checkpoint and payload, recomputed and held against what was signed.

It writes nothing. Each finding says where, what was expected and what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError

from comity.base.digest import open_payload
from comity.base.errors import ComityError, Damaged
from comity.exchange import gate
from comity.exchange.card import card_of, check_opening, read_public_keyring
from comity.exchange.introduction import Introduction, decode
from comity.log.checkpoint import Checkpoint
from comity.log.merkle import leaf_hash, root
from comity.log.signature import open_checkpoint
from comity.log.tile import Tile, grow
from comity.node import guard, keys, store
from comity.node.home import here
from comity.node.joint.models import Dialogue, Log, Payload


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not what was signed."""

    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One log that was checked: what was looked at, and what was found."""

    dialogue: str
    party: str
    entries: int
    findings: tuple[Finding, ...]


def fsck() -> Iterator[Checked]:
    """Check every log and payload of the node; raises Damaged where a database cannot even be read."""
    try:
        for row in Dialogue.objects.order_by("pk"):
            introduction = decode(bytes(row.introduction))
            for log in Log.objects.filter(dialogue=row).order_by("channel", "party"):
                of = log.party if log.channel == "joint" else f"{log.party} {log.channel}"
                yield Checked(row.pk, of, log.size, tuple(check_log(log, introduction)))
            yield Checked(row.pk, "payloads", row.payloads.count(), tuple(check_payloads(row)))
    except DatabaseError as error:
        raise Damaged(f"a database cannot be read: {error}", hint="bring back a backup, or ask the peer") from error


def check_log(log: Log, introduction: Introduction) -> Iterator[Finding]:
    """Check one log: entries against tiles, tiles against the signed root, signatures against the keyset."""
    where = f"{'public ' if log.channel == keys.PUBLIC else ''}log of {log.party}"
    if not log.size:
        return
    try:
        entries = store.entries(log, 0, log.size)
        vkeys = _ring(log, entries, introduction).at(log.size).log
        signed = open_checkpoint(bytes(log.checkpoint), origin=log.origin, vkeys=vkeys).checkpoint
    except ComityError as error:
        yield Finding(where, str(error))
        return
    leaves = [leaf_hash(entry) for entry in entries]
    yield from _check_root(where, log, signed, root(leaves))
    for tile, data in _tiles(leaves):
        if store.tile(log, tile.level, tile.index, tile.width) != data:
            yield Finding(where, f"{tile.path} is not what the entries hash to")
    if log.ours:
        highest = guard.mark(here(), log)
        if highest is None or highest.size > log.size:
            yield Finding(
                where, f"the high-water mark says {highest.size if highest else 'nothing'}, the log {log.size}"
            )


def _ring(log: Log, entries: list[bytes], introduction: Introduction) -> gate.Keyring:
    if log.channel != keys.PUBLIC:
        return gate.read_keyring(gate.Keyring(), 0, entries, introduction, log.party)
    card = card_of(introduction, log.party, log.origin)
    check_opening(entries, card)
    return read_public_keyring(gate.Keyring(), 0, entries, card)


def check_payloads(row: Dialogue) -> Iterator[Finding]:
    """Check each payload against its commitment."""
    for payload in Payload.objects.filter(dialogue=row, salted__isnull=False).iterator():
        try:
            open_payload(payload.commitment, bytes(payload.salted or b""))
        except ComityError as error:
            yield Finding(f"payload {payload.commitment[:16]}", str(error))


def _check_root(where: str, log: Log, signed: Checkpoint, found: bytes) -> Iterator[Finding]:
    if signed.size != log.size:
        yield Finding(where, f"the checkpoint is for {signed.size} entries, and {log.size} are recorded")
    elif signed.root != found:
        yield Finding(where, f"the {log.size} entries do not hash to the signed root")


def _tiles(leaves: list[bytes]) -> list[tuple[Tile, bytes]]:
    def nothing(level: int, index: int, width: int, /) -> bytes:
        raise AssertionError((level, index, width))

    return grow(0, leaves, nothing)
