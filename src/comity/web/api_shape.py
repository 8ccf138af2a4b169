# SPDX-License-Identifier: Apache-2.0
"""The JSON of proposals and dialogues, as the command line gets it. Instants are RFC 3339 in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from comity.base.names import instant
from comity.node import desk
from comity.node.dialogues import Room
from comity.node.duty import left
from comity.node.intake import Reconciliation
from comity.node.national.models import Mandate, Proposal


def proposal_shape(row: Proposal) -> dict[str, Any]:
    """Write a proposal: the exact act, its words, and who did what with it."""
    act = desk.act_of(row)
    return {
        "id": row.pk,
        "dialogue": row.dialogue,
        "verb": row.verb,
        "kind": row.kind,
        "object": row.object,
        "version": act.version,
        "act": row.act,
        "words": desk.words_of(row),
        "note": row.note,
        "proposed_by": row.proposed_by.name,
        "proposed_at": instant(row.proposed_at),
        "state": row.state,
        "decided_by": row.decided_by.name if row.decided_by is not None else None,
        "decided_at": _instant(row.decided_at),
        "reason": row.reason,
        "mandate": row.mandate_id,
        "index": row.expected_index,
    }


def room_line(room: Room) -> dict[str, Any]:
    """Write a dialogue in a line: what it is, with whom, how far the logs are."""
    return {
        "id": room.id,
        "title": dict(room.title),
        "purpose": room.purpose,
        "us": room.us,
        "parties": list(room.introduction.codes),
        "names": {code: dict(name) for code, name in room.names.items()},
        "zones": dict(room.zones),
        "founded": room.dialogue.founded,
        "our_size": room.our_size,
        "peers": [
            {
                "code": peer.code,
                "looked_at": _instant(peer.looked_at),
                "looked": peer.looked,
                "size": peer.size,
                "countersigned_size": peer.countersigned_size,
                "countersigned_at": _instant(peer.countersigned_at),
                "frozen": peer.frozen,
            }
            for peer in room.peers
        ],
    }


def room_shape(room: Room) -> dict[str, Any]:
    """Write a dialogue whole: the fold as it is, and beside it the words by commitment (null: missing or erased)."""
    acts = [judged.act for judged in room.dialogue.timeline if judged.act is not None]
    words = {act.payload.commitment: room.words(act.payload) for act in acts if act.payload is not None}
    refs = {act.payload.commitment: act.payload for act in acts if act.payload is not None}
    held_back = {commitment: marked for commitment, ref in refs.items() if (marked := room.held_back(ref))}
    record = msgspec.to_builtins(room.dialogue.whole())
    return {**room_line(room), "record": record, "words": words, "held_back": held_back}


def mandate_shape(row: Mandate) -> dict[str, Any]:
    """Write a mandate."""
    return {
        "id": row.pk,
        "dialogue": row.dialogue,
        "officer": row.officer.name,
        "kinds": row.kinds.split(),
        "until": instant(row.until),
        "at_most": row.at_most,
        "left": left(row),
        "given_by": row.given_by.name,
        "confirmed_by": row.confirmed_by.name if row.confirmed_by is not None else None,
        "revoked_at": _instant(row.revoked_at),
        "reviewed_at": _instant(row.reviewed_at),
    }


def look_shape(result: Reconciliation) -> dict[str, Any]:
    """Write how a look at a peer went; the exit code is 0 where it went well."""
    return {
        "party": result.party,
        "before": result.before,
        "after": result.after,
        "missing": list(result.missing),
        "receipted": result.receipted,
        "countersigned": result.countersigned,
        "sentence": result.sentence(),
        "code": result.error.code if result.error is not None else "",
        "hint": result.error.hint if result.error is not None else "",
        "exit_code": result.error.exit_code if result.error is not None else 0,
    }


def _instant(at: datetime | None) -> str | None:
    return instant(at) if at is not None else None
