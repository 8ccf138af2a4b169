# SPDX-License-Identifier: Apache-2.0
"""Which keys are in force: the keysets of a log as we hold it, by index, and our own private halves of them.

A log only grows, so what was read of it stays. A checkpoint of size n is signed by the keys of the last keyset below n.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from cryptography.hazmat.primitives.asymmetric import ed25519

from comity.exchange.card import card_of, read_public_keyring
from comity.exchange.gate import Keyring, names_keyset, read_keyring
from comity.exchange.introduction import Introduction, decode
from comity.log.signature import LogKey
from comity.node import keys, store
from comity.node.gist import gist_of
from comity.node.home import here
from comity.node.joint.models import Countersignature, Log

_read: dict[tuple[str, str], tuple[int, Keyring]] = {}  # by home and origin
_lock = Lock()


def ring_of(log: Log, introduction: Introduction | None = None) -> Keyring:
    """Give the keys of a party's log by index; empty while we hold nothing of it."""
    key = (str(here().path), log.origin)
    with _lock:
        size, ring = _read.get(key, (0, Keyring()))
        if size > log.size:  # another, older copy of the store
            size, ring = 0, Keyring()
        if size < log.size:
            for index in gist_of(log).keysets:
                if size <= index < log.size:
                    ring = _extended(ring, log, index, store.entries(log, index, index + 1), introduction)
            _read[key] = (log.size, ring)
        return ring


def serial_of(ours: Log, size: int | None = None) -> int:
    """Say which keyset of ours is in force at a size."""
    at = ours.size if size is None else size
    return max(sum(index < at for index, _ in ring_of(ours).sets) - 1, 0)


def our_keys(ours: Log, size: int | None = None) -> keys.DialogueKeys:
    """Give the private keys that sign for us at a size of our log."""
    return keys.load(here(), ours.dialogue_id, ours.origin, serial_of(ours, size))


def our_log_key(ours: Log, new: Sequence[bytes] = ()) -> LogKey:
    """Give the key that signs a log of ours, joint or public, with these entries, which are not signed yet."""
    ring = _extended(ring_of(ours), ours, ours.size, new, None)
    with _lock:
        _read[str(here().path), ours.origin] = (ours.size + len(new), ring)
    sort = keys.PUBLIC if ours.channel == keys.PUBLIC else "log"
    return keys.load_log(here(), ours.dialogue_id, ours.origin, max(len(ring.sets) - 1, 0), sort)


def road_key(ours: Log, party: str) -> ed25519.Ed25519PrivateKey:
    """Give the key that signs our requests to a party: of the newest keyset that it has shown to hold."""
    return our_keys(ours, acknowledged(ours, party)).road


def acknowledged(ours: Log, party: str) -> int:
    """Say how much of our log a party has shown that it holds: cosigned, or seen by its own entries."""
    cosigned = Countersignature.objects.filter(log=ours, party=party).first()
    peer = Log.objects.filter(dialogue_id=ours.dialogue_id, channel=ours.channel, party=party).first()
    seen = int(peer.seen.get(ours.party, 0)) if peer is not None else 0
    return min(max(cosigned.size if cosigned is not None else 0, seen), ours.size)


def forget() -> None:
    """Let go of everything that was read."""
    with _lock:
        _read.clear()


def _extended(
    ring: Keyring, log: Log, first: int, entries: Sequence[bytes], introduction: Introduction | None
) -> Keyring:
    """Add the keysets among these entries, the first of which has the index `first`."""
    if not entries or (first and not any(map(names_keyset, entries))):
        return ring
    introduction = introduction or decode(bytes(log.dialogue.introduction))
    if log.channel == keys.PUBLIC:
        return read_public_keyring(ring, first, entries, card_of(introduction, log.party, log.origin))
    return read_keyring(ring, first, entries, introduction, log.party)
