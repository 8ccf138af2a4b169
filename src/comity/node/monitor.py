# SPDX-License-Identifier: Apache-2.0
"""The monitor: an outsider that reads a log again and again, and says when it is not the log that it was.

    checkpoint -> signatures -> every entry and tile -> the root -> is what I saw last its beginning? -> the new state

    STATE                         {"comity":"monitor","format":1,"note":"…","origin":"…","trust":{…}}
    STATE.two-histories.json      two notes that cannot both be true: anybody checks it with `comity-verify-public`
    STATE.rolled-back.json        the log showed less than before: both notes, which convict nobody
    STATE.revoked-key.json        the note that we remembered, where the root has revoked the key that signed it

Rules:
  1. It needs no node. What it remembers is a file of its own, written whole and synced before it says that all is well.
  2. It trusts the root key on the card (or in the introduction) that it is given, or else the first one that it meets.
  3. An alarm leaves the state as it was, so that the next look gives the same alarm. But a forgery that was remembered
     is told once: the log that disowns it is remembered in its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from comity.base import canonical
from comity.base.errors import BadSignature, Carrier, Damaged, Equivocation, Malformed, Ours, Theirs
from comity.exchange.card import Card, check_opening, decode_card, encode_card, read_public_keyring
from comity.exchange.evidence import encode_equivocation
from comity.exchange.gate import Keyring, read_keyring, size_of, unless_revoked
from comity.exchange.introduction import Introduction
from comity.exchange.introduction import encode as encode_introduction
from comity.log.audit import audit
from comity.log.checkpoint import parse_checkpoint
from comity.log.equivocation import judge
from comity.log.note import parse_note
from comity.log.signature import open_checkpoint
from comity.log.tile import tile_path
from comity.log.tiletree import TileTree
from comity.node.home import write_private

Get = Callable[[str], bytes]
MAX_BODY = 16_000_000
MAX_ENTRIES = 10_000_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What is watched: whose log it is, and what names its root key, a card or an introduction."""

    party: str
    names: Card | Introduction

    @property
    def origin(self) -> str:
        """The log's origin."""
        return self.names.origin if isinstance(self.names, Card) else self.names.party(self.party).origin

    @property
    def trust(self) -> str:
        """The fingerprint of what names the root key."""
        return self.names.fingerprint()

    def ring(self, ring: Keyring, start: int, entries: Sequence[bytes]) -> Keyring:
        """Read the keysets among these entries."""
        if isinstance(self.names, Card):
            if start == 0:
                check_opening(entries, self.names)
            return read_public_keyring(ring, start, entries, self.names)
        return read_keyring(ring, start, entries, self.names, self.party)


@dataclass(frozen=True, slots=True)
class Look:
    """How a look went: the log's size before (0 for the first look) and now, and the time its last signature names."""

    origin: str
    before: int
    size: int
    signed_at: int
    trust: str

    def sentence(self) -> str:
        """Say it in words."""
        if not self.before:
            return f"{self.origin}: first look, {self.size} entries; from now on it is held to them"
        if self.size == self.before:
            return f"{self.origin}: nothing new, {self.size} entries, the same as before"
        return f"{self.origin}: {self.size - self.before} new entries, {self.size} in all; what was there stands"


def look(get: Get, subject: Subject, state: Path) -> Look:
    """Look at a log once.

    Raises Equivocation for two histories, Carrier for a log that cannot be reached or shows less than before, and
    another Theirs for one that does not verify. The first two leave a file beside `state`.
    """
    before = _remembered(state, subject)
    note = get("checkpoint")
    size = size_of(note)
    if size > MAX_ENTRIES:
        raise Carrier(f"{subject.origin} has {size} entries, and at most {MAX_ENTRIES} are read")
    ring, keysets = _read(get, subject, note)
    signed = open_checkpoint(note, origin=subject.origin, vkeys=ring.at(size).log)
    before_size = size_of(before) if before else 0
    if before:
        try:
            _hold(get, subject, ring, before, note)
        except Theirs as error:
            _unless_disowned(subject, ring, before, note, state)
            if isinstance(error, Equivocation):
                _keep(state, "two-histories", encode_equivocation(error, subject.names, subject.party, keysets))
            raise
        if size < before_size:
            _unless_disowned(subject, ring, before, note, state)
            _keep(state, "rolled-back", json.dumps({"first": before.decode(), "second": note.decode()}).encode())
            raise Carrier(
                f"{subject.origin} shows {size} entries, and it has shown {before_size} before",
                hint=f"an old copy is the usual cause; both notes are kept beside {state.name}",
                code="carrier.rolled-back",
            )
    if note != before:
        write_private(state, _encode(subject, note))
    return Look(subject.origin, before_size, size, signed.timestamp, subject.trust)


