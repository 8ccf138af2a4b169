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
from comity.log.audit import audit
from comity.log.checkpoint import parse_checkpoint
from comity.log.note import parse_note
from comity.log.signature import open_checkpoint
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
    """Check one log in one pass: entries against tiles, tiles against the root, and who signed it.

    The root is believed of the checkpoint at first, and its signatures asked at the end, by the keys that the entries
    brought. What does not agree is named, and nothing above it is looked at.
    """
    where = f"{'public ' if log.channel == keys.PUBLIC else ''}log of {log.party}"
    if not log.size:
        return
    try:
        note = bytes(log.checkpoint)
        claimed, ring, start = parse_checkpoint(parse_note(note).text), gate.Keyring(), 0
        if claimed.size != log.size:
            yield Finding(where, f"the checkpoint is for {claimed.size} entries, and {log.size} are recorded")
            return
        for entries in audit(claimed, store.fetcher(log)):
            ring = _ring(log, ring, start, entries, introduction)
            start += len(entries)
        open_checkpoint(note, origin=log.origin, vkeys=ring.at(log.size).log)
    except ComityError as error:
        yield Finding(where, str(error))
    if log.ours:
        highest = guard.mark(here(), log)
        if highest is None or highest.size > log.size:
            yield Finding(
                where, f"the high-water mark says {highest.size if highest else 'nothing'}, the log {log.size}"
            )


def _ring(log: Log, ring: gate.Keyring, start: int, entries: list[bytes], introduction: Introduction) -> gate.Keyring:
    if log.channel != keys.PUBLIC:
        return gate.read_keyring(ring, start, entries, introduction, log.party)
    card = card_of(introduction, log.party, log.origin)
    if not start:
        check_opening(entries, card)
    return read_public_keyring(ring, start, entries, card)


def check_payloads(row: Dialogue) -> Iterator[Finding]:
    """Check each payload against its commitment."""
    for payload in Payload.objects.filter(dialogue=row, salted__isnull=False).iterator():
        try:
            open_payload(payload.commitment, bytes(payload.salted or b""))
        except ComityError as error:
            yield Finding(f"payload {payload.commitment[:16]}", str(error))
