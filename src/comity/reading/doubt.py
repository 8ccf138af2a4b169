# SPDX-License-Identifier: Apache-2.0
"""What a person must look at before confirming the draft.

Two rules:
  1. A doubt says what stands in the text and why that may mislead; it changes no fact.
  2. What the text leaves out and a reader would expect (the year, the place, the heads of one side) is said to be
     left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.reading.draft import Doubt, Fact
from comity.reading.paper import one_sided
from comity.reading.scene import Scene


def doubts(scene: Scene, facts: Sequence[Fact]) -> tuple[Doubt, ...]:
    """Give the doubts about the draft as a whole."""
    found = [*one_sided(scene), *_absent(facts), *_year(facts), *_one_side(scene, facts), *_translation(facts)]
    return tuple(found)


def _absent(facts: Sequence[Fact]) -> Iterator[Doubt]:
    have = {fact.field for fact in facts}
    if "round.date" not in have:
        yield Doubt("round.date.unsaid", "the text does not say on which day the round was held")
    online = any(fact.field == "round.format" and fact.value == "online" for fact in facts)
    if "round.place" not in have and not online:
        yield Doubt("round.place.unsaid", "the text does not say where the round was held")


def _year(facts: Sequence[Fact]) -> Iterator[Doubt]:
    for fact in facts:
        if fact.field == "round.date" and str(fact.value["start"]).startswith("XXXX"):
            yield Doubt("round.date.year-unsaid", "the text gives no year, and nothing in it tells which", fact.spans)


def _one_side(scene: Scene, facts: Sequence[Fact]) -> Iterator[Doubt]:
    """Heads or bodies are named for one side only."""
    for field, words in (("head", "a head of delegation"), ("agency", "the bodies that took part")):
        named = {fact.value["party"] for fact in facts if fact.field == field}
        silent = [code for code in scene.codes if code not in named]
        if named and silent:
            yield Doubt(
                f"{field}.one-side",
                f"the text names {words} for {', '.join(sorted(named))} but not for {', '.join(silent)}",
            )


def _translation(facts: Sequence[Fact]) -> Iterator[Doubt]:
    if any(fact.field == "doc.translation_status" for fact in facts):
        spans = next(fact.spans for fact in facts if fact.field == "doc.translation_status")
        yield Doubt("doc.translation", "this is a translation: the original may say it otherwise", spans)
