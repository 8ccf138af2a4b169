# SPDX-License-Identifier: Apache-2.0
"""Packing a pouch: what a peer has not yet seen of our log, in one file for it alone.

    entries SINCE..END, the payloads that it has not receipted, our checkpoint with every cosignature we hold of it,
    its own checkpoint cosigned by us, one-time recipients for the way back

It holds nothing but what the peer would get along the road. SINCE is what the peer last acknowledged: what it has
cosigned, or what its own entries say it has seen. So a pouch that is lost is made good by the next one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from comity.acts.act import MAX_BYTES, Act
from comity.base.digest import SALT_BYTES
from comity.base.errors import Malformed, Ours
from comity.exchange import pouch
from comity.exchange.introduction import Introduction, decode
from comity.log.checkpoint import Checkpoint, parse_checkpoint
from comity.log.note import format_note, parse_note
from comity.log.signature import sign_checkpoint
from comity.node import envelope, folding, guard, ledger, once, store, trail
from comity.node.clock import now, timestamp
from comity.node.home import here
from comity.node.joint.models import Countersignature, Log, Pouch, SignedRoot
from comity.node.keyring import acknowledged, our_keys, ring_of
from comity.node.locks import append_lock
from comity.node.marking import marking_of, require_all

_OVERHEAD = 200_000  # outside, index, notes and what age adds
_ROOM = pouch.MAX_POUCH - _OVERHEAD
_STEP = 256


@dataclass(frozen=True, slots=True)
class Packed:
    """A pouch that was packed. `left` are payloads that found no room; `size` is our log's, above `end` for the same.

    `once` says whether it is for a one-time recipient; if not, it can be read by whoever gets the peer's lasting key.
    """

    party: str
    purpose: str
    number: int
    start: int
    end: int
    size: int
    payloads: int
    left: tuple[str, ...]
    once: bool
    data: bytes


def pack(dialogue: str, party: str, *, since: int | None = None, static: bool = False) -> Packed:
    """Pack a pouch for a party of a dialogue; `static` uses its lasting key even where a one-time one is at hand."""
    ledger.recover()
    with append_lock(here()):
        ours = ledger.our_log(dialogue)
        introduction = decode(bytes(ours.dialogue.introduction))
        guard.require(here(), ours)
        peer = Log.objects.filter(dialogue_id=dialogue, party=party, ours=False).first()
        if peer is None:
            others = ", ".join(code for code in introduction.codes if code != ours.party) or "nobody"
            raise Ours(f"{party} is no other party of this dialogue; there is {others}", hint="nothing was packed")
        start = acknowledged(ours, party) if since is None else since
        if not 0 <= start <= ours.size:
            raise Ours(f"our log has {ours.size} entries, and none from {start} on", hint="nothing was packed")
        packed = _pack(introduction, ours, peer, start, static=static)
    what = f"pouch {packed.number}: entries {packed.start} to {packed.end}"
    trail.left(trail.SHELL, "pouch", to=party, dialogue=dialogue, thing=what)
    return packed


def _pack(introduction: Introduction, ours: Log, peer: Log, start: int, *, static: bool) -> Packed:
    entries, room = _entries(ours, start)
    end = start + len(entries)
    payloads, left = _payloads(ours, peer, end, room)
    require_all((marking_of(salted[SALT_BYTES:]) for salted in payloads.values()), "pouch", to=(peer.party,))
    number = 1 + max(
        Pouch.objects.filter(dialogue=ours.dialogue, party=peer.party, way=Pouch.OUT).values_list("number", flat=True),
        default=0,
    )
    contents = pouch.Contents(
        dialogue=introduction.dialogue, sender=ours.party, to=peer.party, number=number, start=start, end=end,
        edge=store.frontier(ours, start).hashes, age=once.offer(here(), introduction.dialogue, peer.party),
        checkpoint=_checkpoint(ours, end), cosigned=bytes(peer.cosigned), entries=tuple(entries), payloads=payloads,
    )  # fmt: skip
    used, ciphertext = _encrypt(introduction, peer, pouch.encode_contents(contents), static=static)
    header = pouch.Header(
        sender=ours.origin, to=peer.origin, number=number, purpose=introduction.purpose, size=len(ciphertext),
        sha256=hashlib.sha256(ciphertext).hexdigest(), keyset=_keyset(ours),
    )  # fmt: skip
    data = pouch.seal(header, ciphertext, our_keys(ours).log.signer)
    Pouch.objects.create(
        dialogue=ours.dialogue, party=peer.party, way=Pouch.OUT, number=number, sha256=header.sha256, start=start,
        end=end, age=[used] if used else [], state=Pouch.PACKED, at=now(),
    )  # fmt: skip
    return Packed(
        peer.party, introduction.purpose, number, start, end, ours.size, len(payloads), left, bool(used), data
    )


def _entries(ours: Log, start: int) -> tuple[list[bytes], int]:
    """Take the entries from `start` on for which there is room, and say how much room is left."""
    found: list[bytes] = []
    room = _ROOM - MAX_BYTES  # some is left for payloads in any case
    for first in range(start, min(ours.size, start + pouch.MAX_ENTRIES), _STEP):
        for entry in store.entries(ours, first, min(ours.size, start + pouch.MAX_ENTRIES, first + _STEP)):
            if room < len(entry) + 2:
                return found, room + MAX_BYTES
            found.append(entry)
            room -= len(entry) + 2
    return found, room + MAX_BYTES


def _payloads(ours: Log, peer: Log, end: int, room: int) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Take the payloads that the peer has not receipted, as far as there is room; and name those left out."""
    receipts = [
        int(act.structure["held"].get(ours.party, 0))
        for act in folding.acts(peer)
        if isinstance(act, Act) and act.kind == "receipt"
    ]
    found: dict[str, bytes] = {}
    left: list[str] = []
    for act in folding.acts(ours)[max(receipts, default=0) : end]:
        ref = act.payload if isinstance(act, Act) else None
        salted = store.salted_payload(ours.dialogue_id, ref.commitment) if ref is not None else None
        if ref is None or salted is None or ref.commitment in found:
            continue
        if len(salted) > room or len(found) >= pouch.MAX_PAYLOADS:
            left.append(ref.commitment)
            continue
        found[ref.commitment] = salted
        room -= len(salted)
    return found, tuple(left)


