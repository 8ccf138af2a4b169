# SPDX-License-Identifier: Apache-2.0
"""The paper itself: when it was published, by whom, of what kind, and which language counts.

Two rules:
  1. The day of publication stands on a line of its own or after the word *published*, not in a sentence of the account.
  2. That a text is a translation, and which original is authentic, is taken from its own notice only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.reading.date import When
from comity.reading.draft import Fact
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence, Zone

_SHORT = 110
_DATELINE = re.compile(r"^[^.]{0,40}$")


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
            if found is not None and (sentence.stop - sentence.start < 60 or page.cue("published", sentence.start, sentence.stop)):
                return found, "doc.date.foot"
    return None


def _of_line(scene: Scene, sentence: Sentence) -> When | None:
    page = scene.page
    if page.cue("updated", sentence.start, sentence.stop) is not None or page.text[sentence.start : sentence.stop].startswith("[Photo"):
        return None
    full = [when for when in scene.dates_within(sentence.start, sentence.stop) if when.day is not None and when.year is not None]
    if not full or sentence.stop - sentence.start > _SHORT * 2:
        return None
    if any(verb.id == "event" for verb in page.within("verbs", sentence.start, sentence.stop)):
        return None
    if sentence.prose and page.cue("published", sentence.start, sentence.stop) is None and sentence.stop - sentence.start > _SHORT:
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
    return inside[0] if len(before.split()) <= 4 and re.match(r"\s*[-:]\s", after) else None


def date(scene: Scene) -> Iterator[Fact]:
    """The day of publication."""
    found = publication(scene)
    if found is not None:
        when, rule = found
        yield Fact("doc.date", when.begin, ((when.start, when.stop),), rule)


def authentic(scene: Scene) -> Iterator[Fact]:
    """The language that alone is authentic, by the text's own notice."""
    page = scene.page
    for sentence in page.sentences:
        if page.cue("authentic", sentence.start, sentence.stop) is None:
            continue
        tongues = page.within("tongues", sentence.start, sentence.stop)
        if tongues:
            yield Fact("doc.authoritative_lang", tongues[0].id, ((sentence.start, sentence.stop),), "doc.authoritative_lang.notice")
            return


def courtesy(scene: Scene) -> Iterator[Fact]:
    """That the text is a courtesy translation, by its own notice."""
    page = scene.page
    for sentence in page.sentences:
        if page.cue("courtesy", sentence.start, sentence.stop) is not None:
            yield Fact("doc.translation_status", "courtesy", ((sentence.start, sentence.stop),), "doc.translation_status.notice")
            return


def kind(scene: Scene) -> Iterator[Fact]:
    """What the paper calls itself."""
    hits = scene.page.within("documents", 0, scene.lead.start)
    if hits:
        yield Fact("doc.kind", hits[0].id, (hits[0].span,), "doc.kind.heading")


def issuer(scene: Scene) -> Iterator[Fact]:
    """Who publishes it, where a heading names a body whose party is plain."""
    from comity.reading.body import bodies  # noqa: PLC0415  # the two files ask each other

    for head in scene.page.heads():
        for found in bodies(scene, head.start, head.stop):
            if found.party is not None:
                value = {"party": found.party, "body": found.name(found.party)}
                yield Fact("issuer", value, (found.span,), "issuer.heading")
                return
