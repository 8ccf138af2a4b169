# SPDX-License-Identifier: Apache-2.0
"""Getting our own log back from a peer, after the database was lost or an old copy of it restored.

    our checkpoint as the peer holds it -> the entries that we lack -> root and both our signatures hold
         -> kept, with the roots that a peer may have seen -> the high-water mark -> the payloads that the peer has

The peer is believed in nothing: what comes back is what we signed, or it is refused. What we signed and never sent is
lost. Where the high-water mark says that there was more, the restart guard goes on holding our log back.

It comes along the road, or from the folder that the peer wrote with `comity export`.

A public log is receipted by nobody, and everybody may hold a copy: a monitor's (`comity monitor --copy`), or a mirror's
on the web. It comes back from any of them by the same rules. But no copy says of itself that it is the newest. It is
known to be only where the high-water mark, which no restore reaches, names its very end. Else our public log is held
back until two officers answer for it (node/override.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from comity.acts.act import Act
from comity.base.digest import open_payload
from comity.base.errors import BadProof, Carrier, Damaged, NotPermitted, Ours
from comity.exchange.card import read_public_keyring
from comity.exchange.gate import Keyring, read_keyring, size_of
from comity.exchange.introduction import Introduction, decode, encode
from comity.log.merkle import Frontier, leaf_hash
from comity.log.signature import open_checkpoint
from comity.log.tile import TILE_WIDTH, decode_bundle, entries_path
from comity.node import guard, keys, ledger, monitor, policy, publication, pull, store
from comity.node.home import here
from comity.node.joint.models import Dialogue, Log, SignedRoot
from comity.node.keyring import ring_of
from comity.node.keys import PUBLIC
from comity.node.locks import append_lock
from comity.node.national.models import Officer
from comity.record.entry import decode_entry

Find = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came back: sizes before and after, payloads, and how many entries we once signed beyond them."""

    before: int
    after: int
    payloads: int
    beyond: int
    newest: bool = True  # of a public log: whether anything here proves that there was no more

    def sentence(self) -> str:
        """Say it in words."""
        came = f"{self.after - self.before} entries came back, {self.after} are held, with {self.payloads} payload(s)"
        if self.beyond:
            return f"{came}; we had signed {self.beyond} more that the peer never received, and nothing is appended"
        if not self.newest:
            return (
                f"{came}; nothing here says that we had signed no more, and nothing is appended: ask whoever watches"
                " this log for a longer copy; then two officers answer for it with `comity guard override --channel"
                " public`"
            )
        return came


def reopen(first: Officer, second: Officer, data: bytes) -> Introduction:
    """Open a dialogue again from its introduction, before two officers; nothing is written to our log."""
    for officer in (first, second):
        policy.require(officer, "introduce")
    if first.pk == second.pk:
        raise NotPermitted(f"{first.name} stands for both officers", hint="ask a colleague; nothing was changed")
    introduction = decode(data)
    introduction.founding()  # complete, or it says who is missing
    us = here().settings().code
    introduction.party(us)
    with transaction.atomic(using=store.STORE):
        row, lost = Dialogue.objects.get_or_create(
            pk=introduction.dialogue, defaults={"introduction": encode(introduction)}
        )
        for party in introduction.parties:
            Log.objects.get_or_create(
                dialogue=row, party=party.code, channel="joint",
                defaults={"origin": party.origin, "ours": party.code == us},
            )  # fmt: skip
    if lost and keys.kept_public_keyset(here(), row.pk) is not None:
        log = publication.row_to_recover(row.pk)
        known = guard.mark(here(), ledger.our_log(row.pk)) is not None  # then the folder guard is whole
        if not known or guard.mark(here(), log) is not None:
            _hold_public(log, "the database was lost, and this log may have begun")
    return introduction


def recover_by_road(dialogue: str, party: str) -> Recovered:
    """Ask a peer for our own log."""
    ours = ledger.our_log(dialogue)
    introduction = decode(bytes(ours.dialogue.introduction))
    client = pull.road_to(introduction, ours, party)
    mirror = f"mirror/{hashlib.sha256(ours.origin.encode()).hexdigest()}"

    def find(name: str) -> bytes | None:
        if name == "checkpoint":  # what it holds may be more than what it has cosigned; an older node knows no `held`
            return client.find(f"{mirror}/held") or client.find(f"{mirror}/checkpoint")
        return client.find(name if name.startswith("payload/") else f"{mirror}/{name}")

    try:
        return _recover(introduction, ours, find)
    finally:
        client.close()


def recover_from(dialogue: str, folder: Path) -> Recovered:
    """Take our own log from a folder that the peer exported."""
    ours = ledger.our_log(dialogue)

    def find(name: str) -> bytes | None:
        path = folder / (f"payloads/{name[8:]}" if name.startswith("payload/") else f"logs/{ours.party}/{name}")
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Ours(f"{path} cannot be read: {error.strerror}") from error

    return _recover(decode(bytes(ours.dialogue.introduction)), ours, find)