def web(address: str) -> Get:
    """Read a public log over HTTP or HTTPS, below the prefix under which it is served."""
    pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5.0, read=30.0), retries=False)
    prefix = address if address.endswith("/") else f"{address}/"

    def get(name: str) -> bytes:
        try:
            response = pool.request("GET", prefix + name, preload_content=False, redirect=False)
            try:
                data: bytes = response.read(MAX_BODY + 1)
            finally:
                response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Carrier(f"{prefix} does not answer", hint="nothing was changed; look again later") from error
        if response.status != 200:
            raise Carrier(f"{prefix}{name} was answered with {response.status}", hint="is it the log's own address?")
        if len(data) > MAX_BODY:
            raise Malformed(f"{prefix}{name} has more than {MAX_BODY} bytes")
        return data

    return get


def folder(path: Path) -> Get:
    """Read the copy of a log in a folder."""

    def get(name: str) -> bytes:
        try:
            return (path / name).read_bytes()
        except OSError as error:
            raise Carrier(f"{path / name} cannot be read: {error.strerror}") from error

    return get


def subject_of(get: Get, state: Path, trusted: bytes | None) -> Subject:
    """Say what is watched: by the card that one trusts, else the one remembered, else the one that the log shows."""
    card = decode_card(trusted) if trusted is not None else _card_of(state) or decode_card(get("card.json"))
    return Subject(card.party, card)


def _read(get: Get, subject: Subject, note: bytes) -> tuple[Keyring, list[dict[str, Any]]]:
    """Read every entry and tile below a checkpoint; gives the keys, and the structures of the keysets."""
    ring, keysets, start = Keyring(), list[dict[str, Any]](), 0
    checkpoint = parse_checkpoint(parse_note(note).text)
    if not checkpoint.size:
        raise Carrier(f"{subject.origin} is still empty", hint="nothing was changed; look again later")
    for entries in audit(checkpoint, lambda level, index, width: get(tile_path(level, index, width))):
        ring = subject.ring(ring, start, entries)
        keysets += [canonical.decode(entries[i - start])["structure"] for i, _ in ring.sets if start <= i]
        start += len(entries)
    return ring, keysets


def _hold(get: Get, subject: Subject, ring: Keyring, before: bytes, note: bytes) -> None:
    """Raise Equivocation where the note that we remember and this one cannot both be true."""
    sizes = size_of(before), size_of(note)
    keys = [ring.at(size).log for size in sizes]
    small, large = sorted(sizes)
    proof: tuple[bytes, ...] | None = ()
    if small < large == sizes[1]:
        tiles = TileTree(large, lambda level, index, width: get(tile_path(level, index, width)))
        proof = tuple(tiles.prefix_proof(small))
    elif small < large:
        proof = None  # it shows less than before: only who holds the larger log can prove anything
    with unless_revoked(ring, sizes[0]):
        judge(before, note, origin=subject.origin, vkeys=keys[0], other_vkeys=keys[1], proof=proof)


def _unless_disowned(subject: Subject, ring: Keyring, before: bytes, note: bytes, state: Path) -> None:
    """Where the note that we remember is by a key that the root has revoked, remember the new one, and say so once."""
    if not ring.disowns(before, subject.origin):
        return
    _keep(state, "revoked-key", before)
    write_private(state, _encode(subject, note))
    raise BadSignature(
        f"what {subject.origin} showed before is signed by a log key that its root has revoked from below that size",
        hint=f"it was no word of {subject.party}; the note is kept beside {state.name}, which remembers the log of now",
        code="theirs.revoked-key",
    )


def _remembered(state: Path, subject: Subject) -> bytes:
    value = _state(state)
    if value is None:
        return b""
    if (value["origin"], value["trust"]) != (subject.origin, json.loads(_trust(subject))):
        raise Ours(
            f"{state} remembers {value['origin']} by another root key or name than this one",
            hint="nothing was changed; use a state file for each log, and ask why the card is another one",
            code="monitor.another-log",
        )
    return str(value["note"]).encode()


def _card_of(state: Path) -> Card | None:
    value = _state(state)
    trust = value["trust"] if value is not None else {}
    return decode_card(canonical.encode(trust)) if trust.get("comity") == "card" else None


def _state(state: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(state.read_text(encoding="utf-8"))
        sorts = {"comity": str, "origin": str, "note": str, "trust": dict}
        why = "not the state of a monitor"
        sound = all(isinstance(value[key], sort) for key, sort in sorts.items()) and value["comity"] == "monitor"
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        value, sound, why = {}, False, str(error)
    if not sound:
        raise Damaged(f"{state} cannot be read: {why}", hint="restore it; without it the next look would be the first")
    return dict(value)


def _trust(subject: Subject) -> bytes:
    return encode_card(subject.names) if isinstance(subject.names, Card) else encode_introduction(subject.names)


def _encode(subject: Subject, note: bytes) -> bytes:
    value = {
        "comity": "monitor", "format": 1, "origin": subject.origin, "trust": json.loads(_trust(subject)),
        "note": note.decode(),
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False).encode()


def _keep(state: Path, what: str, data: bytes) -> Path:
    """Keep evidence beside the state, never over another piece of it."""
    file = state.with_name(f"{state.name}.{what}.json")
    if file.exists() and file.read_bytes() != data:
        file = state.with_name(f"{state.name}.{what}-{hashlib.sha256(data).hexdigest()[:8]}.json")
    write_private(file, data)
    return file
