# SPDX-License-Identifier: Apache-2.0
"""Statements as facts, the subjects they speak of, and the planes of the agenda.

Three rules:
  1. They count in statements only: the title of an office or the name of a workshop makes no topic.
  2. A general subject is passed over where the same statement has a more special one that the vocabulary names.
  3. Work at the United Nations or in a region is a subject of its own, by the forum that stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.reading.cover import Cover
from comity.reading.draft import Fact
from comity.reading.forum import fora_within
from comity.reading.instrument import instruments
from comity.reading.lexicon import Hit
from comity.reading.page import kept
from comity.reading.scene import Scene
from comity.reading.statement import Statement, statements

_ROW = 60
_NAMES = ("bodies", "parties", "documents")


@kept
def _subjects(scene: Scene) -> tuple[tuple[Statement, tuple[Hit, ...]], ...]:
    return tuple([(each, _within(scene, each)) for each in statements(scene)])


def _within(scene: Scene, each: Statement) -> tuple[Hit, ...]:
    """Give the subjects of a statement, without those that yield to others."""
    page = scene.page
    start, stop = each.sentence.start, each.sentence.stop
    sighted = page.within("topics", start, stop)
    if not sighted:
        return ()
    names = Cover(page.among(_NAMES, start, stop))
    hits = [
        hit
        for hit in sighted
        if not names.holds(hit)
        and not (hit.start < each.verb.stop and each.verb.start < hit.stop)
        and not (hit.concept.get("of_the_net") and not _of_the_net(scene, each))
    ]
    present = {hit.id for hit in hits}
    return tuple([hit for hit in hits if present.isdisjoint(hit.concept.get("yields_to") or ())])


def _of_the_net(scene: Scene, each: Statement) -> bool:
    """*Open, secure and prosperous* may be said of an ocean: the statement must name the net."""
    page, sentence = scene.page, each.sentence
    return any(page.cue(name, sentence.start, sentence.stop) is not None for name in ("cyber", "net"))


def said(scene: Scene) -> Iterator[Fact]:
    """The statements, each with its class, who speaks, and the subjects within it."""
    for each, hits in _subjects(scene):
        subjects = sorted({hit.id for hit in hits})
        value = {"class": each.name, "speaker": list(each.speaker) if each.speaker else None, "topics": subjects}
        yield Fact("statement", value, ((each.sentence.start, each.sentence.stop),), f"statement.{each.name}")


def _with_the_net(scene: Scene, hit: Hit) -> tuple[int, int]:
    """*Open, interoperable, reliable and secure* stands with the net that it is said of."""
    if not hit.concept.get("of_the_net"):
        return hit.span
    beyond = [cue for name in ("cyber", "net") for cue in scene.page.cues(name, hit.start, hit.stop + _ROW)]
    end = min((cue.stop for cue in beyond if cue.stop > hit.stop), default=hit.stop)
    return hit.start, end


def topics(scene: Scene) -> Iterator[Fact]:
    """The subjects of the round, each once."""
    seen: set[str] = set()
    for each, hits in _subjects(scene):
        for hit in hits:
            if hit.id not in seen:
                seen.add(hit.id)
                yield Fact("topic", hit.id, (_with_the_net(scene, hit),), "topic.vocabulary")
        for text in instruments(scene, each.sentence.start, each.sentence.stop):
            name = text.topic
            if name and name not in seen:
                seen.add(name)
                yield Fact("topic", name, ((text.start, text.stop),), "topic.instrument")
        for forum in fora_within(scene, each.sentence.start, each.sentence.stop):
            name = forum.hit.concept.get("topic")
            if name and name not in seen:
                seen.add(str(name))
                yield Fact("topic", str(name), (forum.hit.span,), "topic.forum")


def levels(scene: Scene) -> Iterator[Fact]:
    """The planes of the agenda: two of them in one statement, or one beside a word for a plane."""
    seen: set[str] = set()
    for each in statements(scene):
        page, sentence = scene.page, each.sentence
        fora = page.within("fora", sentence.start, sentence.stop)
        hits = [
            hit
            for hit in page.within("cues", sentence.start, sentence.stop)
            if hit.concept.get("level") and not any(forum.start <= hit.start < forum.stop for forum in fora)
        ]
        names = {hit.concept.get("level") for hit in hits}
        exact = page.cues("level-word", sentence.start, sentence.stop)
        planes = (*exact, *page.cues("level-forum", sentence.start, sentence.stop))
        if not planes or (
            len(names) < 2
            and not any(
                abs(hit.start - plane.stop) < 4 or abs(plane.start - hit.stop) < 3 for hit in hits for plane in exact
            )
        ):
            continue
        for hit in hits:
            level = str(hit.concept.get("level"))
            if level not in seen and any(abs(plane.start - hit.start) < 90 for plane in planes):
                seen.add(level)
                yield Fact("agenda.level", level, (hit.span,), "agenda.level.planes")
