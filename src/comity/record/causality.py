# SPDX-License-Identifier: Apache-2.0
"""What came before what: how much of each log an entry knew.

    an entry knows    its own log up to itself, and of each other log the largest size that its log had seen by then

Rules:
  1. `seen` never goes back: a smaller size says nothing. What is said of one's own log, or of a party that is not in
     the dialogue, says nothing either.
  2. Dates decide nothing but the order of display: causes first, then the date, then the party's code.
  3. An entry whose causes are not here yet waits, and with it all that follows in its log.

Parties are numbered in the order of their codes; a `Vector` holds a size for each. course.py keeps the logs by it.
"""

from __future__ import annotations

from comity.record.entry import Entry

Vector = tuple[int, ...]
Place = tuple[int, int]  # the number of a party, and an index in its log


def counts_here(entry: Entry, party: str, dialogue: str) -> bool:
    """Say whether what the entry had seen is said by this party in this dialogue."""
    return entry.by == party and entry.dialogue == dialogue
