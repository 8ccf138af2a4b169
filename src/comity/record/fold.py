# SPDX-License-Identifier: Apache-2.0
"""The fold: logs in, Dialogue out. All that anybody sees is made here, and nowhere else.

    entries -> arranged by causes -> each judged by what its writer had seen -> noted -> the Dialogue

Rules:
  1. This file does not know which party we are. The same entries give the same Dialogue on every node, whatever the
     order in which they arrived.
  2. Nothing is decided by time, by size, or by the order of the parties' codes; these only order the display.
  3. An entry that is without effect stays, with its reason, and what its writer had seen still counts.

See docs/spec/standing.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.acts.act import Act
from comity.record.causality import Arranged, Vector, arrange
from comity.record.dialogue import Dialogue
from comity.record.entry import Entry, decode_entry
from comity.record.judging import actor_of, reason_against
from comity.record.ledger import Ledger
from comity.record.matter import Said
from comity.record.picture import picture


def fold(logs: Mapping[str, Sequence[bytes]], *, dialogue: str) -> Dialogue:
    """Fold the logs of a dialogue, by party code, as far as their causes are here."""
    return fold_acts({party: [decode_entry(data) for data in log] for party, log in logs.items()}, dialogue=dialogue)


def fold_acts(logs: Mapping[str, Sequence[Entry]], *, dialogue: str) -> Dialogue:
    """Fold logs whose entries were decoded before, by `decode_entry`."""
    arranged = arrange(logs, dialogue)
    ledger = Ledger(dialogue, arranged.parties)
    reasons = {
        (party, index): _take(ledger, arranged, logs[arranged.parties[party]][index], party, index)
        for party, index in arranged.order
    }
    return picture(logs, arranged, ledger, reasons)


def why_not(logs: Mapping[str, Sequence[Entry]], act: Act, *, dialogue: str) -> str:
    """Say why the act would be without effect as the next entry of its party, who has seen all that is here.

    The empty string where it would count. This is the fold's own judgement: a node asks before it writes.
    """
    arranged = arrange(logs, dialogue)
    if act.by not in arranged.parties:
        return "another-party"
    ledger = Ledger(dialogue, arranged.parties)
    for party, index in arranged.order:
        _take(ledger, arranged, logs[arranged.parties[party]][index], party, index)
    number = arranged.parties.index(act.by)
    said = Said(number, arranged.sizes[number], actor_of(act, act.by))
    return reason_against(ledger, act, said, arranged.sizes)


def _take(ledger: Ledger, arranged: Arranged, entry: Entry, party: int, index: int) -> str:
    """Judge one entry, note it if it counts, and take notice of what it knows; give the reason against it."""
    known = arranged.known[party][index]
    said = Said(party, index, actor_of(entry, arranged.parties[party]))
    reason = reason_against(ledger, entry, said, _before(known, party))
    if not reason and isinstance(entry, Act) and entry.kind not in {"keyset", "receipt"}:
        ledger.note(entry, said)
    former: Vector = arranged.known[party][index - 1] if index else (0,) * len(known)
    for other, size in enumerate(known):
        for matter, slot in ledger.spoken(other, former[other], size):
            if slot.attest(party, index, known):
                matter.chain.append(slot)
    return reason


def _before(known: Vector, party: int) -> Vector:
    """Give what the writer knew when writing: everything but the entry itself."""
    return (*known[:party], known[party] - 1, *known[party + 1 :])