def recover_public(dialogue: str, source: str) -> Recovered:
    """Take our public log from a copy: a folder, or the address below which a mirror serves it."""
    log = publication.row_to_recover(dialogue)
    web = source.startswith(("http://", "https://"))
    get = monitor.web(source) if web else monitor.folder(Path(source))

    def find(name: str) -> bytes | None:
        try:
            return get(name if web else name.replace("payload/", "payloads/", 1))
        except Carrier:
            if name == "checkpoint":
                raise  # it says what is wrong with the source
            return None

    note, highest = find("checkpoint") or b"", guard.mark(here(), log)
    if highest is None or highest.size != log.size or size_of(note) > log.size:
        _hold_public(log, "it came back from a copy, and nothing says that it was the newest")
    found = _recover(decode(bytes(log.dialogue.introduction)), log, find)
    (held,) = [row for row in guard.holds(here(), log) if row.by == PUBLIC] or (None,)
    if held is not None and 0 < held.size == log.size:
        guard.let_go(here(), log, PUBLIC)
    return replace(found, newest=held is None or 0 < held.size == log.size)


def _hold_public(log: Log, why: str) -> None:
    """Hold our public log back; the hold keeps the mark as it was before anything came from a copy, or 0."""
    if not any(row.by == PUBLIC for row in guard.holds(here(), log)):
        highest = guard.mark(here(), log)
        guard.hold(here(), log, guard.Hold(PUBLIC, highest.size if highest is not None else 0, why, always=True))


def _ring(ours: Log, entries: list[bytes], introduction: Introduction) -> Keyring:
    if ours.channel == PUBLIC:
        return read_public_keyring(ring_of(ours), ours.size, entries, publication.card_for(ours))
    return read_keyring(ring_of(ours, introduction), ours.size, entries, introduction, ours.party)


def _recover(introduction: Introduction, ours: Log, find: Find) -> Recovered:
    note = find("checkpoint")
    if note is None:
        raise Carrier("the peer shows no copy of our log that it has cosigned", hint="nothing was changed")
    size, before = size_of(note), ours.size
    if size > before:
        with append_lock(here()):
            _take(introduction, ours, note, size, find)
    payloads = _payloads(ours, find)
    highest = guard.mark(here(), ours)
    return Recovered(before, ours.size, payloads, max(highest.size - ours.size, 0) if highest is not None else 0)


def _take(introduction: Introduction, ours: Log, note: bytes, size: int, find: Find) -> None:
    """Keep the entries that we lack, if they are what we signed."""
    if store.count(ours) != ours.size:
        raise Damaged(
            f"our {ours.channel} log in {ours.dialogue_id} holds entries that were never signed",
            hint="nothing was changed; see fsck",
        )
    entries = _entries(find, ours.size, size)
    ring = _ring(ours, entries, introduction)
    signed = open_checkpoint(note, origin=ours.origin, vkeys=ring.at(size).log).checkpoint
    leaves = [leaf_hash(entry) for entry in entries]
    edge = store.frontier(ours)
    roots = _roots(ours, edge, leaves)
    if edge.root() != signed.root:
        raise BadProof(
            f"what the peer shows as our log in {ours.dialogue_id} does not go on from what is here",
            hint="nothing was kept; compare both copies with `comity-verify`",
        )
    highest = guard.mark(here(), ours)
    if highest is None or highest.size <= size:
        guard.raise_mark(here(), ours, size, signed.root.hex())
    seen = dict(ours.seen)
    for entry in entries:
        seen |= {party: checkpoint.size for party, checkpoint in decode_entry(entry).seen.items()}
    with transaction.atomic(using=store.STORE):
        store.add(ours, ours.size, entries, store.edge(ours).grown(leaves)[1])
        SignedRoot.objects.bulk_create(roots)
        ours.size, ours.checkpoint, ours.seen = size, note, seen
        ours.save(update_fields=["size", "checkpoint", "seen"])
    if ours.channel != PUBLIC:
        ledger.ring()


def _roots(ours: Log, edge: Frontier, leaves: list[bytes]) -> list[SignedRoot]:
    """Give the root of every size that came back: which of them we signed is not known, and all are ours."""
    found = []
    for leaf in leaves:
        edge.append(leaf)
        found.append(SignedRoot(log=ours, size=edge.size, root=edge.root().hex()))
    return found


def _entries(find: Find, start: int, end: int) -> list[bytes]:
    found: list[bytes] = []
    for index in range(start // TILE_WIDTH, (end + TILE_WIDTH - 1) // TILE_WIDTH):
        width = min(end - index * TILE_WIDTH, TILE_WIDTH)
        bundle = find(entries_path(index, width))
        if bundle is None:
            raise Carrier(f"entries from {index * TILE_WIDTH} on are not there", hint="nothing was changed")
        found += decode_bundle(bundle, count=width)[max(start - index * TILE_WIDTH, 0) :]
    return found


def _payloads(ours: Log, find: Find) -> int:
    """Fetch the payloads of our own entries that are not here, as far as the peer has them."""
    count = 0
    for entry in store.entries(ours, 0, ours.size):
        act = decode_entry(entry)
        ref = act.payload if isinstance(act, Act) else None
        if ref is None or store.salted_payload(ours.dialogue_id, ref.commitment) is not None:
            continue
        salted = find(f"payload/{ref.commitment}")
        if salted is not None:
            open_payload(ref.commitment, salted)
            store.keep_payload(ours.dialogue_id, ref.commitment, salted)
            count += 1
    return count
