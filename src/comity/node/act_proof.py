# SPDX-License-Identifier: Apache-2.0
"""The proof of one version: the acts that brought and accepted it, each in its log, in one file for somebody outside.

    {"comity":"proof","format":1,"introduction":{…},"keysets":{"XA":[…],"XB":[…]},"payload":"…","proofs":["c2sp…",…]}

Rules:
  1. It holds these acts and the words of this version, and nothing else of the dialogue but its introduction.
  2. Each act stands under the newest checkpoint that another party has countersigned, where that reaches so far.
  3. What is handed out has been read back first. `comity-verify-proof` checks it without us (docs/spec/log.md).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from comity.acts.act import Act, Verb
from comity.base import canonical
from comity.base.errors import Ours
from comity.exchange.gate import size_of
from comity.log.proof import TlogProof, format_proof, parse_proof
from comity.node import policy, store, trail
from comity.node.dialogues import NotHere, Room
from comity.node.joint.models import Countersignature, Log
from comity.node.keyring import ring_of
from comity.node.marking import require_exit
from comity.node.national.models import Officer
from comity.record.dialogue import EntryId, Version
from comity.record.entry import decode_entry


def take(officer: Officer | None, room: Room, version: str, sort: str, *, to: str = "") -> bytes:
    """Give the proof of a version to an officer who may take it along, as `json` or `tlog-proof`; the trail says so."""
    found = policy.require(officer, "export")
    chosen = room.dialogue.version(version)
    if chosen is None:
        raise NotHere("such version")
    words = room.words(chosen.payload) if chosen.payload is not None else None
    said = words.get("marking") if isinstance(words, dict) else None
    marked = str(require_exit(said if isinstance(said, str) else "", "file"))
    data = whole_proof(room, chosen) if sort == "json" else tlog_proof(room, chosen)
    trail.left(
        found, "file", to=to or found.name, dialogue=room.id, thing=f"proof {chosen.id[:16]} {sort}", marking=marked
    )
    return data


def whole_proof(room: Room, version: Version) -> bytes:
    """Give everything that an outsider needs to check who said this version, as one file."""
    logs = _logs(room)
    proofs = [_proof(logs[entry.party], entry.index) for entry in _entries(logs, version)]
    value = {
        "comity": "proof", "format": 1, "introduction": canonical.decode(_introduction(logs)),
        "keysets": {party: _keysets(log) for party, log in sorted(logs.items())},
        "proofs": [proof.decode() for proof in proofs],
    }  # fmt: skip
    if version.payload is not None:
        salted = store.salted_payload(room.id, version.payload.commitment)
        if salted is None:
            raise Ours("the words of this version are not here", hint="ask who brought it; nothing was written")
        value["payload"] = base64.b64encode(salted).decode()
    return canonical.encode(value)


def tlog_proof(room: Room, version: Version) -> bytes:
    """Prove the act that brought this version, in a file of c2sp.org/tlog-proof with the act in it."""
    first = version.brought_by[0]
    return _proof(_logs(room)[first.party], first.index)


def _logs(room: Room) -> dict[str, Log]:
    rows = Log.objects.select_related("dialogue").filter(dialogue=room.id, channel="joint", size__gt=0)
    return {log.party: log for log in rows}


def _entries(logs: dict[str, Log], version: Version) -> Iterator[EntryId]:
    """Name the acts that bring or accept this version; an acceptance by silence is no act of its party on it."""
    named = {*version.brought_by, *(stance.entry for stance in version.stances if stance.entry is not None)}
    for entry in sorted(named):
        act = decode_entry(_entry(logs[entry.party], entry.index))
        brings = entry in version.brought_by
        if isinstance(act, Act) and (brings or (act.verb is Verb.ACCEPT and act.version == version.id)):
            yield entry


def _entry(log: Log, index: int) -> bytes:
    return store.entries(log, index, index + 1)[0]


def _proof(log: Log, index: int) -> bytes:
    note, entry = _note(log, index), _entry(log, index)
    hashes = tuple(store.tree(log, size_of(note)).inclusion_proof(index))
    data = format_proof(TlogProof(index, hashes, note, entry))
    parse_proof(data).require(entry)
    return data


def _note(log: Log, index: int) -> bytes:
    """Give the newest checkpoint above an entry that another party has countersigned; else the log's newest."""
    if log.ours:
        newest = Countersignature.objects.filter(log=log, size__gt=index).order_by("-size").first()
        cosigned = bytes(newest.note) if newest is not None else b""
    else:
        cosigned = bytes(log.cosigned)
    return cosigned if cosigned and size_of(cosigned) > index else bytes(log.checkpoint)


def _introduction(logs: dict[str, Log]) -> bytes:
    return bytes(next(iter(logs.values())).dialogue.introduction)


def _keysets(log: Log) -> list[object]:
    return [canonical.decode(_entry(log, index))["structure"] for index, _ in ring_of(log).sets]