def _checkpoint(ours: Log, end: int) -> bytes:
    """Give our checkpoint of this size: the newest with every cosignature on it, or an earlier one, signed again."""
    if end < ours.size:
        row = SignedRoot.objects.filter(log=ours, size=end).first()
        root = store.tree(ours, end).root()
        if row is None or row.root != root.hex() or ring_of(ours).at(end) != ring_of(ours).newest:
            raise Ours(
                f"{ours.size - end} entries of our log do not fit into one pouch, and it cannot be parted at {end}",
                hint="nothing was packed; the road can carry them",
            )
        return sign_checkpoint(Checkpoint(ours.origin, end, root), our_keys(ours).log, timestamp())
    note = parse_note(bytes(ours.checkpoint))
    for cosigned in Countersignature.objects.filter(log=ours, size=end):
        other = parse_note(bytes(cosigned.note))
        if parse_checkpoint(other.text) == parse_checkpoint(note.text):
            have = {(line.name, line.key_id) for line in note.signatures}
            new = (line for line in other.signatures if (line.name, line.key_id) not in have)
            note = replace(note, signatures=(*note.signatures, *new))
    return format_note(note)


def _encrypt(introduction: Introduction, peer: Log, plain: bytes, *, static: bool) -> tuple[str, bytes]:
    """Encrypt for a one-time recipient of the peer that was never used, else for its lasting ones; say which was."""
    pouches = Pouch.objects.filter(dialogue=peer.dialogue, party=peer.party)
    used = {age for row in pouches.filter(way=Pouch.OUT) for age in row.age}
    newest = pouches.filter(way=Pouch.IN, state=Pouch.OPENED).order_by("-number").first()
    for recipient in newest.age if newest is not None and not static else ():
        if recipient not in used and (ciphertext := envelope.encrypt(plain, [recipient])) is not None:
            return recipient, ciphertext
    lasting = ring_of(peer, introduction).newest.age if peer.size else (introduction.party(peer.party).age,)
    ciphertext = envelope.encrypt(plain, lasting) if lasting else None
    if ciphertext is None:
        raise Malformed(f"the keyset of {peer.party} names no recipient for pouches, so none can be packed for it")
    return "", ciphertext


def _keyset(ours: Log) -> dict[str, object]:
    """Give the structure of our newest keyset, signed by our root."""
    act = next(act for act in reversed(folding.acts(ours)) if isinstance(act, Act) and act.kind == "keyset")
    return dict(act.structure)
