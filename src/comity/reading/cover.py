# SPDX-License-Identifier: Apache-2.0
"""Whether a sighting lies inside one of many others, without asking each of them.

One rule: the others are put in order once; then an answer costs the logarithm of their number, so that a sentence of a
hundred thousand words costs no more by the word than one of ten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from comity.reading.lexicon import Hit


class Cover:
    """Sightings that may cover others."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        spans = sorted([hit[:2] for hit in hits])
        self._starts = [start for start, _ in spans]
        self._reach = list(accumulate([stop for _, stop in spans], max))

    def holds(self, hit: Hit) -> bool:
        """Say whether one of them covers this sighting whole."""
        place = bisect_right(self._starts, hit[0])
        return place > 0 and self._reach[place - 1] >= hit[1]
