# SPDX-License-Identifier: Apache-2.0
"""The proof of a fair copy: the entries by which its paragraphs became joint, each with a proof that its log holds it.

    XA-0.act, XA-0.tlog-proof            the keyset with which each log begins
    XA-12.act, XA-12.tlog-proof          an entry, and its inclusion under the newest checkpoint of that log
    payload-COMMITMENT                   salt and words of a paragraph, as the entry commits to them

    c2sp.org/tlog-proof@v1
    index 12
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
    …

    alba.example/4c1d0a7be2f94c55
    …

Rules:
  1. It holds what these paragraphs stand on and no other words of the dialogue, since a fair copy goes to more people
     than the dialogue does.
  2. It needs nothing of ours to be checked: RFC 6962 hashes, c2sp.org/tlog-proof, and the keys in the keysets.
"""

from __future__ import annotations

from collections.abc import Iterable

from comity.formats.ooxml import pack
from comity.log.proof import TlogProof, format_proof
from comity.node import store
from comity.node.dialogues import Room
from comity.node.joint.models import Countersignature, Log
from comity.record.dialogue import EntryId, Version


def proof_of(room: Room, versions: Iterable[Version]) -> bytes:
    """Give the proof of these joint versions as a zip file."""
    given = tuple(versions)
    logs = {log.party: log for log in Log.objects.filter(dialogue=room.id, channel="joint")}
    entries = {EntryId(party, 0) for party in logs}
    for version in given:
        entries |= {*version.brought_by, *version.joint_by, *_acceptances(version)}
    parts: dict[str, bytes] = {}
    for entry in sorted(entries):
        log = logs[entry.party]
        parts[f"{entry.party}-{entry.index}.act"] = store.entries(log, entry.index, entry.index + 1)[0]
        parts[f"{entry.party}-{entry.index}.tlog-proof"] = _tlog_proof(log, entry.index)
    for version in given:
        salted = store.salted_payload(room.id, version.payload.commitment) if version.payload is not None else None
        if version.payload is not None and salted is not None:
            parts[f"payload-{version.payload.commitment}"] = salted
    return pack(parts)


def _acceptances(version: Version) -> Iterable[EntryId]:
    return (stance.entry for stance in version.stances if stance.entry is not None)


def _tlog_proof(log: Log, index: int) -> bytes:
    """Spell a proof as c2sp.org/tlog-proof has it: index, hashes, and the checkpoint with its signatures."""
    return format_proof(TlogProof(index, tuple(store.tree(log).inclusion_proof(index)), _checkpoint(log)))


def _checkpoint(log: Log) -> bytes:
    """Give the checkpoint of the whole log; as the peer countersigned it, where it has countersigned that very one."""
    if not log.ours:
        return bytes(log.cosigned) if _size(bytes(log.cosigned)) == log.size else bytes(log.checkpoint)
    newest = Countersignature.objects.filter(log=log, size=log.size).first()
    return bytes(newest.note) if newest is not None else bytes(log.checkpoint)


def _size(note: bytes) -> int:
    lines = note.split(b"\n", 2)
    return int(lines[1]) if len(lines) == 3 else 0
