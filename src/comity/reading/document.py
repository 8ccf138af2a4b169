# SPDX-License-Identifier: Apache-2.0
"""The paper itself: when it was published, by whom, of what kind, and which language counts.

Two rules:
  1. The day of publication stands on a line of its own or after the word *published*, not in a sentence of the account.
  2. That a text is a translation, and which original is authentic, is taken from its own notice only.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.reading.draft import Fact
from comity.reading.house import house
from comity.reading.publication import publication
from comity.reading.scene import Scene


def date(scene: Scene) -> Iterator[Fact]:
    """The day of publication."""
    found = publication(scene)
    if found is not None:
        when, rule = found
        yield Fact("doc.date", when.begin, ((when.start, when.stop),), rule)


def authentic(scene: Scene) -> Iterator[Fact]:
    """The language that alone is authentic, by the text's own notice."""
    page = scene.page
    for sentence in page.sentences if page.says("authentic") else ():
        if page.cue("authentic", sentence.start, sentence.stop) is None:
            continue
        tongues = page.within("tongues", sentence.start, sentence.stop)
        if tongues:
            yield Fact(
                "doc.authoritative_lang",
                tongues[0].id,
                ((sentence.start, sentence.stop),),
                "doc.authoritative_lang.notice",
            )
            return


def courtesy(scene: Scene) -> Iterator[Fact]:
    """That the text is a courtesy translation, by its own notice."""
    page = scene.page
    for sentence in page.sentences if page.says("courtesy") else ():
        if page.cue("courtesy", sentence.start, sentence.stop) is not None:
            yield Fact(
                "doc.translation_status",
                "courtesy",
                ((sentence.start, sentence.stop),),
                "doc.translation_status.notice",
            )
            return


def kind(scene: Scene) -> Iterator[Fact]:
    """What the paper calls itself."""
    hits = scene.page.within("documents", 0, scene.lead.start)
    if hits:
        yield Fact("doc.kind", hits[0].id, (hits[0].span,), "doc.kind.heading")


def issuer(scene: Scene) -> Iterator[Fact]:
    """Who publishes it, where the page tells it."""
    found = house(scene)
    if found is not None:
        value = {"party": found.party, "body": found.body}
        yield Fact("issuer", value, (found.span,), found.rule, found.support, found.doubts)
