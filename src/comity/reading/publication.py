# SPDX-License-Identifier: Apache-2.0
"""The day of publication, which other dates are reckoned from.

Two rules:
  1. It stands on a line of its own, after the word *published*, or before the first words of the lead as a dateline;
     never in a sentence of the account.
  2. Where the text does not say it, whoever gives the text may: `date` in the metadata. It then helps to reckon, and
     is no fact.
"""

from __future__ import annotations

import re
from datetime import date

from comity.reading.date import When
from comity.reading.page import kept
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence, Zone

_SHORT = 110


def published(scene: Scene) -> When | None:
    """The day of publication, from the text or else from the metadata."""
    found = publication(scene)
    return found[0] if found else _told(scene)


def _told(scene: Scene) -> When | None:
    written = scene.metadata.get("date", "")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    parts = (day.year, day.month, day.day)
    return When(0, 0, parts, parts)


@kept
def publication(scene: Scene) -> tuple[When, str] | None:
    """The day of publication and the rule that found it."""
    page = scene.page
    for sentence in page.sentences:
        if sentence.zone is Zone.FOOT or sentence.start >= scene.lead.start:
            break
        found = _of_line(scene, sentence)
        if found is not None:
            return found, "doc.date.head"
    opening = _opening(scene)
    if opening is not None:
        return opening, "doc.date.dateline"
    for sentence in page.sentences:
        if sentence.start > scene.lead.start:
            found = _of_line(scene, sentence)
            if found is not None and (
                sentence.stop - sentence.start < 60 or page.cue("published", sentence.start, sentence.stop)
            ):
                return found, "doc.date.foot"
    return None


def _of_line(scene: Scene, sentence: Sentence) -> When | None:
    page = scene.page
    if page.cue("updated", sentence.start, sentence.stop) is not None or page.text[
        sentence.start : sentence.stop
    ].startswith("[Photo"):
        return None
    full = [
        when
        for when in scene.dates_within(sentence.start, sentence.stop)
        if when.day is not None and when.year is not None
    ]
    if not full or sentence.stop - sentence.start > _SHORT * 2:
        return None
    if any(verb.id == "event" for verb in page.within("verbs", sentence.start, sentence.stop)):
        return None
    if (
        sentence.prose
        and page.cue("published", sentence.start, sentence.stop) is None
        and sentence.stop - sentence.start > _SHORT
    ):
        return None
    return full[-1] if "(" in page.text[sentence.start : full[-1].start] else full[0]


def _opening(scene: Scene) -> When | None:
    """*Kiev, le 16 septembre 2022 – L'Union ...*: a dateline before the lead's own words."""
    page, lead = scene.page, scene.lead
    inside = scene.dates_within(lead.start, lead.stop)
    if not inside or inside[0].year is None or inside[0].day is None:
        return None
    before = page.between(lead.start, inside[0].start)
    after = page.folded[inside[0].stop : inside[0].stop + 4]
    return inside[0] if len(before.split()) <= 4 and re.match(r"\s*\.?[-:]\s", after) else None
